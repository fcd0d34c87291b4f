package dev.quotey.live.core.ot;

import dev.quotey.live.core.json.JsonList;
import dev.quotey.live.core.json.JsonMap;
import dev.quotey.live.core.json.JsonNumber;
import dev.quotey.live.core.json.JsonString;
import dev.quotey.live.core.json.JsonText;
import dev.quotey.live.core.json.JsonValue;
import dev.quotey.live.core.json.Path;
import dev.quotey.live.core.ot.OtException.Code;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/** Applies and inverts one operation, strictly: what does not fit is refused with a code. */
final class Apply {
  private Apply() {}

  static JsonValue apply(JsonValue document, Operation operation) {
    if (operation instanceof Operation.Insert insert && insert.path().length() == 0) {
      return insert(document, insert);
    }
    return within(document, operation, 0, false);
  }

  /** The value of the container at {@code depth} of the path, changed further down. */
  private static JsonValue within(
      JsonValue container, Operation operation, int depth, boolean isElement) {
    Path path = operation.path();
    Path.Step step = path.step(depth);
    boolean last = depth == path.length() - 1;
    return switch (container) {
      case JsonMap map -> {
        String name = memberName(step);
        if (last && !(operation instanceof Operation.Insert)) {
          if (isElement && name.equals(JsonMap.ID)) {
            throw new OtException(Code.ID_IMMUTABLE, "the id of an element does not change");
          }
          yield member(map, name, operation);
        }
        JsonValue child = map.get(name).orElseThrow(Apply::noSuchPath);
        yield map.with(
            name, last ? target(child, operation) : within(child, operation, depth + 1, false));
      }
      case JsonList list -> {
        int position = position(list, step);
        if (last && !(operation instanceof Operation.Insert)) {
          yield element(list, position, operation);
        }
        JsonValue child = list.get(position);
        yield list.with(
            position, last ? target(child, operation) : within(child, operation, depth + 1, true));
      }
      default -> throw noSuchPath();
    };
  }

  private static JsonValue target(JsonValue value, Operation operation) {
    return switch (operation) {
      case Operation.Set set -> set.value();
      case Operation.Add add -> {
        if (!(value instanceof JsonNumber number)) {
          throw wrongType("a number", value);
        }
        yield number.plus(add.amount());
      }
      case Operation.Text text -> {
        if (!(value instanceof JsonString string)) {
          throw wrongType("a string", value);
        }
        yield new JsonString(text.edit().apply(string.value()));
      }
      case Operation.Insert insert -> insert(value, insert);
      case Operation.Remove ignored -> throw wrongType("a member of a map", value);
      case Operation.Delete ignored -> throw wrongType("an element of a list", value);
      case Operation.Move ignored -> throw wrongType("an element of a list", value);
    };
  }

  private static JsonValue member(JsonMap map, String name, Operation operation) {
    Optional<JsonValue> value = map.get(name);
    if (operation instanceof Operation.Set set) {
      checkValue(set.value(), operation.path().length());
      return map.with(name, set.value());
    }
    JsonValue present = value.orElseThrow(Apply::noSuchPath);
    return operation instanceof Operation.Remove
        ? map.without(name)
        : map.with(name, target(present, operation));
  }

  private static JsonValue element(JsonList list, int position, Operation operation) {
    return switch (operation) {
      case Operation.Delete delete -> {
        checkPosition(position, delete.index());
        yield list.deleted(position);
      }
      case Operation.Move move -> {
        checkPosition(position, move.from());
        if (move.to() >= list.size()) {
          throw new OtException(Code.INDEX_OUT_OF_RANGE, "past the end of the list");
        }
        yield list.moved(position, move.to());
      }
      case Operation.Set set -> {
        if (!id(set.value()).equals(id(list.get(position)))) {
          throw new OtException(Code.ID_IMMUTABLE, "the id of an element does not change");
        }
        checkValue(set.value(), operation.path().length());
        yield list.with(position, set.value());
      }
      case Operation.Add ignored -> list.with(position, target(list.get(position), operation));
      case Operation.Text ignored -> list.with(position, target(list.get(position), operation));
      case Operation.Insert ignored -> list.with(position, target(list.get(position), operation));
      case Operation.Remove ignored -> throw wrongType("a member of a map", list.get(position));
    };
  }

