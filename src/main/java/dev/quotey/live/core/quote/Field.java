package dev.quotey.live.core.quote;

import dev.quotey.live.core.json.JsonBoolean;
import dev.quotey.live.core.json.JsonNumber;
import dev.quotey.live.core.json.JsonString;
import dev.quotey.live.core.json.JsonValue;
import dev.quotey.live.core.quote.QuoteSchema.Code;
import java.math.BigDecimal;
import java.util.Optional;
import java.util.Set;

/**
 * A field of a quote, a section or a line: what values it takes.
 *
 * @param editable whether an operation may change it once it is there
 */
public record Field(String name, Type type, boolean editable) {
  private static final int NAME_LENGTH_MAX = 200;
  static final int TEXT_LENGTH_MAX = 4_000;
  private static final int[] DAYS = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  private static final int FEBRUARY = 2;

  /** What a field holds. */
  public sealed interface Type {}

  /** A string of at most {@code lengthMax} UTF-16 units. */
  public record Text(int lengthMax) implements Type {}

  /** A decimal from 0 to {@code most}, with at most {@code scale} decimals. */
  public record Decimal(BigDecimal most, int scale) implements Type {}

  /** True or false. */
  public record Flag() implements Type {}

  /** A day as {@code 2026-12-31}, or the empty string for none. */
  public record Date() implements Type {}

  /** Three capital letters, as ISO 4217 names a currency. */
  public record Currency() implements Type {}

  /** One of some texts. */
  public record OneOf(Set<String> values) implements Type {}

  /** A short text that stays as it was made. */
  static Field fixed(String name) {
    return new Field(name, new Text(NAME_LENGTH_MAX), false);
  }

  static Field name(String name) {
    return new Field(name, new Text(NAME_LENGTH_MAX), true);
  }

  static Field text(String name) {
    return new Field(name, new Text(TEXT_LENGTH_MAX), true);
  }

  static Field date(String name) {
    return new Field(name, new Date(), true);
  }

  static Field decimal(String name, String most, int scale) {
    return new Field(name, new Decimal(new BigDecimal(most), scale), true);
  }

  /** What is wrong with {@code value}, if anything. */
  Optional<Code> fault(JsonValue value) {
    return switch (type) {
      case Decimal decimal ->
        value instanceof JsonNumber number ? range(decimal, number.value()) : wrongType();
      case Flag ignored -> value instanceof JsonBoolean ? Optional.empty() : wrongType();
      case Text text ->
        value instanceof JsonString string
            ? fault(string.value().length() <= text.lengthMax(), Code.TOO_LONG)
            : wrongType();
      case OneOf oneOf ->
        value instanceof JsonString string
            ? fault(oneOf.values().contains(string.value()), Code.UNKNOWN_VALUE)
            : wrongType();
      case Date ignored ->
        value instanceof JsonString string
            ? fault(string.value().isEmpty() || isDay(string.value()), Code.NO_DATE)
            : wrongType();
      case Currency ignored ->
        value instanceof JsonString string
            ? fault(isCurrency(string.value()), Code.NO_CURRENCY)
            : wrongType();
    };
  }

  private static Optional<Code> wrongType() {
    return Optional.of(Code.WRONG_TYPE);
  }

  private static Optional<Code> fault(boolean sound, Code otherwise) {
    return sound ? Optional.empty() : Optional.of(otherwise);
  }

  private static Optional<Code> range(Decimal decimal, BigDecimal value) {
    if (value.signum() < 0 || value.compareTo(decimal.most()) > 0) {
      return Optional.of(Code.OUT_OF_RANGE);
    }
    return fault(value.scale() <= decimal.scale(), Code.TOO_MANY_DECIMALS);
  }

  private static boolean isCurrency(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) < 'A' || text.charAt(i) > 'Z') {
        return false;
      }
    }
    return text.length() == 3;
  }

  private static boolean isDay(String text) {
    if (text.length() != 10 || text.charAt(4) != '-' || text.charAt(7) != '-') {
      return false;
    }
    int year = digits(text, 0, 4);
    int month = digits(text, 5, 7);
    int day = digits(text, 8, 10);
    if (year < 1 || month < 1 || month > DAYS.length) {
      return false;
    }
    boolean leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    int last = month == FEBRUARY && leap ? 29 : DAYS[month - 1];
    return day >= 1 && day <= last;
  }

  /** The number that the digits write, or -1 where something else stands. */
  private static int digits(String text, int from, int to) {
    int value = 0;
    for (int i = from; i < to; i++) {
      char c = text.charAt(i);
      if (c < '0' || c > '9') {
        return -1;
      }
      value = value * 10 + (c - '0');
    }
    return value;
  }
}
