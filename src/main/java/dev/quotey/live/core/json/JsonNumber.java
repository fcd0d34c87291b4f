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
public final class JsonNumber implements JsonValue {
  /** Digits before the decimal point. */
  public static final int DIGITS_MAX = 40;

  /** Digits after the decimal point. */
  public static final int SCALE_MAX = 20;

  /** Digits that an int holds whatever they are. */
  private static final int SMALL_DIGITS_MAX = 9;

  /** Beyond every range, and no danger to a sum of ints. */
  private static final int EXPONENT_MAX = 1_000_000;

  /** 0, whatever sign or scale it was written with. */
  public static final JsonNumber ZERO = new JsonNumber(BigDecimal.ZERO);

  private final BigDecimal value;

  /** The plain digits, made when first asked for. A race makes the same text twice. */
  private String text;

  /** The value in canonical form, of any size. */
  public JsonNumber(BigDecimal value) {
    this(canonical(value), null);
  }

  /** @param value in canonical form */
  private JsonNumber(BigDecimal value, String text) {
    this.value = value;
    this.text = text;
  }

  /** In canonical form. */
  public BigDecimal value() {
    return value;
  }

  /** The number as it is. */
  public static JsonNumber of(long value) {
    return new JsonNumber(BigDecimal.valueOf(value));
  }

  /**
   * Reads decimal text such as {@code -12.50} or {@code 1e3}; throws {@link JsonException} for
   * anything else. Nothing is built of a number that is out of range, so 1e999999999 costs nothing.
   */
  public static JsonNumber parse(String text) {
    int start = !text.isEmpty() && (text.charAt(0) == '-' || text.charAt(0) == '+') ? 1 : 0;
    int point = digits(text, start);
    int end = point;
    if (point < text.length() && text.charAt(point) == '.') {
      end = digits(text, point + 1);
    }
    int exponent = end < text.length() ? exponent(text, end) : 0;
    int digits = end - start - (end > point ? 1 : 0);
    if (digits == 0) {
      throw malformed();
    }
    // Leading zeros count: who writes that many means no quantity or price.
    int integerDigits = point - start + exponent;
    int scale = digits - (point - start) - exponent;
    if (integerDigits > DIGITS_MAX || scale > SCALE_MAX) {
      throw new JsonException(JsonException.Code.NUMBER_OUT_OF_RANGE, "the number is out of range");
    }
    boolean small = digits <= SMALL_DIGITS_MAX && end == text.length();
    return small ? small(text, start, end) : new JsonNumber(new BigDecimal(text));
  }

  /** The common case: few digits and no exponent fit an int, and need no general arithmetic. */
  private static JsonNumber small(String text, int start, int end) {
    int unscaled = 0;
    int scale = 0;
    boolean fraction = false;
    for (int i = start; i < end; i++) {
      if (text.charAt(i) == '.') {
        fraction = true;
      } else {
        unscaled = unscaled * 10 + (text.charAt(i) - '0');
        scale += fraction ? 1 : 0;
      }
    }
    while (scale > 0 && unscaled % 10 == 0) {
      unscaled /= 10;
      scale--;
    }
    if (unscaled == 0) {
      return ZERO;
    }
    int signed = text.charAt(0) == '-' ? -unscaled : unscaled;
    return new JsonNumber(BigDecimal.valueOf(signed, scale), null);
  }

  /** Where the digits from {@code from} on end. */
  private static int digits(String text, int from) {
    int at = from;
    while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
      at++;
    }
    return at;
  }

  private static int exponent(String text, int at) {
    if (text.charAt(at) != 'e' && text.charAt(at) != 'E') {
      throw malformed();
    }
    boolean signed =
        at + 1 < text.length() && (text.charAt(at + 1) == '-' || text.charAt(at + 1) == '+');
    int start = signed ? at + 2 : at + 1;
    if (start == text.length() || digits(text, start) != text.length()) {
      throw malformed();
    }
    int exponent = 0;
    for (int i = start; i < text.length(); i++) {
      exponent = Math.min(EXPONENT_MAX, exponent * 10 + (text.charAt(i) - '0'));
    }
    return signed && text.charAt(at + 1) == '-' ? -exponent : exponent;
  }

  private static JsonException malformed() {
    return new JsonException(JsonException.Code.MALFORMED_NUMBER, "not a decimal number");
  }

  /** The exact sum. */
  public JsonNumber plus(JsonNumber other) {
    return new JsonNumber(value.add(other.value));
  }

  /** The number with the other sign. */
  public JsonNumber negated() {
    return new JsonNumber(value.negate());
  }

  /** Plain decimal digits, never an exponent. */
  public String text() {
    if (text == null) {
      text = value.toPlainString();
    }
    return text;
  }

  @Override
  public boolean equals(Object other) {
    return this == other || (other instanceof JsonNumber number && value.equals(number.value));
  }

  @Override
  public int hashCode() {
    return value.hashCode();
  }

  @Override
  public String toString() {
    return text();
  }

  private static BigDecimal canonical(BigDecimal value) {
    if (value.signum() == 0) {
      return BigDecimal.ZERO;
    }
    BigDecimal stripped = value.scale() > 0 ? value.stripTrailingZeros() : value;
    return stripped.scale() < 0 ? stripped.setScale(0) : stripped;
  }
}
