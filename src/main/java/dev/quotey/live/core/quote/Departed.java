package dev.quotey.live.core.quote;

import dev.quotey.live.core.json.JsonList;
import dev.quotey.live.core.json.JsonMap;
import dev.quotey.live.core.json.JsonNull;
import dev.quotey.live.core.json.JsonValue;
import dev.quotey.live.core.json.Path;
import dev.quotey.live.core.ot.Change;
import dev.quotey.live.core.ot.Operation;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What lines that were deleted had in columns that are not for everybody. Who does not see a column
 * deletes a line with it, and brings it back without it: here the rest is kept. One thread.
 */
public final class Departed {
  /** Lines that are remembered; of more the first is forgotten. */
  static final int LINES_MAX = 1_000;

  private final Columns columns;
  private final Map<String, JsonMap> lines = new LinkedHashMap<>();

  public Departed(Columns columns) {
    this.columns = columns;
  }

  /** @param before the document that the change applies to */
  public void note(JsonValue before, Change change) {
    for (Operation operation : change.operations()) {
      if (operation instanceof Operation.Delete delete
          && delete.path().find(before).orElse(JsonMap.EMPTY) instanceof JsonMap line) {
        note(line);
      }
    }
  }

  private void note(JsonMap line) {
    JsonMap kept = columns.kept(line);
    if (kept.size() == 0 || line.id().isEmpty()) {
      return;
    }
    lines.put(line.id().get(), kept);
    if (lines.size() > LINES_MAX) {
      lines.remove(lines.keySet().iterator().next());
    }
  }

  /** What the line had in a column when it was deleted. */
  Optional<JsonValue> value(String lineId, String column) {
    return Optional.ofNullable(lines.get(lineId)).flatMap(line -> line.get(column));
  }

  /**
   * The change of somebody who does not see the hidden columns, with what these hold: of a line that is
   * written as a whole what it has now, of one that comes back what it had, and of a new one what another line of the product has.
   */
  public Change completed(JsonValue newest, Change change) {
    List<Operation> whole = new ArrayList<>(change.operations().size());
    for (Operation operation : change.operations()) {
      whole.add(
          switch (operation) {
            case Operation.Insert insert ->
              new Operation.Insert(
                  insert.path(),
                  insert.index(),
                  completed(insert.value(), newest, insert.elementPath()));
            case Operation.Set set ->
              set.path().last() instanceof Path.Id
                  ? new Operation.Set(set.path(), completed(set.value(), newest, set.path()))
                  : set;
            case Operation.Remove remove -> remove;
            case Operation.Add add -> add;
            case Operation.Text text -> text;
            case Operation.Delete delete -> delete;
            case Operation.Move move -> move;
          });
    }
    return new Change(whole);
  }

  private JsonValue completed(JsonValue value, JsonValue newest, Path path) {
    if (!(value instanceof JsonMap line) || !(newest instanceof JsonMap quote)) {
      return value;
    }
    Optional<JsonValue> there = path.find(quote);
    JsonMap whole = line;
    for (String name : columns.hidden()) {
      Optional<JsonValue> held = there.isPresent()
          ? (there.get() instanceof JsonMap map ? map.get(name) : Optional.empty())
          : value(line.id().orElse(""), name)
              .or(() -> ofSameProduct(quote, line, name).findFirst());
      if (held.isPresent() && !line.has(name)) {
        whole = whole.with(name, held.get());
      }
    }
    return whole;
  }

  /** What lines of the product of {@code line} hold in a column. */
  static Stream<JsonValue> ofSameProduct(JsonMap quote, JsonMap line, String column) {
    String product = line.string(QuoteFields.PRODUCT_ID).orElse("");
    if (product.isEmpty()
        || !(quote.get(QuoteFields.LINES).orElse(JsonNull.NULL) instanceof JsonList lines)) {
      return Stream.empty();
    }
    return lines.toList().stream()
        .filter(one -> one instanceof JsonMap other
            && other.string(QuoteFields.PRODUCT_ID).orElse("").equals(product))
        .flatMap(one -> ((JsonMap) one).get(column).stream());
  }
}
