package dev.quotey.live.bench;

import dev.quotey.live.core.json.JsonList;
import dev.quotey.live.core.json.JsonMap;
import dev.quotey.live.core.json.JsonNumber;
import dev.quotey.live.core.json.JsonString;
import dev.quotey.live.core.json.JsonValue;
import dev.quotey.live.core.json.Path;
import dev.quotey.live.core.ot.Change;
import dev.quotey.live.core.ot.Operation;
import dev.quotey.live.core.ot.TextEdit;
import java.util.Optional;
import java.util.Random;

/** The mix of edits that the workloads are made of. */
public final class Edits {
  /** Short of what a server takes, by what several authors may insert at one moment. */
  static final int LINES_MAX = 1_990;

  private static final Path LINES = Path.parse("/lines");

  private final Random random;
  private final String author;
  private final int linesMax;
  private int nextLine;

  public Edits(Random random, String author) {
    this(random, author, LINES_MAX);
  }

  /** @param linesMax where a quote has so many, a line is deleted in the place of an insert */
  Edits(Random random, String author, int linesMax) {
    this.random = random;
    this.author = author;
    this.linesMax = linesMax;
  }

  /** The JSON text of a quote that the edits fit on. */
  static String quote(int lines) {
    StringBuilder text =
        new StringBuilder("{\"currency\":\"USD\",\"tax_rates\":{\"STD\":8.25},\"lines\":[");
    for (int i = 0; i < lines; i++) {
      text.append(i > 0 ? "," : "")
          .append("{\"id\":\"ln_" + i + "\",\"sku\":\"SKU-" + i
              + "\",\"description\":\"Line number " + i)
          .append("\",\"quantity\":1,\"unit\":\"each\",\"list_price\":12.5,\"unit_price\":10,")
          .append("\"discount_percent\":0,\"tax_code\":\"STD\",\"notes\":\"\"}");
    }
    return text.append("]}").toString();
  }

  /** 60 % a number (half set, half add), 20 % text, 15 % insert, 5 % delete of a line. */
  public Change next(JsonValue document) {
    JsonList lines = (JsonList) ((JsonMap) document).get("lines").orElse(JsonList.EMPTY);
    int dice = random.nextInt(100);
    boolean inserts = dice >= 80 && dice < 95 && lines.size() < linesMax;
    if (lines.size() == 0 || inserts) {
      return Change.of(new Operation.Insert(LINES, random.nextInt(lines.size() + 1), newLine()));
    }
    int at = random.nextInt(lines.size());
    JsonMap line = (JsonMap) lines.get(at);
    Path path = LINES.id(line.id().orElseThrow());
    if (dice < 30) {
      return Change.of(new Operation.Set(path.member("quantity"), JsonNumber.of(dice)));
    }
    if (dice < 60) {
      return Change.of(new Operation.Add(path.member("quantity"), JsonNumber.of(1)));
    }
    return Change.of(dice < 80 ? text(line, path) : new Operation.Delete(path, at));
  }

  /** A place in a text, in code points. */
  record Place(Path path, int offset) {}

  /** Somewhere in a description, unless there is no line. */
  Optional<Place> place(JsonValue document) {
    JsonList lines = (JsonList) ((JsonMap) document).get("lines").orElse(JsonList.EMPTY);
    if (lines.size() == 0) {
      return Optional.empty();
    }
    JsonMap line = (JsonMap) lines.get(random.nextInt(lines.size()));
    String text = line.string("description").orElse("");
    return Optional.of(new Place(
        LINES.id(line.id().orElseThrow()).member("description"),
        random.nextInt(text.codePointCount(0, text.length()) + 1)));
  }

  private Operation text(JsonMap line, Path path) {
    String text = line.string("description").orElse("");
    int length = text.codePointCount(0, text.length());
    // Long texts give back what they got, so that documents stay of one size.
    TextEdit edit = length > 80
        ? TextEdit.splice(random.nextInt(length - 10), 10, "")
        : TextEdit.splice(random.nextInt(length + 1), 0, "k" + random.nextInt(10));
    return new Operation.Text(path.member("description"), edit);
  }

  private JsonMap newLine() {
    return JsonMap.EMPTY
        .with("id", new JsonString("ln_" + author + "_" + nextLine++))
        .with("description", new JsonString("Line of " + author))
        .with("quantity", JsonNumber.of(1))
        .with("unit_price", JsonNumber.of(10))
        .with("tax_code", new JsonString("STD"));
  }
}
