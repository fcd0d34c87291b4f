package dev.quotey.live.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.DeserializationFeature;
import dev.quotey.live.core.json.JsonException;
import dev.quotey.live.core.json.JsonText;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.core.json.jackson.DatabindCodec;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The core's JSON and Vert.x's are the same as if each were read from the other's text. */
class VertxJsonTest {
  @BeforeAll
  static void exactNumbers() {
    DatabindCodec.mapper().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "null",
        "true",
        "\"é😀\\n\"",
        "0",
        "-7",
        "2147483648",
        "-9223372036854775808",
        "123456789012345678901234567890",
        "12.5",
        "0.00000000000000000001",
        "[]",
        "[1,[2,{\"a\":null}]]",
        "{}",
        "{\"a\":{\"b\":[false,\"\",{}]},\"id\":\"l1\"}"
      })
  @DisplayName("[JS6] a value stays the same by way of Vert.x's JSON")
  void same(String text) {
    Object decoded = Json.decodeValue(text);
    assertThat(VertxJson.read(decoded)).isEqualTo(JsonText.parse(text));
    assertThat(VertxJson.write(JsonText.parse(text))).isEqualTo(decoded);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"1E+999999999", "1e41", "1e-21", "\"\\u0000\"", "\"\\ud800\"", "{\"\\u0000\":1}"})
  @DisplayName("[JS6] what the core refuses in a text it refuses there too")
  void refused(String text) {
    assertThatThrownBy(() -> VertxJson.read(Json.decodeValue(text)))
        .isInstanceOf(JsonException.class);
  }

  @Test
  @DisplayName("[JS6] what is nested too deep is refused")
  void deep() {
    Object nested = Stream.iterate((Object) "x", inner -> new JsonArray().add(inner))
        .skip(JsonText.DEPTH_MAX + 1L)
        .findFirst()
        .orElseThrow();
    assertThatThrownBy(() -> VertxJson.read(nested)).isInstanceOf(JsonException.class);
    assertThatThrownBy(() -> JsonText.parse(Json.encode(nested))).isInstanceOf(JsonException.class);
    assertThat(VertxJson.read(new JsonObject().put("a", 1))).isEqualTo(JsonText.parse("{\"a\":1}"));
  }
}
