package dev.quotey.live.core.quote;

import dev.quotey.live.core.json.JsonBoolean;
import dev.quotey.live.core.json.JsonNumber;
import dev.quotey.live.core.json.JsonString;
import dev.quotey.live.core.json.JsonValue;
import java.math.BigDecimal;
import java.util.Optional;

/**
 * A field of a quote or of a line: what values it takes.
 *
 * @param editable whether an operation may change it once it is there
 */
record Field(String name, Type type, boolean editable) {

  /** What a field holds. */
  sealed interface Type {}

  /** A string of at most {@code lengthMax} UTF-16 units. */
  record Text(int lengthMax) implements Type {}

  /** A decimal from {@code least} to {@code most}, with at most {@code scale} decimals. */
  record Decimal(BigDecimal least, BigDecimal most, int scale) implements Type {}

  /** True or false. */
  record Flag() implements Type {}

  /** What is wrong with {@code value}, if anything. */
  Optional<QuoteSchema.Code> fault(JsonValue value) {
    return switch (type) {
      case Text text ->
        !(value instanceof JsonString string)
            ? Optional.of(QuoteSchema.Code.WRONG_TYPE)
            : string.value().length() > text.lengthMax()
                ? Optional.of(QuoteSchema.Code.TOO_LONG)
                : Optional.empty();
      case Decimal decimal ->
        value instanceof JsonNumber number
            ? range(decimal, number.value())
            : Optional.of(QuoteSchema.Code.WRONG_TYPE);
      case Flag ignored ->
        value instanceof JsonBoolean ? Optional.empty() : Optional.of(QuoteSchema.Code.WRONG_TYPE);
    };
  }

  private static Optional<QuoteSchema.Code> range(Decimal decimal, BigDecimal value) {
    if (value.compareTo(decimal.least()) < 0 || value.compareTo(decimal.most()) > 0) {
      return Optional.of(QuoteSchema.Code.OUT_OF_RANGE);
    }
    return value.scale() > decimal.scale()
        ? Optional.of(QuoteSchema.Code.TOO_MANY_DECIMALS)
        : Optional.empty();
  }
}
