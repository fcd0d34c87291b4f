package dev.quotey.live.core.quote;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quotey.live.core.json.JsonText;
import dev.quotey.live.core.json.JsonValue;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PricingTest {
  @ParameterizedTest(name = "[QP1] {0} costs {3}")
  @CsvSource({
    "Q-1001, 89743.00, 1861.04, 91604.04",
    "Q-1004, 1584893, 155937, 1740830",
    "Q-1005, 5419.028, 67.481, 5486.509"
  })
  @DisplayName("[QP1] samples cost what was computed by hand")
  void samples(String id, String subtotal, String tax, String total) throws IOException {
    Pricing.Totals totals = Pricing.price(sample(id));
    assertThat(totals.subtotal()).isEqualTo(subtotal);
    assertThat(totals.taxes().values().stream().reduce(BigDecimal.ZERO, BigDecimal::add))
        .isEqualByComparingTo(tax);
    assertThat(totals.total()).isEqualTo(total);
  }

  @Test
  @DisplayName("[QP2] a header discount is given to the lines without losing a cent")
  void allocation() {
    JsonValue quote = JsonText.parse("""
            {"currency":"USD","discount_percent":10,"tax_rates":{"A":10,"B":0},"lines":[
             {"id":"1","quantity":1,"unit_price":0.05,"tax_code":"A"},
             {"id":"2","quantity":1,"unit_price":0.05,"tax_code":"B"},
             {"id":"3","quantity":1,"unit_price":0.05,"tax_code":"B"}]}
            """);
    Pricing.Totals totals = Pricing.price(quote);
    // 10 % of 0.15 is 0.015, rounded to 0.02: the two earliest lines take a cent each.
    assertThat(totals.discountTotal()).isEqualTo("0.02");
    assertThat(totals.taxes().get("A")).isEqualTo("0.00");
    assertThat(totals.total()).isEqualTo("0.13");
  }

  @ParameterizedTest(name = "[QP3] {0}, {1} of {2} in {3} costs {4}")
  @CsvSource({
    "discount_amount, 10, 100, USD, 90.00",
    "discount_amount, 100.01, 100, USD, 0.00",
    "discount_amount, 0.5, 100, JPY, 99",
    "discount_amount, 0.0005, 1, KWD, 0.999",
    "discount_percent, 100, 100, USD, 0.00",
    "discount_percent, 33.3333, 100, USD, 66.67"
  })
  @DisplayName("[QP3] a discount is a percentage or an amount, and nothing costs less than 0")
  void discounts(String kind, String value, String price, String currency, String total) {
    String discount = "\"" + kind + "\":" + value;
    String line = "{\"id\":\"1\",\"quantity\":1,\"unit_price\":" + price;
    String start = "{\"currency\":\"" + currency + "\",";
    for (String quote : new String[] {
      start + "\"lines\":[" + line + "," + discount + "}]}",
      start + discount + ",\"lines\":[" + line + "}]}",
      start + "\"sections\":[{\"id\":\"s\"," + discount + "}],\"lines\":[" + line
          + ",\"section_id\":\"s\"}]}"
    }) {
      assertThat(Pricing.price(JsonText.parse(quote)).total()).as(quote).isEqualTo(total);
    }
  }

  @ParameterizedTest(name = "[QS1] {0} is a valid quote")
  @ValueSource(strings = {"Q-1001", "Q-1002", "Q-1003", "Q-1004", "Q-1005"})
  @DisplayName("[QS1] every sample is a valid quote")
  void samplesAreValid(String id) throws IOException {
    assertThat(new QuoteSchema().validate(sample(id))).isEmpty();
  }

  static JsonValue sample(String id) throws IOException {
    try (InputStream in = PricingTest.class.getResourceAsStream("/samples/" + id + ".json")) {
      return JsonText.parse(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    }
  }
}
