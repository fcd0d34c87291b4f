package dev.quotey.live.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quotey.live.core.json.JsonBoolean;
import dev.quotey.live.core.json.JsonList;
import dev.quotey.live.core.json.JsonMap;
import dev.quotey.live.core.json.JsonNumber;
import dev.quotey.live.core.json.JsonString;
import dev.quotey.live.core.json.JsonText;
import dev.quotey.live.core.json.JsonValue;
import dev.quotey.live.core.quote.Field;
import dev.quotey.live.core.quote.QuoteFields;
import dev.quotey.live.core.sync.QuoteId;
import dev.quotey.live.protocol.QuoteImport.Fault;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class QuoteImportTest {
  private static final QuoteId ID = new QuoteId("Q-7");
  private static final JsonMap HEADER =
      (JsonMap) JsonText.parse("{\"currency\":\"USD\",\"tax_rates\":{\"STD\":20}}");

  /** What text cells hold in the worst of files. */
  private static final String[] TEXTS = {
    "",
    " ",
    "=1+1",
    "'=1",
    "''",
    "'",
    "+x",
    "-",
    "@a",
    "\t",
    "a\nb",
    "a\r\nb",
    "\r",
    "\n=",
    "\"",
    "a,b;c\td",
    "ä𝒳",
    "'\"'",
    "null",
    "#",
    "\\N",
    " x "
  };

  @ParameterizedTest(name = "[IM1] {0}")
  @ValueSource(strings = {"Q-1001", "Q-1002", "Q-1003", "Q-1004", "Q-1005"})
  @DisplayName("[IM1] what goes in comes out equal, as JSON and as CSV")
  void roundTrip(String name) throws IOException {
    QuoteId id = new QuoteId(name);
    QuoteImport fromJson = QuoteImport.ofJson(id, sample(name));
    assertThat(fromJson.faults()).isEmpty();
    String json = JsonText.write(fromJson.document());
    assertThat(QuoteImport.ofJson(id, json)).isEqualTo(fromJson);

    String csv = QuoteCsv.write(fromJson.document());
    JsonMap header = fromJson.document().without(QuoteFields.LINES);
    assertThat(QuoteImport.ofCsv(id, csv, header)).isEqualTo(fromJson);
  }

  @Test
  @DisplayName("[IM2] lines of any content survive CSV, and no cell is a formula")
  void hostileTexts() {
    long seed = Long.getLong("seed", System.nanoTime());
    Random random = new Random(seed);
    for (int i = 0; i < 300; i++) {
      JsonMap quote = HEADER
          .with("quote_id", new JsonString(ID.value()))
          .with(QuoteFields.LINES, lines(random));
      String csv = QuoteCsv.write(quote);
      QuoteImport back = QuoteImport.ofCsv(ID, csv, HEADER);
      assertThat(back.faults()).as("seed %d", seed).isEmpty();
      assertThat(back.document()).as("seed %d", seed).isEqualTo(quote);
      assertThat(csv).as("seed %d", seed).doesNotContainPattern(",\"[=+\\-@\\t]");
    }
  }

  private static JsonList lines(Random random) {
    List<JsonValue> lines = new ArrayList<>();
    for (int i = 0; i < random.nextInt(6); i++) {
      JsonMap line = JsonMap.EMPTY.with("id", new JsonString("l" + i));
      for (Field field : QuoteFields.LINE_LIST) {
        boolean refers = field.name().endsWith("_id") || field.name().equals("tax_code");
        if (!refers && field.editable() && random.nextBoolean()) {
          line = line.with(field.name(), value(field, random));
        }
      }
      lines.add(line.without(random.nextBoolean() ? "discount_amount" : "discount_percent"));
    }
    return JsonList.of(lines);
  }

  private static JsonValue value(Field field, Random random) {
    return switch (field.type()) {
      case Field.Decimal decimal ->
        new JsonNumber(
            BigDecimal.valueOf(random.nextInt(100), random.nextInt(decimal.scale() + 1)));
      case Field.Flag ignored -> JsonBoolean.of(random.nextBoolean());
      case Field.Date ignored -> new JsonString("2026-02-28");
      case Field.Currency ignored -> new JsonString("USD");
      case Field.OneOf oneOf -> new JsonString(oneOf.values().iterator().next());
      case Field.Text ignored -> new JsonString(TEXTS[random.nextInt(TEXTS.length)]);
    };
  }

  @Test
  @DisplayName("[IM3] every bad row is listed with its line of the file, its column and a code")
  void badRows() {
    QuoteImport read = QuoteImport.ofCsv(ID, """
            id;parent_id;description;quantity;unit_price;discount_percent;discount_amount;tax_code
            a;;"two
            rows";1;1,50;;;STD

            b;c;;-1;1;;;
            c;a;;1;1;10;5;XYZ
            a;;;1;1;;;;;;
            """, HEADER);
    assertThat(read.faults())
        .extracting(fault -> fault.row() + " " + fault.column() + " " + fault.code())
        .containsExactlyInAnyOrder(
            "2 unit_price MALFORMED_NUMBER",
            "5 quantity OUT_OF_RANGE",
            "5 parent_id NESTED_BUNDLE",
            "6 parent_id NESTED_BUNDLE",
            "6 tax_code TAX_CODE_NOT_FOUND",
            "6 discount_amount TWO_DISCOUNTS",
            "7  TOO_MANY_CELLS",
            "7 id DUPLICATE_ID");
    assertThat(read.faults()).extracting(Fault::row).isSorted();
  }

  @ParameterizedTest(name = "[IM4] {0}")
  @ValueSource(
      strings = {
        "",
        "\n\n",
        "no_such_column\n1",
        "id,id\na,b",
        "id,description\na,\"open",
        "id,quantity\na,1e999999999",
        "id,notes\na,\u0000"
      })
  @DisplayName("[IM4] a file that is no table is a fault and never an exception")
  void noTable(String text) {
    assertThat(QuoteImport.ofCsv(ID, text, HEADER).faults()).isNotEmpty();
  }

  @ParameterizedTest(name = "[IM5] {0}")
  @ValueSource(
      strings = {
        "",
        "{",
        "[]",
        "7",
        "{\"quote_id\":\"Q-8\",\"currency\":\"USD\"}",
        "{}",
        "{\"currency\":\"usd\"}",
        "{\"currency\":\"USD\",\"lines\":{}}",
        "{\"currency\":\"USD\",\"lines\":[1]}",
        "{\"currency\":\"USD\",\"lines\":[{\"id\":\"a\",\"total\":1}]}",
        "{\"currency\":\"USD\",\"tax_rates\":{\"A\":101}}",
        "{\"currency\":\"USD\",\"valid_until\":\"2026-02-29\"}"
      })
  @DisplayName("[IM5] a file that is no quote is a fault and never an exception")
  void noQuote(String text) {
    assertThat(QuoteImport.ofJson(ID, text).faults()).isNotEmpty();
  }

  @Test
  @DisplayName("[IM6] a line without an id gets one that no other line has")
  void namesTheNameless() {
    QuoteImport read = QuoteImport.ofCsv(ID, "id,sku\n,A\nln_1,B\n,C\n", HEADER);
    assertThat(read.faults()).isEmpty();
    assertThat(JsonText.write(read.document().get(QuoteFields.LINES).orElseThrow()))
        .isEqualTo("[{\"id\":\"ln_2\",\"sku\":\"A\"},{\"id\":\"ln_1\",\"sku\":\"B\"},"
            + "{\"id\":\"ln_3\",\"sku\":\"C\"}]");
  }

  private static String sample(String id) throws IOException {
    try (InputStream in = QuoteImportTest.class.getResourceAsStream("/samples/" + id + ".json")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
