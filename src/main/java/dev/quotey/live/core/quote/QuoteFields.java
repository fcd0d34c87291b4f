package dev.quotey.live.core.quote;

import dev.quotey.live.core.json.JsonMap;
import dev.quotey.live.core.json.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The names of a quote's fields, and what each of them takes. */
public final class QuoteFields {
  public static final String LINES = "lines";
  public static final String SECTIONS = "sections";
  public static final String TAX_RATES = "tax_rates";
  public static final String QUOTE_ID = "quote_id";
  public static final String CURRENCY = "currency";
  public static final String PARENT_ID = "parent_id";

  static final String SECTION_ID = "section_id";
  static final String TAX_CODE = "tax_code";
  public static final String DISCOUNT_PERCENT = "discount_percent";
  public static final String DISCOUNT_AMOUNT = "discount_amount";

  /** Which version of pricing computes the quote; without it the first. */
  public static final String RULES_VERSION = "rules_version";

  public static final String STATUS = "status";

  /** Which lines somebody holds, by line id. */
  public static final String HOLDS = "holds";

  /** How far the quote's approval is. */
  public static final String APPROVAL = "approval";

  /** Written by commands alone. */
  public static final Set<String> MANAGED = Set.of(APPROVAL, HOLDS, STATUS);

  /** What may change after the quote was approved: it changes nothing for the customer. */
  static final Set<String> INTERNAL = Set.of("internal_notes", "owner");

  static final String PRODUCT_ID = "product_id";
  static final String SKU = "sku";
  static final String QUANTITY = "quantity";
  static final String LIST_PRICE = "list_price";
  static final String UNIT_PRICE = "unit_price";
  static final String UNIT_COST = "unit_cost";
  static final String TERM_MONTHS = "term_months";

  private static final String QUANTITY_MAX = "1000000000";
  private static final String PRICE_MAX = "1000000000000";
  private static final String PERCENT_MAX = "100";
  private static final String MONTHS_MAX = "1200";

  /** Computed by {@link Pricing} and policy, so written by nobody. */
  static final Set<String> COMPUTED = Set.of(
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
      "approvals",
      APPROVAL,
      HOLDS);

  private static final List<Field> HEADER_LIST = List.of(
      Field.fixed(QUOTE_ID),
      Field.fixed("number"),
      new Field(CURRENCY, new Field.Currency(), false),
      Field.fixed(STATUS),
      new Field(RULES_VERSION, new Field.OneOf(Pricing.VERSIONS), false),
      Field.name("customer"),
      Field.name("contact"),
      Field.name("owner"),
      Field.name("price_book"),
      Field.date("valid_until"),
      Field.date("start_date"),
      Field.date("end_date"),
      Field.decimal(TERM_MONTHS, MONTHS_MAX, 0),
      Field.name("billing_frequency"),
      Field.name("po_reference"),
      Field.name("payment_terms"),
      Field.text("customer_notes"),
      Field.text("internal_notes"),
      Field.text("terms"),
      Field.decimal(DISCOUNT_PERCENT, PERCENT_MAX, 4),
      Field.decimal(DISCOUNT_AMOUNT, PRICE_MAX, 3));

  /** The fields of a line, in the order that tables show them. */
  public static final List<Field> LINE_LIST = List.of(
      Field.fixed(JsonMap.ID),
      Field.name(PARENT_ID),
      Field.name(SECTION_ID),
      Field.name(PRODUCT_ID),
      Field.name(SKU),
      Field.text("description"),
      Field.decimal(QUANTITY, QUANTITY_MAX, 3),
      Field.name("unit"),
      Field.decimal(LIST_PRICE, PRICE_MAX, 6),
      Field.decimal(UNIT_PRICE, PRICE_MAX, 6),
      Field.decimal(UNIT_COST, PRICE_MAX, 6),
      Field.decimal(DISCOUNT_PERCENT, PERCENT_MAX, 4),
      Field.decimal(DISCOUNT_AMOUNT, PRICE_MAX, 3),
      Field.name(TAX_CODE),
      Field.decimal(TERM_MONTHS, MONTHS_MAX, 0),
      new Field("optional", new Field.Flag(), true),
      Field.text("notes"));

  private static final List<Field> SECTION_LIST = List.of(
      Field.fixed(JsonMap.ID),
      Field.name("name"),
      Field.decimal(DISCOUNT_PERCENT, PERCENT_MAX, 4),
      Field.decimal(DISCOUNT_AMOUNT, PRICE_MAX, 3));

  static final Field TAX_RATE = Field.decimal("tax rate", PERCENT_MAX, 4);
  static final Map<String, Field> HEADER = byName(HEADER_LIST);
  static final Map<String, Field> LINE = byName(LINE_LIST);
  static final Map<String, Field> SECTION = byName(SECTION_LIST);

  private QuoteFields() {}

  /** Whether the value at {@code path} is a long text, in which several people write at once. */
  public static boolean isProse(Path path) {
    Map<String, Field> fields = switch (path.length()) {
      case 1 -> HEADER;
      case 3 -> LINE;
      default -> Map.of();
    };
    return path.last() instanceof Path.Member member
        && fields.containsKey(member.name())
        && fields.get(member.name()).type() instanceof Field.Text text
        && text.lengthMax() == Field.TEXT_LENGTH_MAX;
  }

  private static Map<String, Field> byName(List<Field> fields) {
    Map<String, Field> byName = new HashMap<>();
    fields.forEach(field -> byName.put(field.name(), field));
    return byName;
  }
}
