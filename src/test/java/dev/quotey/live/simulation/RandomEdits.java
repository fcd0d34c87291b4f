package dev.quotey.live.simulation;

import dev.quotey.live.core.json.JsonList;
import dev.quotey.live.core.json.JsonMap;
import dev.quotey.live.core.json.JsonNumber;
import dev.quotey.live.core.json.JsonString;
import dev.quotey.live.core.json.JsonValue;
import dev.quotey.live.core.json.Path;
import dev.quotey.live.core.ot.Change;
import dev.quotey.live.core.ot.Operation;
import dev.quotey.live.core.ot.Ot;
import dev.quotey.live.core.ot.TextEdit;
import java.util.Random;

/** Edits of every kind that fit on a document like {@link Simulation#DOCUMENT}. */
final class RandomEdits {
  private static final Path LINES = Path.parse("/lines");

  private Random random;
  private int nextId;

  RandomEdits(Random random) {
    this.random = random;
  }

  void drawFrom(Random source) {
    random = source;
  }

  /** One operation, or two that commit together. */
  Change next(JsonValue document) {
    Change first = Change.of(operation(document));
    if (random.nextInt(4) > 0) {
      return first;
    }
    Operation second = operation(Ot.apply(document, first));
    return Change.of(first.operations().getFirst(), second);
  }

  private Operation operation(JsonValue document) {
    JsonMap map = (JsonMap) document;
    JsonList lines = (JsonList) map.get("lines").orElseThrow();
    int kind = lines.size() == 0 ? random.nextInt(3) : random.nextInt(9);
    return switch (kind) {
      case 0 -> text(Path.parse("/t"), map.string("t").orElseThrow());
      case 1 -> new Operation.Add(Path.parse("/n"), JsonNumber.parse("0." + random.nextInt(10)));
      case 2 -> new Operation.Insert(LINES, random.nextInt(lines.size() + 1), newLine());
      default -> lineOperation(lines, kind);
    };
  }

  private Operation lineOperation(JsonList lines, int kind) {
    int at = random.nextInt(lines.size());
    JsonMap line = (JsonMap) lines.get(at);
    Path path = LINES.id(line.id().orElseThrow());
    return switch (kind) {
      case 3 -> new Operation.Delete(path, at);
      case 4, 5 -> new Operation.Move(path, at, random.nextInt(lines.size()));
      case 6 -> new Operation.Set(path.member("q"), JsonNumber.of(random.nextInt(100)));
      case 7 -> new Operation.Add(path.member("q"), JsonNumber.of(1));
      default -> text(path.member("d"), line.string("d").orElseThrow());
    };
  }

  private JsonMap newLine() {
    return JsonMap.EMPTY
        .with("id", new JsonString("n" + random.nextInt(1_000_000) + "_" + nextId++))
        .with("q", JsonNumber.of(1))
        .with("d", new JsonString("new"));
  }

  private Operation text(Path path, String text) {
    int length = text.codePointCount(0, text.length());
    int at = random.nextInt(length + 1);
    int deleted = random.nextInt(length - at + 1);
    String inserted = random.nextBoolean() ? "\uD83C\uDF0D" : "k" + random.nextInt(10);
    return new Operation.Text(path, TextEdit.splice(at, deleted, inserted));
  }
}
