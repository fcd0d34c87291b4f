package dev.quotey.live.core.ot;

import dev.quotey.live.core.json.JsonBoolean;
import dev.quotey.live.core.json.JsonList;
import dev.quotey.live.core.json.JsonMap;
import dev.quotey.live.core.json.JsonNull;
import dev.quotey.live.core.json.JsonNumber;
import dev.quotey.live.core.json.JsonString;
import dev.quotey.live.core.json.JsonValue;
import dev.quotey.live.core.json.Path;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Random documents, and random changes that apply to them. */
public final class RandomWorld {
  private static final String[] LETTERS = {
    "a", "b", "é", "漢", "\uD83D\uDE00", "\uD83C\uDF0D", "\"", "\\", "\n"
  };
  private static final int NAMES = 5;

  private final Random random;
  private int nextId;

  public RandomWorld(Random random) {
    this.random = random;
  }

  /** A map of everything there is: texts, decimals, lists of values and of named rows, nested. */
  public JsonValue document() {
    return JsonMap.EMPTY
        .with("s", text())
        .with("n", number())
        .with("m", map(2))
        .with("l", list(2))
        .with("rows", rows(random.nextInt(6)));
  }

  private JsonString text() {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(8); i > 0; i--) {
      text.append(LETTERS[random.nextInt(LETTERS.length)]);
    }
    return new JsonString(text.toString());
  }

  private JsonNumber number() {
    int bits = random.nextInt(8) == 0 ? 90 : 24;
    BigInteger digits = new BigInteger(random.nextInt(bits) + 1, random);
    BigDecimal value = new BigDecimal(digits, random.nextInt(7));
    return new JsonNumber(random.nextBoolean() ? value : value.negate());
  }

  private JsonMap map(int depth) {
    JsonMap map = JsonMap.EMPTY;
    for (int i = random.nextInt(4); i > 0; i--) {
      map = map.with("k" + random.nextInt(NAMES), value(depth - 1));
    }
    return map;
  }

  private JsonList list(int depth) {
    List<JsonValue> list = new ArrayList<>();
    for (int i = random.nextInt(5); i > 0; i--) {
      list.add(value(depth - 1));
    }
    return JsonList.of(list);
  }

  private JsonList rows(int size) {
    List<JsonValue> rows = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      rows.add(row());
    }
    return JsonList.of(rows);
  }

  private JsonMap row() {
    return JsonMap.EMPTY
        .with("id", new JsonString("r" + nextId++))
        .with("q", number())
        .with("d", text())
        .with("tags", list(1));
  }

  private JsonValue value(int depth) {
    return switch (random.nextInt(depth > 0 ? 7 : 5)) {
      case 0, 1 -> number();
      case 2, 3 -> text();
      case 4 -> random.nextBoolean() ? JsonNull.NULL : JsonBoolean.of(random.nextBoolean());
      case 5 -> map(depth);
      default -> list(depth);
    };
  }

  /** One to four operations. */
  public Change change(JsonValue document) {
    List<Operation> operations = new ArrayList<>();
    JsonValue now = document;
    for (int i = random.nextInt(4); i >= 0; i--) {
      Operation operation = operation(now);
      now = Ot.apply(now, Change.of(operation));
      operations.add(operation);
    }
    return new Change(operations);
  }

  private Operation operation(JsonValue document) {
    List<Path> places = places(document);
    Path place = places.get(random.nextInt(places.size()));
    JsonValue value = place.find(document).orElseThrow();
    JsonValue parent = place.parent().find(document).orElseThrow();
    int dice = random.nextInt(6);
    if (parent instanceof JsonList list && dice < 2) {
      return element(place, list);
    }
    if (value instanceof JsonNumber && dice < 4) {
      return new Operation.Add(place, number());
    }
    if (value instanceof JsonString text && dice < 5) {
      return new Operation.Text(place, edit(text));
    }
    if (value instanceof JsonList list && dice < 5) {
      boolean named = place.last().equals(new Path.Member("rows"));
      return new Operation.Insert(place, random.nextInt(list.size() + 1), named ? row() : value(1));
    }
    if (value instanceof JsonMap && dice < 4) {
      return new Operation.Set(place.member("k" + random.nextInt(NAMES)), value(1));
    }
    if (parent instanceof JsonMap && dice == 5 && place.length() > 1) {
      return new Operation.Remove(place);
    }
    return new Operation.Set(place, replacement(value));
  }

  /** Of a row the id stays; the rest may be anything. */
  private JsonValue replacement(JsonValue value) {
    return value instanceof JsonMap map && map.id().isPresent()
        ? map.with("q", number()).with("d", text())
        : value(2);
  }

  private Operation element(Path place, JsonList list) {
    int at = place.last() instanceof Path.Id id
        ? list.indexOfId(id.id())
        : ((Path.Index) place.last()).position();
    return random.nextBoolean()
        ? new Operation.Delete(place, at)
        : new Operation.Move(place, at, random.nextInt(list.size()));
  }

  private TextEdit edit(JsonString text) {
    List<TextEdit.Component> components = new ArrayList<>();
    int left = text.lengthCodePoints();
    for (int i = random.nextInt(3); i >= 0; i--) {
      int retained = random.nextInt(left + 1);
      if (retained > 0) {
        components.add(new TextEdit.Retain(retained));
      }
      left -= retained;
      int deleted = random.nextInt(left + 1);
      if (deleted > 0) {
        components.add(new TextEdit.Delete(deleted));
      }
      left -= deleted;
      String inserted = text().value();
      if (!inserted.isEmpty()) {
        components.add(new TextEdit.Insert(inserted));
      }
    }
    return TextEdit.of(components);
  }

  /** Some place in the document that an operation may name. */
  public Path place(JsonValue document) {
    List<Path> places = places(document);
    return places.get(random.nextInt(places.size()));
  }

  /** Every place of a document, elements by their ids where they have one. */
  static List<Path> places(JsonValue document) {
    List<Path> places = new ArrayList<>();
    collect(document, Path.ROOT, places);
    return places;
  }

  private static void collect(JsonValue value, Path path, List<Path> places) {
    boolean inRow = path.length() > 1 && path.step(path.length() - 2) instanceof Path.Id;
    if (path.length() > 0 && !(inRow && path.last().equals(new Path.Member("id")))) {
      places.add(path);
    }
    if (value instanceof JsonMap map) {
      map.forEach((name, child) -> collect(child, path.member(name), places));
    } else if (value instanceof JsonList list) {
      for (int i = 0; i < list.size(); i++) {
        Path element = list.get(i) instanceof JsonMap map && map.id().isPresent()
            ? path.id(map.id().get())
            : path.child(new Path.Index(i));
        collect(list.get(i), element, places);
      }
    }
  }
}
