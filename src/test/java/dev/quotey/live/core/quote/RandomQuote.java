package dev.quotey.live.core.quote;

import dev.quotey.live.core.json.JsonBoolean;
import dev.quotey.live.core.json.JsonList;
import dev.quotey.live.core.json.JsonMap;
import dev.quotey.live.core.json.JsonNumber;
import dev.quotey.live.core.json.JsonString;
import dev.quotey.live.core.json.JsonValue;
import dev.quotey.live.core.json.Path;
import dev.quotey.live.core.ot.Change;
import dev.quotey.live.core.ot.Operation;
import dev.quotey.live.core.ot.TextEdit;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Quotes of all currencies, discounts and taxes, and edits of them. */
public final class RandomQuote {
  private static final String[] CURRENCIES = {"USD", "EUR", "JPY", "KWD", "CHF", "CLF"};
  private static final Path LINES = Path.parse("/lines");

  private final Random random;
  private int nextId;

  public RandomQuote(Random random) {
    this.random = random;
  }

  public JsonMap quote() {
    List<JsonValue> lines = new ArrayList<>();
    int count = random.nextInt(8);
    for (int i = 0; i < count; i++) {
      lines.add(line("l" + nextId++));
    }
    return discounted(JsonMap.EMPTY
        .with("currency", new JsonString(CURRENCIES[random.nextInt(CURRENCIES.length)]))
        .with("customer", new JsonString("A customer"))
        .with("tax_rates", JsonMap.EMPTY.with("STD", decimal(30, 3)).with("LOW", decimal(9, 1)))
        .with(
            "sections",
            JsonList.of(
                discounted(JsonMap.EMPTY.with("id", new JsonString("s1"))),
                discounted(JsonMap.EMPTY.with("id", new JsonString("s2")))))
        .with("lines", JsonList.of(lines)));
  }

  private JsonMap line(String id) {
    JsonMap line = discounted(JsonMap.EMPTY
        .with("id", new JsonString(id))
        .with("description", new JsonString("Line " + id))
        .with("quantity", decimal(5_000, 3))
        .with("list_price", decimal(2_000, 6)));
    if (random.nextBoolean()) {
      line = line.with("unit_price", decimal(2_000, 6));
    }
    if (random.nextBoolean()) {
      line = line.with("unit_cost", decimal(1_500, 2));
    }
    if (random.nextInt(3) > 0) {
      line = line.with("tax_code", new JsonString(random.nextBoolean() ? "STD" : "LOW"));
    }
    if (random.nextInt(3) > 0) {
      line = line.with("section_id", new JsonString(random.nextBoolean() ? "s1" : "s2"));
    }
    return random.nextInt(6) == 0 ? line.with("optional", JsonBoolean.TRUE) : line;
  }

  private JsonMap discounted(JsonMap map) {
    return switch (random.nextInt(3)) {
      case 0 -> map.with("discount_percent", decimal(100, 4));
      case 1 -> map.with("discount_amount", decimal(3_000, 3));
      default -> map;
    };
  }

  private JsonNumber decimal(int most, int scale) {
    BigDecimal whole = BigDecimal.valueOf(random.nextInt(most));
    BigDecimal fraction = new BigDecimal("0." + (100_000_000 + random.nextInt(900_000_000)));
    return new JsonNumber(
        whole.add(fraction.setScale(random.nextInt(scale + 1), RoundingMode.DOWN)));
  }

  /** An edit that a page could make of this quote. */
  public Change edit(JsonMap quote) {
    JsonList lines = (JsonList) quote.get("lines").orElseThrow();
    if (lines.size() == 0 || random.nextInt(5) == 0) {
      int at = random.nextInt(lines.size() + 1);
      return Change.of(new Operation.Insert(LINES, at, line("l" + nextId++)));
    }
    int at = random.nextInt(lines.size());
    Path line = LINES.id(((JsonMap) lines.get(at)).id().orElseThrow());
    return switch (random.nextInt(8)) {
      case 0 -> Change.of(new Operation.Delete(line, at));
      case 1 -> Change.of(new Operation.Move(line, at, random.nextInt(lines.size())));
      case 2 ->
        Change.of(new Operation.Text(
            line.member("description"), TextEdit.splice(0, 0, "x" + random.nextInt(9))));
      case 3 -> Change.of(new Operation.Add(line.member("quantity"), decimal(9, 3)));
      case 4 -> discount(line);
      case 5 -> discount(Path.ROOT);
      case 6 -> discount(Path.parse("/sections/#s" + (1 + random.nextInt(2))));
      default -> Change.of(new Operation.Set(line.member("list_price"), decimal(2_000, 6)));
    };
  }

  private Change discount(Path where) {
    boolean percent = random.nextBoolean();
    JsonNumber value = percent ? decimal(100, 4) : decimal(3_000, 3);
    return Change.of(
        new Operation.Set(where.member("discount_percent"), percent ? value : JsonNumber.ZERO),
        new Operation.Set(where.member("discount_amount"), percent ? JsonNumber.ZERO : value));
  }
}