  private static JsonValue insert(JsonValue target, Operation.Insert insert) {
    if (!(target instanceof JsonList list)) {
      throw wrongType("a list", target);
    }
    if (insert.index() > list.size()) {
      throw new OtException(Code.INDEX_OUT_OF_RANGE, "past the end of the list");
    }
    checkValue(insert.value(), insert.path().length() + 1);
    Optional<String> id = id(insert.value());
    if (id.isPresent() && list.indexOfId(id.get()) >= 0) {
      throw duplicateId();
    }
    return list.inserted(insert.index(), insert.value());
  }

  /** The operation that undoes {@code operation} on {@code document}, the one before it. */
  static Operation invert(JsonValue document, Operation operation) {
    Path path = operation.path();
    return switch (operation) {
      case Operation.Set set -> {
        Optional<JsonValue> old = path.find(document);
        yield old.isPresent()
            ? new Operation.Set(path, old.get())
            : new Operation.Remove(set.path());
      }
      case Operation.Remove ignored ->
        new Operation.Set(path, path.find(document).orElseThrow(Apply::noSuchPath));
      case Operation.Add add -> new Operation.Add(path, add.amount().negated());
      case Operation.Text text -> {
        JsonValue old = path.find(document).orElseThrow(Apply::noSuchPath);
        if (!(old instanceof JsonString string)) {
          throw wrongType("a string", old);
        }
        yield new Operation.Text(path, text.edit().invert(string.value()));
      }
      case Operation.Insert insert -> new Operation.Delete(insert.elementPath(), insert.index());
      case Operation.Delete delete ->
        new Operation.Insert(
            path.parent(), delete.index(), path.find(document).orElseThrow(Apply::noSuchPath));
      case Operation.Move move ->
        new Operation.Move(Positions.at(path, move.to()), move.to(), move.from());
    };
  }

  private static String memberName(Path.Step step) {
    return switch (step) {
      case Path.Member member -> member.name();
      case Path.Index index -> Integer.toString(index.position());
      case Path.Id ignored -> throw noSuchPath();
    };
  }

  private static int position(JsonList list, Path.Step step) {
    return switch (step) {
      case Path.Id id -> {
        int position = list.indexOfId(id.id());
        if (position < 0) {
          throw noSuchPath();
        }
        yield position;
      }
      case Path.Index index -> {
        if (index.position() >= list.size()) {
          throw new OtException(Code.INDEX_OUT_OF_RANGE, "past the end of the list");
        }
        if (id(list.get(index.position())).isPresent()) {
          throw new OtException(Code.ID_REQUIRED, "an element that has an id is named by it");
        }
        yield index.position();
      }
      case Path.Member ignored -> throw noSuchPath();
    };
  }

  private static void checkPosition(int position, int claimed) {
    if (position != claimed) {
      throw new OtException(Code.INDEX_MISMATCH, "the element stands at another position");
    }
  }

  /**
   * Every list inside a new value names each id once, and the document stays as shallow as its text
   * may be. How deep a value stands is in its path, so concurrent changes cannot add up.
   */
  private static void checkValue(JsonValue value, int depth) {
    if (depth > JsonText.DEPTH_MAX) {
      throw new OtException(Code.TOO_DEEP, "nested too deep");
    }
    if (value instanceof JsonMap map) {
      map.forEach((name, member) -> checkValue(member, depth + 1));
    } else if (value instanceof JsonList list) {
      Set<String> ids = new HashSet<>();
      for (JsonValue element : list) {
        Optional<String> id = id(element);
        if (id.isPresent() && !ids.add(id.get())) {
          throw duplicateId();
        }
        checkValue(element, depth + 1);
      }
    }
  }

  private static Optional<String> id(JsonValue value) {
    return value instanceof JsonMap map ? map.id() : Optional.empty();
  }

  private static OtException noSuchPath() {
    return new OtException(Code.NO_SUCH_PATH, "the path leads to nothing");
  }

  private static OtException duplicateId() {
    return new OtException(Code.DUPLICATE_ID, "the list has an element of this id");
  }

  private static OtException wrongType(String expected, JsonValue found) {
    return new OtException(Code.WRONG_TYPE, "expected " + expected + ", found " + found.kind());
  }
}
