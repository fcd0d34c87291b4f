package dev.quotey.live.core.quote;

import dev.quotey.live.core.json.JsonList;
import dev.quotey.live.core.json.JsonMap;
import dev.quotey.live.core.json.JsonNull;
import dev.quotey.live.core.json.JsonNumber;
import dev.quotey.live.core.json.JsonValue;
import dev.quotey.live.core.json.Path;
import dev.quotey.live.core.ot.Change;
import dev.quotey.live.core.ot.Operation;
import dev.quotey.live.core.sync.DocumentRules;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What somebody may do to columns that are not for everybody: nothing to hidden ones, and to others only
 * what brings no value of one's own: a line may have the list price of its product, none where it has no
 * product, what another line of the product has, and what it had before it was deleted.
 */
public record ColumnRules(Columns columns, PriceBook prices, Departed departed)
    implements DocumentRules {
  /** The column is not for this user to change. */
  public static final String COLUMN_FIXED = "COLUMN_FIXED";

  @Override
  public Optional<Violation> check(JsonValue before, JsonValue after, Change change) {
    if (!(before instanceof JsonMap was) || !(after instanceof JsonMap quote)) {
      return Optional.empty();
    }
    for (Operation operation : change.operations()) {
      Optional<Violation> broken = switch (operation) {
        case Operation.Insert insert -> inserted(was, insert.elementPath(), insert.value());
        case Operation.Set set ->
          replaced(was, set.path(), set.value()).or(() -> written(was, quote, set.path()));
        case Operation.Remove remove -> written(was, quote, remove.path());
        case Operation.Add add -> written(was, quote, add.path());
        case Operation.Text text -> written(was, quote, text.path());
        case Operation.Delete ignored -> Optional.empty();
        case Operation.Move ignored -> Optional.empty();
      };
      if (broken.isPresent()) {
        return broken;
      }
    }
    return Optional.empty();
  }

  /** The same of a quote that is new as a whole. */
  public Optional<Violation> check(JsonMap quote) {
    JsonMap header = quote.without(QuoteFields.LINES);
    List<Violation> broken = new ArrayList<>();
    columns
        .kept(header)
        .forEach((name, value) -> violation(Path.ROOT.member(name)).ifPresent(broken::add));
    if (quote.get(QuoteFields.LINES).orElse(JsonNull.NULL) instanceof JsonList lines) {
      for (int i = 0; i < lines.size(); i++) {
        Path path = Path.ROOT.member(QuoteFields.LINES).child(new Path.Index(i));
        inserted(header, path, lines.get(i)).ifPresent(broken::add);
      }
    }
    return broken.stream().findFirst();
  }

  private Optional<Violation> written(JsonMap was, JsonMap quote, Path path) {
    String column = Columns.column(path).orElse("");
    // Another product has another list price.
    String kept = column.equals(QuoteFields.PRODUCT_ID) ? QuoteFields.LIST_PRICE : column;
    if (!columns.isKept(kept)) {
      return Optional.empty();
    }
    if (columns.hidden().contains(kept) || path.length() == 1) {
      return violation(path);
    }
    // Absent, the line was deleted by a later operation of the same change.
    return path.parent().find(quote).orElse(JsonNull.NULL) instanceof JsonMap line
            && line.get(kept).filter(value -> !isKnown(was, line, kept, value)).isPresent()
        ? violation(path)
        : Optional.empty();
  }

  /** A line that is written as a whole keeps what it has in such columns. */
  private Optional<Violation> replaced(JsonMap was, Path path, JsonValue value) {
    return path.last() instanceof Path.Id
            && path.find(was).orElse(JsonNull.NULL) instanceof JsonMap there
            && value instanceof JsonMap line
            && !columns.kept(there).equals(columns.kept(line))
        ? violation(path)
        : Optional.empty();
  }

  private Optional<Violation> inserted(JsonMap was, Path path, JsonValue value) {
    if (!(value instanceof JsonMap line)) {
      return Optional.empty();
    }
    List<String> unknown = new ArrayList<>();
    columns.kept(line).forEach((name, held) -> {
      if (!isKnown(was, line, name, held)) {
        unknown.add(name);
      }
    });
    return unknown.isEmpty() ? Optional.empty() : violation(path.member(unknown.getFirst()));
  }

  private boolean isKnown(JsonMap was, JsonMap line, String name, JsonValue value) {
    return departed.value(line.id().orElse(""), name).filter(value::equals).isPresent()
        || Departed.ofSameProduct(was, line, name).anyMatch(value::equals)
        || isListed(was, line, name, value);
  }

  private boolean isListed(JsonMap quote, JsonMap line, String name, JsonValue value) {
    if (!name.equals(QuoteFields.LIST_PRICE) || !(value instanceof JsonNumber number)) {
      return false;
    }
    String product = line.string(QuoteFields.PRODUCT_ID).orElse("");
    Optional<BigDecimal> listed =
        prices.price(product, quote.string(QuoteFields.CURRENCY).orElse(""));
    return listed.orElse(BigDecimal.ZERO).compareTo(number.value()) == 0;
  }

  private static Optional<Violation> violation(Path path) {
    return Optional.of(
        new Violation(COLUMN_FIXED, path, "your access does not let you change this column"));
  }
}
