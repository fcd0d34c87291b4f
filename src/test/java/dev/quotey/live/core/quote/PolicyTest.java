package dev.quotey.live.core.quote;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quotey.live.core.json.JsonMap;
import dev.quotey.live.core.json.JsonText;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PolicyTest {
  @ParameterizedTest(name = "[PO1] {0}: {2}")
  @CsvSource(
      delimiter = '|',
      value = {
        "at the threshold | {'id':'a','quantity':1,'list_price':100,'discount_percent':15} | ",
        "line discount | {'id':'a','quantity':1,'list_price':100,'discount_percent':20.01} |"
            + " line_discount a 20.01 > 20 manager, total_discount  20.01 > 15 manager",
        "a lower price is a discount, too | {'id':'a','quantity':2,'list_price':100,"
            + "'unit_price':70} | line_discount a 30 > 20 manager,"
            + " total_discount  30 > 15 manager",
        "an amount | {'id':'a','quantity':1,'list_price':100,'discount_amount':50} |"
            + " line_discount a 50 > 20 manager, total_discount  50 > 15 manager",
        "margin | {'id':'a','quantity':2,'list_price':100,'unit_cost':80} |"
            + " margin  20 > 25 finance",
        "a given line has no margin | {'id':'a','quantity':1,'list_price':100,'unit_price':0,"
            + "'unit_cost':1} | line_discount a 100 > 20 manager,"
            + " total_discount  100 > 15 manager, margin  -100 > 25 finance",
        "sum | {'id':'a','quantity':2501,'list_price':100} | total  250100 > 250000 finance",
        "term | {'id':'a','quantity':1,'list_price':1,'term_months':48} |"
            + " term a 48 > 36 manager",
        "an optional line counts alone | {'id':'a','quantity':9999,'list_price':100,"
            + "'optional':true} | "
      })
  @DisplayName("[PO1] what breaks a threshold needs the approval of a role")
  void rules(String what, String line, String expected) {
    assertThat(required("USD", line.replace('\'', '"')))
        .as(what)
        .isEqualTo(expected == null ? "" : expected);
  }

  @Test
  @DisplayName("[PO2] a currency without a limit always needs an approval")
  void otherCurrency() {
    assertThat(required("CHF", "{\"id\":\"a\",\"quantity\":1,\"list_price\":1}"))
        .isEqualTo("total  1 > 0 finance");
  }

  @Test
  @DisplayName(
      "[QP4] the trace ends at the total, and each line's steps lead to what is left of it")
  void trace() throws IOException {
    for (String id : List.of("Q-1001", "Q-1002", "Q-1003", "Q-1004", "Q-1005")) {
      JsonMap quote = (JsonMap) PricingTest.sample(id);
      Pricing.Totals totals = Pricing.price(quote);
      List<Pricing.Step> trace = Pricing.trace(quote);
      assertThat(trace.getLast().after()).isEqualByComparingTo(totals.total());
      totals.lineNets().forEach((line, net) -> {
        List<Pricing.Step> steps = trace.stream()
            .filter(step -> step.subject().equals(line))
            .filter(step -> step.kind().equals("line") || step.kind().endsWith("_share"))
            .toList();
        for (int i = 1; i < steps.size(); i++) {
          assertThat(steps.get(i).before())
              .isEqualByComparingTo(steps.get(i - 1).after());
        }
        assertThat(steps.getLast().after()).isEqualByComparingTo(net);
      });
      assertThat(totals.lineNets().values().stream().reduce(BigDecimal.ZERO, BigDecimal::add))
          .isEqualByComparingTo(totals.subtotal().subtract(totals.discountTotal()));
    }
  }

  private static String required(String currency, String line) {
    JsonMap quote =
        (JsonMap) JsonText.parse("{\"currency\":\"" + currency + "\",\"lines\":[" + line + "]}");
    return String.join(
        ", ",
        Policy.of(quote).requirements(quote, Pricing.price(quote)).stream()
            .map(one -> one.ruleId() + " " + one.lineId() + " "
                + one.measured().stripTrailingZeros().toPlainString() + " > "
                + one.threshold().toPlainString() + " " + one.approverRole())
            .toList());
  }
}
