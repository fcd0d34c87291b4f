package dev.quotey.live.core.quote;

import dev.quotey.live.core.json.JsonList;
import dev.quotey.live.core.json.JsonMap;
import dev.quotey.live.core.json.JsonValue;
import dev.quotey.live.core.json.Path;
import dev.quotey.live.core.ot.Change;
import dev.quotey.live.core.ot.Operation;
import dev.quotey.live.core.sync.DocumentRules;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The fields of a quote, and what operations may do to them. A value outside its limits is refused,
 * never clamped. Only what a change touches is checked, so a check costs by the change.
 */
public final class QuoteSchema implements DocumentRules {
  /** Lines of a quote. */
  public static final int LINES_MAX = 2_000;

  /** Sections of a quote. */
  public static final int SECTIONS_MAX = 100;

  public static final String LINES = "lines";
  public static final String SECTIONS = "sections";

  private static final String TAX_RATES = "tax_rates";
  private static final int NAME_LENGTH_MAX = 200;
  private static final int TEXT_LENGTH_MAX = 4_000;
  private static final BigDecimal QUANTITY_MAX = new BigDecimal("1000000000");
  private static final BigDecimal PRICE_MAX = new BigDecimal("1000000000000");
  private static final BigDecimal PERCENT_MAX = new BigDecimal("100");

  /** Computed by {@link Pricing} and policy, so written by nobody. */
  private static final Set<String> COMPUTED = Set.of(
      "line_total",
      "net_unit_price",
      "subtotal",
      "discount_total",
      "taxes",
      "tax_total",
      "total",
      "grand_total",
      "margin",
      "totals",
      "approval",
      "approvals");

  private static final Map<String, Field> HEADER = fields(
      fixed("quote_id"),
      fixed("number"),
      fixed("currency"),
      fixed("status"),
      name("customer"),
      name("contact"),
      name("owner"),
      name("price_book"),
      name("valid_until"),
      name("start_date"),
      name("end_date"),
      decimal("term_months", new BigDecimal("1200"), 0),
      name("billing_frequency"),
      name("po_reference"),
      name("payment_terms"),
      text("customer_notes"),
      text("internal_notes"),
      text("terms"),
      decimal("discount_percent", PERCENT_MAX, 4));

  private static final Map<String, Field> LINE = fields(
      fixed("id"),
      name("product_id"),
      name("sku"),
      text("description"),
      decimal("quantity", QUANTITY_MAX, 3),
      name("unit"),
      decimal("list_price", PRICE_MAX, 6),
      decimal("unit_price", PRICE_MAX, 6),
      decimal("discount_percent", PERCENT_MAX, 4),
      name("tax_code"),
      text("notes"),
      name("section_id"),
      name("parent_id"),
      new Field("optional", new Field.Flag(), true),
      decimal("term_months", new BigDecimal("1200"), 0));

  private static final Map<String, Field> SECTION =
      fields(fixed("id"), name("name"), decimal("discount_percent", PERCENT_MAX, 4));

  /** Why a document is no quote. Stable. */
  public enum Code {
    /** The field is computed from the document. */
    COMPUTED_FIELD,
    /** The field changes by a command, or never. */
    NOT_EDITABLE,
    UNKNOWN_FIELD,
    WRONG_TYPE,
    OUT_OF_RANGE,
    TOO_MANY_DECIMALS,
    TOO_LONG,
    /** A line or section without an id. */
    ID_REQUIRED,
    TOO_MANY_LINES
  }

  @Override
  public Optional<Violation> check(JsonValue document, Change change) {
    if (!(document instanceof JsonMap quote)) {
      return violation(Code.WRONG_TYPE, "the document");
    }
    for (Operation operation : change.operations()) {
      Optional<Violation> violation = check(quote, operation);
      if (violation.isPresent()) {
        return violation;
      }
    }
    if (size(quote, LINES) > LINES_MAX || size(quote, SECTIONS) > SECTIONS_MAX) {
      return violation(Code.TOO_MANY_LINES, LINES);
    }
    return Optional.empty();
  }

  /** The first fault of a whole document, as an import brings it. */
  public Optional<Violation> validate(JsonValue document) {
    if (!(document instanceof JsonMap quote)) {
      return violation(Code.WRONG_TYPE, "the document");
    }
    JsonMap header = quote.without(LINES).without(SECTIONS).without(TAX_RATES);
    Optional<Violation> violation = members(header, HEADER);
    if (violation.isEmpty()) {
      violation = elements(quote, SECTIONS, SECTION, SECTIONS_MAX);
    }
    return violation.isPresent() ? violation : elements(quote, LINES, LINE, LINES_MAX);
  }

