package dev.quotey.live.core.quote;

import dev.quotey.live.core.json.JsonList;
import dev.quotey.live.core.json.JsonMap;
import dev.quotey.live.core.json.JsonNumber;
import dev.quotey.live.core.json.JsonValue;
import dev.quotey.live.core.json.Path;
import dev.quotey.live.core.ot.Change;
import dev.quotey.live.core.ot.Operation;
import dev.quotey.live.core.sync.DocumentRules;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What somebody may do to columns that are not for everybody: nothing, but for a new line, which has the
 * list price of its product, or what another line of the product has, or what it had itself before it
 * was deleted.
 */
public record ColumnRules(Columns columns, PriceBook prices, Departed departed)
    implements DocumentRules {
  /** The column is not for this user to change. */
  public static final String COLUMN_FIXED = "COLUMN_FIXED";

  @Override
  public Optional<Violation> check(JsonValue before, JsonValue after, Change change) {
    for (Operation operation : change.operations()) {
      Path path = operation.path();
      Optional<String> column = Columns.column(path);
      if (column.filter(columns::isKept).isPresent()) {
        return violation(path);
      }
      Optional<Violation> broken = switch (operation) {
        case Operation.Insert insert -> inserted(before, insert.elementPath(), insert.value());
        case Operation.Set set -> replaced(before, path, set.value());
        case Operation.Remove ignored -> Optional.empty();
        case Operation.Add ignored -> Optional.empty();
        case Operation.Text ignored -> Optional.empty();
        case Operation.Delete ignored -> Optional.empty();
        case Operation.Move ignored -> Optional.empty();
      };
      if (broken.isPresent()) {
        return broken;
      }
    }
    return Optional.empty();
  }

  /** A line that is written as a whole keeps what it has in such columns. */
  private Optional<Violation> replaced(JsonValue before, Path path, JsonValue value) {
    if (!(path.last() instanceof Path.Id)
        || !(path.find(before).orElse(JsonMap.EMPTY) instanceof JsonMap there)
        || !(value instanceof JsonMap line)) {
      return Optional.empty();
    }
    return columns.kept(there).equals(columns.kept(line)) ? Optional.empty() : violation(path);
  }

  private Optional<Violation> inserted(JsonValue before, Path path, JsonValue value) {
    if (!(value instanceof JsonMap line) || !(before instanceof JsonMap quote)) {
      return Optional.empty();
    }
    List<String> unknown = new ArrayList<>();
    columns.kept(line).forEach((name, held) -> {
      if (!isKnown(quote, line, name, held)) {
        unknown.add(name);
      }
    });
    return unknown.isEmpty() ? Optional.empty() : violation(path.member(unknown.getFirst()));
  }

  private boolean isKnown(JsonMap quote, JsonMap line, String name, JsonValue value) {
    return departed.value(line.id().orElse(""), name).filter(value::equals).isPresent()
        || (!columns.hidden().contains(name)
            && (isListed(quote, line, name, value) || isOfAnother(quote, line, name, value)));
  }

  private boolean isListed(JsonMap quote, JsonMap line, String name, JsonValue value) {
    String product = line.string(QuoteFields.PRODUCT_ID).orElse("");
    String currency = quote.string(QuoteFields.CURRENCY).orElse("");
    return name.equals(QuoteFields.LIST_PRICE)
        && value instanceof JsonNumber number
        && prices
            .price(product, currency)
            .filter(price -> price.compareTo(number.value()) == 0)
            .isPresent();
  }

  /** Whether it is a copy of a line that is there. */
  private static boolean isOfAnother(JsonMap quote, JsonMap line, String name, JsonValue value) {
    if (quote.get(QuoteFields.LINES).orElse(JsonList.EMPTY) instanceof JsonList lines) {
      for (JsonValue one : lines) {
        if (one instanceof JsonMap other
            && other.get(name).filter(value::equals).isPresent()
            && other.get(QuoteFields.PRODUCT_ID).equals(line.get(QuoteFields.PRODUCT_ID))
            && other.get(QuoteFields.SKU).equals(line.get(QuoteFields.SKU))) {
          return true;
        }
      }
    }
    return false;
  }

  private static Optional<Violation> violation(Path path) {
    return Optional.of(
        new Violation(COLUMN_FIXED, path, "your access does not let you change this column"));
  }
}
