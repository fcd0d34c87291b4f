package dev.quotey.live.protocol;

import dev.quotey.live.core.json.JsonList;
import dev.quotey.live.core.json.JsonMap;
import dev.quotey.live.core.json.JsonString;
import dev.quotey.live.core.json.JsonValue;
import dev.quotey.live.core.quote.Approval;
import dev.quotey.live.core.quote.Policy;
import dev.quotey.live.core.quote.Pricing;
import dev.quotey.live.core.quote.QuoteFields;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What a quote costs, why, and who has to approve it: the same over REST and in the browser, so it
 * knows nothing but the core. Amounts are strings, so that no number passes through floating point.
 */
public final class PricingForm {
  private PricingForm() {}

  public static JsonMap write(JsonMap quote) {
    Pricing.Totals totals = Pricing.price(quote);
    return totals(totals)
        .with("line_nets", amounts(totals.lineNets()))
        .with("rules_version", new JsonString(Pricing.version(quote)))
        .with("currency", new JsonString(quote.string(QuoteFields.CURRENCY).orElse("")))
        .with("trace", trace(quote))
        .with("approvals_required", required(quote, totals))
        .with("approval_state", new JsonString(Approval.state(quote).name()));
  }

  /** The amounts alone. */
  public static JsonMap totals(Pricing.Totals totals) {
    return JsonMap.EMPTY
        .with("line_totals", amounts(totals.lineTotals()))
        .with("subtotal", amount(totals.subtotal()))
        .with("discount_total", amount(totals.discountTotal()))
        .with("taxes", amounts(totals.taxes()))
        .with("total", amount(totals.total()));
  }

  private static JsonList trace(JsonMap quote) {
    List<JsonValue> steps = new ArrayList<>();
    for (Pricing.Step step : Pricing.trace(quote)) {
      steps.add(JsonMap.EMPTY
          .with("kind", new JsonString(step.kind()))
          .with("subject", new JsonString(step.subject()))
          .with("before", amount(step.before()))
          .with("amount", amount(step.amount()))
          .with("after", amount(step.after())));
    }
    return JsonList.of(steps);
  }

  private static JsonList required(JsonMap quote, Pricing.Totals totals) {
    List<JsonValue> required = new ArrayList<>();
    for (Policy.Requirement one : Policy.of(quote).requirements(quote, totals)) {
      required.add(JsonMap.EMPTY
          .with("rule_id", new JsonString(one.ruleId()))
          .with("line_id", new JsonString(one.lineId()))
          .with("measured", amount(one.measured()))
          .with("threshold", amount(one.threshold()))
          .with("approver_role", new JsonString(one.approverRole())));
    }
    return JsonList.of(required);
  }

  private static JsonMap amounts(Map<String, BigDecimal> amounts) {
    Map<String, JsonValue> members = new HashMap<>();
    amounts.forEach((name, value) -> members.put(name, amount(value)));
    return JsonMap.of(members);
  }

  private static JsonString amount(BigDecimal value) {
    return new JsonString(value.toPlainString());
  }
}
