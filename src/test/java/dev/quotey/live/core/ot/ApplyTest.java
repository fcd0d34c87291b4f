package dev.quotey.live.core.ot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.quotey.live.core.json.JsonText;
import dev.quotey.live.core.json.JsonValue;
import dev.quotey.live.core.json.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ApplyTest {
  private static final JsonValue DOCUMENT = TransformTable.DOCUMENT;

  @ParameterizedTest(name = "[OT7] {0}: {1}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "set /no/x 1 | NO_SUCH_PATH",
        "remove /no | NO_SUCH_PATH",
        "add /s 1 | WRONG_TYPE",
        "text /n [\"x\"] | WRONG_TYPE",
        "text /s [4,\"x\"] | TEXT_OUT_OF_RANGE",
        "insert /n 0 1 | WRONG_TYPE",
        "insert /l 4 1 | INDEX_OUT_OF_RANGE",
        "insert /r 0 {\"id\":\"a\"} | DUPLICATE_ID",
        "set /m [{\"id\":\"a\"},{\"id\":\"a\"}] | DUPLICATE_ID",
        "delete /l/3 3 | INDEX_OUT_OF_RANGE",
        "delete /r/#a 1 | INDEX_MISMATCH",
        "delete /r/#z 1 | NO_SUCH_PATH",
        "delete /m/x 0 | MALFORMED_OPERATION",
        "delete /r/0 0 | ID_REQUIRED",
        "move /l/0 0 3 | INDEX_OUT_OF_RANGE",
        "set /r/#a/id \"z\" | ID_IMMUTABLE",
        "set /r/#a {\"id\":\"z\"} | ID_IMMUTABLE",
        "remove /l/0 | WRONG_TYPE",
      })
  @DisplayName(
      "[OT7] what does not fit the document is refused with a code, and nothing is changed")
  void refused(String operation, OtException.Code code) {
    String before = JsonText.write(DOCUMENT);
    OtException refusal = catchThrowableOfType(
        OtException.class,
        () -> Ot.apply(DOCUMENT, Change.of(TransformTable.operation(operation))));
    assertThat(refusal.code()).isEqualTo(code);
    assertThat(JsonText.write(DOCUMENT)).isEqualTo(before);
  }

  @Test
  @DisplayName("[OT7] no number of operations makes a document that its text could not hold")
  void depth() {
    JsonValue deep = JsonText.parse("{\"a\":".repeat(20) + "1" + "}".repeat(20));
    JsonValue document = Ot.apply(DOCUMENT, Change.of(set("/m", deep)));
    String bottom = "/m" + "/a".repeat(20);
    OtException refusal = catchThrowableOfType(
        OtException.class, () -> Ot.apply(document, Change.of(set(bottom, deep))));
    assertThat(refusal.code()).isEqualTo(OtException.Code.TOO_DEEP);
    JsonValue less = JsonText.parse("{\"a\":".repeat(11) + "1" + "}".repeat(11));
    JsonValue most = Ot.apply(document, Change.of(set(bottom, less)));
    assertThat(JsonText.parse(JsonText.write(most))).isEqualTo(most);
  }

  private static Operation set(String path, JsonValue value) {
    return new Operation.Set(Path.parse(path), value);
  }
}
