package dev.quotey.live.core.ot;

import dev.quotey.live.core.json.JsonMap;
import dev.quotey.live.core.json.JsonNumber;
import dev.quotey.live.core.json.JsonText;
import dev.quotey.live.core.json.JsonValue;
import dev.quotey.live.core.json.Path;
import dev.quotey.live.protocol.OperationForm;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** The notation of the transform table in docs/SPEC.md, read and written. */
final class TransformTable {
  static final JsonValue DOCUMENT =
      JsonText.parse("{\"n\":1,\"s\":\"abc\",\"m\":{\"x\":1},\"l\":[\"a\",{\"k\":1},3],"
          + "\"r\":[{\"id\":\"a\",\"q\":1},{\"id\":\"b\",\"q\":2}]}");

  private TransformTable() {}

  /** What one side of a cell comes to. */
  static String outcome(String op, String other, Side side) {
    Crossing crossing = Ot.cross(Change.of(operation(op)), Change.of(operation(other)), side);
    String result = crossing.change().isEmpty()
        ? "nothing"
        : crossing.change().operations().stream()
            .map(TransformTable::text)
            .collect(Collectors.joining(" ; "));
    return result
        + crossing.conflicts().stream()
            .map(conflict -> (conflict.loser() == side ? " ⚑ mine " : " ⚑ theirs ")
                + conflict.kind().name().toLowerCase(Locale.ROOT))
            .collect(Collectors.joining());
  }

  static Operation operation(String text) {
    List<String> words = List.of(text.split(" ", 3));
    Path path = Path.parse(words.get(1));
    String rest = words.size() > 2 ? words.get(2) : "";
    return switch (words.get(0)) {
      case "set" -> new Operation.Set(path, JsonText.parse(rest));
      case "remove" -> new Operation.Remove(path);
      case "add" -> new Operation.Add(path, JsonNumber.parse(rest));
      case "text" -> read("text", path, rest);
      case "insert" -> {
        String[] parts = rest.split(" ", 2);
        yield new Operation.Insert(path, Integer.parseInt(parts[0]), JsonText.parse(parts[1]));
      }
      case "delete" -> new Operation.Delete(path, Integer.parseInt(rest));
      case "move" -> {
        String[] parts = rest.split(" ", 2);
        yield new Operation.Move(path, Integer.parseInt(parts[0]), Integer.parseInt(parts[1]));
      }
      default -> throw new IllegalArgumentException(text);
    };
  }

  private static Operation read(String type, Path path, String value) {
    String form =
        "[{\"op_type\":\"" + type + "\",\"path\":\"" + path + "\",\"value\":" + value + "}]";
    return OperationForm.read(JsonText.parse(form)).operations().getFirst();
  }

  private static String text(Operation operation) {
    JsonMap form = OperationForm.write(operation);
    Optional<String> value = form.get("value").map(JsonText::write);
    Optional<String> index = form.get("index").map(JsonText::write);
    return OperationForm.type(operation) + " " + operation.path()
        + index.map(text -> " " + text).orElse("")
        + value.map(text -> " " + text).orElse("");
  }
}
