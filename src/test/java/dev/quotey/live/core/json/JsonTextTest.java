package dev.quotey.live.core.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTextTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "12.50|12.5",
        "-0.0|0",
        "1e3|1000",
        "999999999999.999999|999999999999.999999",
        "12.34567890123456789|12.34567890123456789",
        "{\"b\":1,\"a\":[true,null,\"\\u00e9\"]}|{\"a\":[true,null,\"é\"],\"b\":1}"
      })
  @DisplayName("[JS1] equal values have one canonical text, and decimals stay exact")
  void canonical(String text, String canonical) {
    assertThat(JsonText.write(JsonText.parse(text))).isEqualTo(canonical);
    assertThat(JsonText.length(JsonText.parse(text))).isEqualTo(canonical.length());
    assertThat(JsonText.parse(canonical)).isEqualTo(JsonText.parse(text));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"a\":1,\"a\":2}|DUPLICATE_MEMBER",
        "1e999999999|NUMBER_OUT_OF_RANGE",
        "1e-999999999|NUMBER_OUT_OF_RANGE",
        "1e99999999999|NUMBER_OUT_OF_RANGE",
        "NaN|MALFORMED_JSON",
        "01|MALFORMED_JSON",
        "\"\\ud800\"|MALFORMED_STRING",
        "\"\\u0000\"|MALFORMED_STRING",
        "[1,]|MALFORMED_JSON",
        "[1|MALFORMED_JSON",
        "{\"a\" 1}|MALFORMED_JSON"
      })
  @DisplayName("[JS2] hostile text is refused with a code")
  void hostile(String text, JsonException.Code code) {
    assertThat(refusal(text).code()).isEqualTo(code);
  }

  @ParameterizedTest
  @ValueSource(ints = {40, 100_000})
  @DisplayName("[JS3] deep nesting is refused before it costs anything")
  void deep(int levels) {
    assertThat(refusal("[".repeat(levels)).code()).isEqualTo(JsonException.Code.TOO_DEEP);
  }

  private static JsonException refusal(String text) {
    return catchThrowableOfType(JsonException.class, () -> JsonText.parse(text));
  }
}
