package dev.quotey.live.fuzz;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.quotey.live.core.json.JsonException;
import dev.quotey.live.core.json.JsonText;
import dev.quotey.live.core.json.JsonValue;
import dev.quotey.live.core.ot.Change;
import dev.quotey.live.core.ot.Ot;
import dev.quotey.live.core.ot.OtException;
import dev.quotey.live.core.ot.Side;
import dev.quotey.live.core.quote.QuoteSchema;
import dev.quotey.live.protocol.OperationForm;
import org.junit.jupiter.api.DisplayName;

/**
 * Operations of any text against a quote: a typed refusal with a code, or a change that keeps the
 * laws. Coverage guides the fuzzer where JAZZER_FUZZ=1 is set, as the build does.
 */
class OperationFuzzTest {
  private static final JsonValue QUOTE = JsonText.parse("""
          {"currency":"USD","n":1,"s":"aé\uD83D\uDE00","tax_rates":{"STD":1},"l":[1,[2],{"k":3}],
           "lines":[{"id":"a","quantity":1,"description":"x"},{"id":"b","quantity":2}]}
          """);
  private static final Change CONCURRENT = OperationForm.read(JsonText.parse("""
          [{"op_type":"insert","path":"/lines","index":0,"value":{"id":"z"}},
           {"op_type":"text","path":"/s","value":[1,"y",{"delete":1}]},
           {"op_type":"delete","path":"/l/0","index":0},
           {"op_type":"add","path":"/lines/#a/quantity","value":0.5}]
          """));
  private static final QuoteSchema SCHEMA = new QuoteSchema();

  @FuzzTest(maxDuration = "20s")
  @DisplayName("[FZ1] operations of any text are refused with a code or keep the laws")
  void operations(FuzzedDataProvider data) {
    Change change;
    JsonValue after;
    try {
      change = OperationForm.read(JsonText.parse(data.consumeRemainingAsString()));
      after = Ot.apply(QUOTE, change);
    } catch (OtException | JsonException e) {
      // The refusal that is asked for: with a code, and before anything has changed.
      return;
    }
    boolean accepted = SCHEMA.check(QUOTE, after, change).isEmpty();
    check(isReadEqual(after) || !accepted, "what is written of a quote is read equal");
    check(Ot.apply(after, Ot.invert(QUOTE, change)).equals(QUOTE), "invert takes it back");
    JsonValue one =
        Ot.apply(Ot.apply(QUOTE, CONCURRENT), Ot.transform(change, CONCURRENT, Side.RIGHT));
    JsonValue other = Ot.apply(after, Ot.transform(CONCURRENT, change, Side.LEFT));
    check(one.equals(other), "both ways give one document");
  }

  /** A sum may pass the limits of what is read; the schema lets no such one into a quote. */
  private static boolean isReadEqual(JsonValue document) {
    try {
      check(JsonText.parse(JsonText.write(document)).equals(document), "what is read is equal");
      return true;
    } catch (JsonException e) {
      check(e.code() == JsonException.Code.NUMBER_OUT_OF_RANGE, "what is written can be read");
      return false;
    }
  }

  private static void check(boolean holds, String law) {
    if (!holds) {
      throw new AssertionError(law);
    }
  }
}
