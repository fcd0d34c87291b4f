package dev.quotey.live.core.ot;

import dev.quotey.live.core.json.JsonNumber;
import dev.quotey.live.core.json.JsonValue;
import dev.quotey.live.core.json.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What an operation did: where, from what, to what.
 *
 * @param path the value or element that was changed, as it is named afterwards
 * @param before the value before; empty where there was none; of a move the position
 * @param after the value afterwards; empty where there is none; of a move the position
 */
public record Effect(
    Operation operation, Path path, Optional<JsonValue> before, Optional<JsonValue> after) {

  /** The effects of each operation. Throws {@link OtException} where one does not apply. */
  public static List<Effect> of(JsonValue document, Change change) {
    List<Effect> effects = new ArrayList<>(change.operations().size());
    JsonValue before = document;
    for (Operation operation : change.operations()) {
      JsonValue after = Apply.apply(before, operation);
      effects.add(of(before, after, operation));
      before = after;
    }
    return effects;
  }

  private static Effect of(JsonValue before, JsonValue after, Operation operation) {
    Path path = operation.path();
    return switch (operation) {
      case Operation.Insert insert ->
        new Effect(operation, insert.elementPath(), Optional.empty(), Optional.of(insert.value()));
      case Operation.Delete ignored ->
        new Effect(operation, path, path.find(before), Optional.empty());
      case Operation.Move move ->
        new Effect(
            operation,
            path,
            Optional.of(JsonNumber.of(move.from())),
            Optional.of(JsonNumber.of(move.to())));
      case Operation.Set ignored -> changed(before, after, operation);
      case Operation.Remove ignored -> changed(before, after, operation);
      case Operation.Add ignored -> changed(before, after, operation);
      case Operation.Text ignored -> changed(before, after, operation);
    };
  }

  private static Effect changed(JsonValue before, JsonValue after, Operation operation) {
    Path path = operation.path();
    return new Effect(operation, path, path.find(before), path.find(after));
  }
}
