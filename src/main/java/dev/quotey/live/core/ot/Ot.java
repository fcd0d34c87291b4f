package dev.quotey.live.core.ot;

import dev.quotey.live.core.json.JsonNumber;
import dev.quotey.live.core.json.JsonString;
import dev.quotey.live.core.json.JsonValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The five functions of operational transformation on changes. Their laws stand in the package's
 * description.
 */
public final class Ot {
  private Ot() {}

  /** The document after the change. Throws {@link OtException}; then nothing has changed. */
  public static JsonValue apply(JsonValue document, Change change) {
    JsonValue result = document;
    for (Operation operation : change.operations()) {
      result = Apply.apply(result, operation);
    }
    return result;
  }

  /** {@code change} past the concurrent {@code other}; both start at one document. */
  public static Change transform(Change change, Change other, Side side) {
    if (change.isEmpty() || other.isEmpty()) {
      return change;
    }
    if (change.operations().size() == 1 && other.operations().size() == 1) {
      Transform transform = new Transform(side, Conflicts.UNHEARD);
      return new Change(
          transform.transform(change.operations().get(0), other.operations().get(0)));
    }
    return cross(change, other, side).change();
  }

  /**
   * Both changes past each other.
   *
   * @param side the side of {@code change}
   */
  public static Crossing cross(Change change, Change other, Side side) {
    if (change.isEmpty() || other.isEmpty()) {
      return new Crossing(change, other, List.of(), 0, 0);
    }
    return new Crossing.Grid(side).crossing(change, other);
  }

  /** The change that does {@code first}, then {@code second}; neighbours at one path are joined. */
  public static Change compose(Change first, Change second) {
    if (first.isEmpty()) {
      return second;
    }
    List<Operation> joined = new ArrayList<>(first.operations());
    for (Operation next : second.operations()) {
      int last = joined.size() - 1;
      Optional<Operation> one = last < 0 ? Optional.empty() : join(joined.get(last), next);
      if (one.isEmpty()) {
        joined.add(next);
      } else if (isIdentity(one.get())) {
        joined.remove(last);
      } else {
        joined.set(last, one.get());
      }
    }
    return new Change(joined);
  }

  /** The change that takes {@code apply(before, change)} back to {@code before}. */
  public static Change invert(JsonValue before, Change change) {
    List<Operation> inverse = new ArrayList<>();
    JsonValue document = before;
    for (Operation operation : change.operations()) {
      inverse.add(0, Apply.invert(document, operation));
      document = Apply.apply(document, operation);
    }
    return new Change(inverse);
  }

  private static Optional<Operation> join(Operation first, Operation next) {
    if (!first.path().equals(next.path())) {
      return Optional.empty();
    }
    if (first instanceof Operation.Set set) {
      return joinSet(set, next);
    }
    if (first instanceof Operation.Add a && next instanceof Operation.Add b) {
      return Optional.of(new Operation.Add(a.path(), a.amount().plus(b.amount())));
    }
    if (first instanceof Operation.Text a && next instanceof Operation.Text b) {
      return Optional.of(new Operation.Text(a.path(), a.edit().compose(b.edit())));
    }
    return Optional.empty();
  }

  private static Optional<Operation> joinSet(Operation.Set first, Operation next) {
    if (next instanceof Operation.Set) {
      return Optional.of(next);
    }
    if (next instanceof Operation.Add add && first.value() instanceof JsonNumber number) {
      return Optional.of(new Operation.Set(first.path(), number.plus(add.amount())));
    }
    if (next instanceof Operation.Text text && first.value() instanceof JsonString string) {
      JsonValue edited = new JsonString(text.edit().apply(string.value()));
      return Optional.of(new Operation.Set(first.path(), edited));
    }
    return Optional.empty();
  }

  /** Whether the operation leaves every document it fits as it is. */
  static boolean isIdentity(Operation operation) {
    return switch (operation) {
      case Operation.Add add -> add.amount().value().signum() == 0;
      case Operation.Text text -> text.edit().isIdentity();
      case Operation.Move move -> move.from() == move.to();
      case Operation.Set ignored -> false;
      case Operation.Remove ignored -> false;
      case Operation.Insert ignored -> false;
      case Operation.Delete ignored -> false;
    };
  }
}
