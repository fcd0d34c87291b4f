package dev.quotey.live.protocol;

import dev.quotey.live.core.json.JsonMap;
import dev.quotey.live.core.quote.Approval;
import dev.quotey.live.core.quote.Policy;
import dev.quotey.live.core.quote.Pricing;
import dev.quotey.live.core.quote.QuoteFields;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import java.util.Map;

/** What a quote costs, why, and who has to approve it. Amounts are strings, so that they are exact. */
public final class PricingForm {
  private PricingForm() {}

  /** @param revision the one that the prices are of; empty where no session is open */
  public static JsonObject pricing(JsonMap quote, String revision) {
    Pricing.Totals totals = Pricing.price(quote);
    JsonArray trace = new JsonArray();
    Pricing.trace(quote)
        .forEach(step -> trace.add(new JsonObject()
            .put("kind", step.kind())
            .put("subject", step.subject())
            .put("before", step.before().toPlainString())
            .put("amount", step.amount().toPlainString())
            .put("after", step.after().toPlainString())));
    JsonArray required = new JsonArray();
    Policy.of(quote)
        .requirements(quote, totals)
        .forEach(one -> required.add(new JsonObject()
            .put("rule_id", one.ruleId())
            .put("line_id", one.lineId())
            .put("measured", one.measured().toPlainString())
            .put("threshold", one.threshold().toPlainString())
            .put("approver_role", one.approverRole())));
    return new JsonObject()
        .put("op_id", revision)
        .put("content_hash", Approval.contentHash(quote))
        .put("rules_version", Pricing.version(quote))
        .put("currency", quote.string(QuoteFields.CURRENCY).orElse(""))
        .put("line_totals", amounts(totals.lineTotals()))
        .put("line_nets", amounts(totals.lineNets()))
        .put("subtotal", totals.subtotal().toPlainString())
        .put("discount_total", totals.discountTotal().toPlainString())
        .put("taxes", amounts(totals.taxes()))
        .put("total", totals.total().toPlainString())
        .put("trace", trace)
        .put("approvals_required", required)
        .put("approval_state", Approval.state(quote).name());
  }

  private static JsonObject amounts(Map<String, BigDecimal> amounts) {
    JsonObject form = new JsonObject();
    amounts.forEach((name, amount) -> form.put(name, amount.toPlainString()));
    return form;
  }
}
