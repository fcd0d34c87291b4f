package dev.quotey.live.core.json;

import java.math.BigDecimal;

/**
 * An exact decimal in canonical form: no trailing zeros, and never in exponent notation, so 12.50
 * and 12.5 are the same value with the same text.
 *
 * <p>What is read from text is limited, so that every number is small in memory: at most {@link
 * #DIGITS_MAX} digits before the point and {@link #SCALE_MAX} after it. Sums are exact and may pass
 * the limits; who needs a bound on a sum checks it.
 */
public record JsonNumber(BigDecimal value) implements JsonValue {
  /** Digits before the decimal point. */
  public static final int DIGITS_MAX = 40;

  /** Digits after the decimal point. */
  public static final int SCALE_MAX = 20;

  public static final JsonNumber ZERO = new JsonNumber(BigDecimal.ZERO);

  public JsonNumber {
    value = canonical(value);
  }

  public static JsonNumber of(long value) {
    return new JsonNumber(BigDecimal.valueOf(value));
  }

  /** Reads decimal text such as {@code -12.50}; throws {@link JsonException} for anything else. */
  public static JsonNumber parse(String text) {
    BigDecimal value;
    try {
      value = new BigDecimal(text);
    } catch (NumberFormatException e) {
      throw new JsonException(JsonException.Code.MALFORMED_NUMBER, "not a decimal number");
    }
    // The range test reads the scale alone, so 1e999999999 is refused without being expanded.
    long integerDigits = (long) value.precision() - value.scale();
    if (integerDigits > DIGITS_MAX || value.scale() > SCALE_MAX || value.scale() < -DIGITS_MAX) {
      throw new JsonException(JsonException.Code.NUMBER_OUT_OF_RANGE, "the number is out of range");
    }
    return new JsonNumber(value);
  }

  public JsonNumber plus(JsonNumber other) {
    return new JsonNumber(value.add(other.value));
  }

  public JsonNumber negated() {
    return new JsonNumber(value.negate());
  }

  /** Plain decimal digits, never an exponent. */
  public String text() {
    return value.toPlainString();
  }

  private static BigDecimal canonical(BigDecimal value) {
    if (value.signum() == 0) {
      return BigDecimal.ZERO;
    }
    BigDecimal stripped = value.scale() > 0 ? value.stripTrailingZeros() : value;
    return stripped.scale() < 0 ? stripped.setScale(0) : stripped;
  }
}