  private static Optional<Violation> check(JsonMap quote, Operation operation) {
    Path path = operation.path();
    if (path.length() == 0 || !(path.step(0) instanceof Path.Member top)) {
      return violation(Code.UNKNOWN_FIELD, path.toString());
    }
    if (!top.name().equals(LINES) && !top.name().equals(SECTIONS)) {
      return path.length() == 1
          ? edited(quote, HEADER, top.name())
          : violation(Code.UNKNOWN_FIELD, path.toString());
    }
    Map<String, Field> fields = top.name().equals(LINES) ? LINE : SECTION;
    return switch (path.length()) {
      case 1 ->
        operation instanceof Operation.Insert insert
            ? element(insert.value(), fields)
            : violation(Code.NOT_EDITABLE, top.name());
      case 2 ->
        operation instanceof Operation.Set set ? element(set.value(), fields) : Optional.empty();
      case 3 -> {
        // A later operation of the same change may have deleted the line again.
        Optional<JsonMap> line = line(quote, top.name(), path.step(1));
        yield line.isEmpty() || !(path.step(2) instanceof Path.Member member)
            ? Optional.empty()
            : edited(line.get(), fields, member.name());
      }
      default -> violation(Code.UNKNOWN_FIELD, path.toString());
    };
  }

  private static Optional<Violation> edited(JsonMap map, Map<String, Field> fields, String name) {
    if (COMPUTED.contains(name)) {
      return violation(Code.COMPUTED_FIELD, name);
    }
    Field field = fields.get(name);
    if (field == null) {
      return violation(Code.UNKNOWN_FIELD, name);
    }
    if (!field.editable()) {
      return violation(Code.NOT_EDITABLE, name);
    }
    return map.get(name).flatMap(field::fault).flatMap(code -> violation(code, name));
  }

  private static Optional<Violation> elements(
      JsonMap quote, String list, Map<String, Field> fields, int most) {
    Optional<JsonValue> value = quote.get(list);
    if (value.isEmpty()) {
      return Optional.empty();
    }
    if (!(value.get() instanceof JsonList elements)) {
      return violation(Code.WRONG_TYPE, list);
    }
    if (elements.size() > most) {
      return violation(Code.TOO_MANY_LINES, list);
    }
    for (JsonValue element : elements) {
      Optional<Violation> violation = element(element, fields);
      if (violation.isPresent()) {
        return violation;
      }
    }
    return Optional.empty();
  }

  private static Optional<Violation> element(JsonValue value, Map<String, Field> fields) {
    if (!(value instanceof JsonMap map)) {
      return violation(Code.WRONG_TYPE, "an element");
    }
    return map.id().isEmpty() ? violation(Code.ID_REQUIRED, JsonMap.ID) : members(map, fields);
  }

  private static Optional<Violation> members(JsonMap map, Map<String, Field> fields) {
    List<Violation> violations = new ArrayList<>();
    map.forEach((name, value) -> {
      Field field = fields.get(name);
      Optional<Code> code = field != null
          ? field.fault(value)
          : Optional.of(COMPUTED.contains(name) ? Code.COMPUTED_FIELD : Code.UNKNOWN_FIELD);
      code.flatMap(fault -> violation(fault, name)).ifPresent(violations::add);
    });
    return violations.stream().findFirst();
  }

  private static Optional<JsonMap> line(JsonMap quote, String list, Path.Step step) {
    if (step instanceof Path.Id id
        && quote.get(list).orElse(JsonList.EMPTY) instanceof JsonList lines) {
      int at = lines.indexOfId(id.id());
      if (at >= 0 && lines.get(at) instanceof JsonMap line) {
        return Optional.of(line);
      }
    }
    return Optional.empty();
  }

  private static int size(JsonMap quote, String list) {
    return quote.get(list).orElse(JsonList.EMPTY) instanceof JsonList lines ? lines.size() : 0;
  }

  private static Optional<Violation> violation(Code code, String where) {
    return Optional.of(new Violation(code.name(), where + ": " + text(code)));
  }

  private static String text(Code code) {
    return switch (code) {
      case COMPUTED_FIELD -> "is computed and cannot be written";
      case NOT_EDITABLE -> "cannot be edited";
      case UNKNOWN_FIELD -> "is no field of a quote";
      case WRONG_TYPE -> "has a value of another kind";
      case OUT_OF_RANGE -> "is out of range";
      case TOO_MANY_DECIMALS -> "has too many decimals";
      case TOO_LONG -> "is too long";
      case ID_REQUIRED -> "is required";
      case TOO_MANY_LINES -> "has too many elements";
    };
  }

  private static Map<String, Field> fields(Field... fields) {
    Map<String, Field> byName = new HashMap<>();
    for (Field field : fields) {
      byName.put(field.name(), field);
    }
    return Map.copyOf(byName);
  }

  private static Field fixed(String name) {
    return new Field(name, new Field.Text(NAME_LENGTH_MAX), false);
  }

  private static Field name(String name) {
    return new Field(name, new Field.Text(NAME_LENGTH_MAX), true);
  }

  private static Field text(String name) {
    return new Field(name, new Field.Text(TEXT_LENGTH_MAX), true);
  }

  private static Field decimal(String name, BigDecimal most, int scale) {
    return new Field(name, new Field.Decimal(BigDecimal.ZERO, most, scale), true);
  }
}
