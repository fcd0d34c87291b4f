package dev.quotey.live.slack;

import dev.quotey.live.core.json.JsonBoolean;
import dev.quotey.live.core.json.JsonMap;
import dev.quotey.live.core.json.JsonNumber;
import dev.quotey.live.core.json.JsonString;
import dev.quotey.live.core.json.JsonValue;
import dev.quotey.live.core.quote.QuoteFields;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** A quote in words, as markup that is safe to put into a message. */
final class Words {
  private static final int NAME_MAX = 60;
  private static final int VALUE_MAX = 60;
  private static final int NAMES_SHOWN = 5;
  private static final DateTimeFormatter UTC =
      DateTimeFormatter.ofPattern("HH:mm 'UTC'", Locale.ROOT).withZone(ZoneOffset.UTC);

  private static final Map<String, String> LABELS = Map.of(
      "sku", "SKU",
      "discount_percent", "Discount %",
      "discount_amount", "Discount",
      "po_reference", "PO reference",
      "tax_code", "Tax",
      "term_months", "Term",
      "customer_notes", "Notes to the customer");

  private Words() {}

  static String label(String field) {
    return LABELS.getOrDefault(
        field,
        field.substring(0, 1).toUpperCase(Locale.ROOT) + field.substring(1).replace('_', ' '));
  }

  /** A time of the day, in each reader's own zone; in UTC where that is not known. */
  static String time(Instant at) {
    return "<!date^" + at.getEpochSecond() + "^{time}|" + UTC.format(at) + ">";
  }

  static String name(String userName) {
    return SlackText.inert(userName, NAME_MAX);
  }

  static String bold(String userName) {
    return "*" + name(userName) + "*";
  }

  /** Names as people say them; of many the first, and how many more. */
  static String names(List<String> userNames) {
    List<String> shown =
        userNames.stream().limit(NAMES_SHOWN).map(Words::name).collect(Collectors.toList());
    if (userNames.size() > NAMES_SHOWN) {
      shown.add((userNames.size() - NAMES_SHOWN) + " more");
    }
    return and(shown);
  }

  static String and(List<String> parts) {
    int last = parts.size() - 1;
    return last < 1
        ? String.join("", parts)
        : String.join(", ", parts.subList(0, last)) + " and " + parts.get(last);
  }

  static String count(long number, String one) {
    return number + " " + one + (number == 1 ? "" : "s");
  }

  /** A line or section by what people call it. */
  static String element(JsonMap element, String otherwise) {
    return List.of("description", "name", "sku").stream()
        .flatMap(field -> element.string(field).stream())
        .filter(text -> !text.isBlank())
        .findFirst()
        .map(text -> "“" + SlackText.inert(text, NAME_MAX) + "”")
        .orElse(otherwise);
  }

  static String value(JsonValue value) {
    return switch (value) {
      case JsonNumber number -> number.value().toPlainString();
      case JsonBoolean flag -> flag == JsonBoolean.TRUE ? "yes" : "no";
      case JsonString string ->
        string.value().isBlank()
            ? "nothing"
            : "“" + SlackText.inert(string.value(), VALUE_MAX) + "”";
      default -> "something else";
    };
  }

  /** An amount in the quote's currency: {@code 1,234.50 USD}. */
  static String amount(BigDecimal amount, JsonMap quote) {
    String currency = quote.string(QuoteFields.CURRENCY).orElse("");
    return (String.format(Locale.ROOT, "%,." + Math.max(0, amount.scale()) + "f", amount)
            + " "
            + SlackText.inert(currency, 3))
        .strip();
  }

  /** The quote's number and whom it is for. */
  static String title(JsonMap quote, String id) {
    String number = quote.string("number").filter(text -> !text.isBlank()).orElse(id);
    Optional<String> customer = quote.string("customer").filter(text -> !text.isBlank());
    return customer.map(name -> number + " · " + name).orElse(number);
  }
}
