package dev.quotey.live.core.quote;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quotey.live.core.json.JsonList;
import dev.quotey.live.core.json.JsonMap;
import dev.quotey.live.core.json.JsonString;
import dev.quotey.live.core.json.JsonText;
import dev.quotey.live.core.json.JsonValue;
import dev.quotey.live.core.json.Path;
import dev.quotey.live.core.ot.Change;
import dev.quotey.live.core.ot.Operation;
import dev.quotey.live.core.ot.Ot;
import dev.quotey.live.core.ot.OtException;
import dev.quotey.live.core.sync.DocumentRules.Violation;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QuoteSchemaTest {
  private static final JsonValue QUOTE = JsonText.parse("""
          {"quote_id":"Q","currency":"USD","customer":"A","valid_until":"2026-01-31",
           "tax_rates":{"STD":20},"sections":[{"id":"s1","name":"One"},{"id":"s2","name":"Two"}],
           "lines":[
            {"id":"a","quantity":1,"unit_price":5,"section_id":"s1"},
            {"id":"b","parent_id":"a","quantity":2},
            {"id":"c","quantity":1,"optional":false,"description":"x","discount_percent":5}]}
          """);

  private final QuoteSchema schema = new QuoteSchema();

  @ParameterizedTest(name = "[QS2] set {0} to {1} is {2}")
  @CsvSource(
      delimiter = '|',
      value = {
        "/customer | \"B\" | ok",
        "/valid_until | \"2028-02-29\" | ok",
        "/valid_until | \"\" | ok",
        "/valid_until | \"2026-02-29\" | NO_DATE",
        "/valid_until | \"31.12.2026\" | NO_DATE",
        "/currency | \"EUR\" | NOT_EDITABLE",
        "/tax_rates/STD | 0 | NOT_EDITABLE",
        "/total | 7 | COMPUTED_FIELD",
        "/lines/#a/line_total | 7 | COMPUTED_FIELD",
        "/lines/#a/cost | 7 | UNKNOWN_FIELD",
        "/lines/#a/id | \"z\" | ID_IMMUTABLE",
        "/lines/#a/quantity | 1000000000 | ok",
        "/lines/#a/quantity | 1000000000.001 | OUT_OF_RANGE",
        "/lines/#a/quantity | -1 | OUT_OF_RANGE",
        "/lines/#a/quantity | 1.0001 | TOO_MANY_DECIMALS",
        "/lines/#a/quantity | \"1\" | WRONG_TYPE",
        "/lines/#a/optional | 1 | WRONG_TYPE",
        "/lines/#a/tax_code | \"STD\" | ok",
        "/lines/#a/tax_code | \"RED\" | TAX_CODE_NOT_FOUND",
        "/lines/#a/section_id | \"s2\" | ok",
        "/lines/#a/section_id | \"s3\" | SECTION_NOT_FOUND",
        "/lines/#c/parent_id | \"a\" | ok",
        "/lines/#c/parent_id | \"\" | ok",
        "/lines/#c/parent_id | \"z\" | PARENT_NOT_FOUND",
        "/lines/#c/parent_id | \"b\" | NESTED_BUNDLE",
        "/lines/#c/parent_id | \"c\" | NESTED_BUNDLE",
        "/lines/#a/parent_id | \"c\" | NESTED_BUNDLE",
        "/lines/#c/discount_amount | 3 | TWO_DISCOUNTS",
        "/lines/#a/discount_amount | 3 | ok",
        "/lines/0/quantity | 3 | ID_REQUIRED",
        "/lines/#a/notes/x | 3 | NO_SUCH_PATH"
      })
  @DisplayName("[QS2] an edit leaves a valid quote or is refused with a code")
  void set(String path, String value, String expected) {
    assertThat(code(new Operation.Set(Path.parse(path), JsonText.parse(value))))
        .isEqualTo(expected);
  }

  @Test
  @DisplayName("[QS3] a bundle goes whole, and a section goes empty")
  void abandoned() {
    assertThat(code(delete("/lines/#a", 0))).isEqualTo("BUNDLE_NOT_EMPTY");
    assertThat(code(delete("/lines/#b", 1), delete("/lines/#a", 0))).isEqualTo("ok");
    assertThat(code(delete("/lines/#a", 0), delete("/lines/#b", 0))).isEqualTo("ok");
    assertThat(code(delete("/sections/#s1", 0))).isEqualTo("SECTION_NOT_EMPTY");
    assertThat(code(delete("/sections/#s2", 1))).isEqualTo("ok");
  }

  @Test
  @DisplayName("[QS4] a discount changes its kind in one change")
  void discountKind() {
    assertThat(code(
            new Operation.Set(Path.parse("/lines/#c/discount_amount"), JsonText.parse("3")),
            new Operation.Set(Path.parse("/lines/#c/discount_percent"), JsonText.parse("0"))))
        .isEqualTo("ok");
  }

  @Test
  @DisplayName("[QS5] a quote has at most so much text, and what makes it smaller is taken")
  void large() {
    JsonMap quote = (JsonMap) JsonText.parse("{\"currency\":\"USD\",\"terms\":\"\",\"lines\":[]}");
    JsonList lines = JsonList.EMPTY;
    while (JsonText.length(quote) < QuoteSchema.TEXT_LENGTH_MAX - Field.TEXT_LENGTH_MAX) {
      lines = lines.inserted(lines.size(), line(lines.size()));
      quote = quote.with("lines", lines);
    }
    int rest = QuoteSchema.TEXT_LENGTH_MAX - JsonText.length(quote);
    assertThat(code(quote, setTerms(rest))).isEqualTo("ok");
    assertThat(code(quote, setTerms(rest + 1))).isEqualTo("TOO_LARGE");

    JsonMap tooLarge = quote.with("lines", lines.inserted(0, line(-1)).inserted(0, line(-2)));
    assertThat(schema.validate(tooLarge)).extracting(Violation::code).containsExactly("TOO_LARGE");
    assertThat(code(tooLarge, setTerms(1))).isEqualTo("TOO_LARGE");
    Change smaller = Change.of(delete("/lines/#l-2", 0));
    JsonValue after = Ot.apply(tooLarge, smaller);
    assertThat(JsonText.length(after)).isGreaterThan(QuoteSchema.TEXT_LENGTH_MAX);
    assertThat(schema.check(tooLarge, after, smaller)).isEmpty();
  }

  private static JsonMap line(int number) {
    return JsonMap.EMPTY
        .with(JsonMap.ID, new JsonString("l" + number))
        .with("notes", new JsonString("x".repeat(Field.TEXT_LENGTH_MAX - 100)));
  }

  private static Operation setTerms(int length) {
    return new Operation.Set(Path.parse("/terms"), new JsonString("x".repeat(length)));
  }

  private static Operation delete(String path, int index) {
    return new Operation.Delete(Path.parse(path), index);
  }

  private String code(Operation... operations) {
    return code(QUOTE, operations);
  }

  private String code(JsonValue quote, Operation... operations) {
    Change change = Change.of(operations);
    JsonValue after;
    try {
      after = Ot.apply(quote, change);
    } catch (OtException e) {
      return e.code().name();
    }
    Optional<Violation> violation = schema.check(quote, after, change);
    // An edit that passes leaves a document that passes as a whole.
    if (violation.isEmpty()) {
      assertThat(schema.validate(after)).isEmpty();
    }
    return violation.map(Violation::code).orElse("ok");
  }
}
