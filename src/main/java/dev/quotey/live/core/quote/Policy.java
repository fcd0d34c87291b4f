package dev.quotey.live.core.quote;

import dev.quotey.live.core.json.JsonMap;
import dev.quotey.live.core.json.JsonNumber;
import dev.quotey.live.core.json.JsonValue;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Which approvals a quote needs: a pure function of its document. What breaks a threshold may be
 * edited, and needs somebody's approval; each rule names the role that gives it.
 *
 * @param lineDiscountMax percent that a line may cost below its list price
 * @param totalDiscountMax percent that the quote may cost below its list prices
 * @param marginMin percent of the net amount that is to be left after cost, where costs are known
 * @param totalMax by currency; a currency without a limit always needs an approval
 * @param termMonthsMax months of a term
 */
public record Policy(
    BigDecimal lineDiscountMax,
    BigDecimal totalDiscountMax,
    BigDecimal marginMin,
    Map<String, BigDecimal> totalMax,
    BigDecimal termMonthsMax) {
  /** The rule that measures what is left after cost. */
  static final String MARGIN = "margin";

  private static final String MANAGER = "manager";
  private static final String FINANCE = "finance";
  private static final int PERCENT_SCALE = 4;
  private static final BigDecimal HUNDRED = new BigDecimal(100);

  /** The policy of rules version 1. */
  private static final Policy FIRST = new Policy(
      new BigDecimal(20),
      new BigDecimal(15),
      new BigDecimal(25),
      Map.of(
          "USD", new BigDecimal(250_000),
          "EUR", new BigDecimal(250_000),
          "GBP", new BigDecimal(200_000),
          "JPY", new BigDecimal(35_000_000),
          "KWD", new BigDecimal(75_000)),
      new BigDecimal(36));

  /**
   * An approval that the quote needs.
   *
   * @param ruleId stable
   * @param lineId the line that is meant; empty where it is the whole quote
   * @param measured what the quote has, in percent, months or its currency
   * @param threshold what it may have without an approval
   */
  public record Requirement(
      String ruleId,
      String lineId,
      BigDecimal measured,
      BigDecimal threshold,
      String approverRole) {}

  /** The policy of the quote's rules version. */
  public static Policy of(JsonMap quote) {
    return switch (Pricing.version(quote)) {
      case "1" -> FIRST;
      default -> throw new IllegalArgumentException("an unknown rules version");
    };
  }

  /** In the order of the lines, then what concerns the whole quote. */
  public List<Requirement> requirements(JsonMap quote, Pricing.Totals totals) {
    List<Requirement> required = new ArrayList<>();
    BigDecimal listed = BigDecimal.ZERO;
    BigDecimal net = BigDecimal.ZERO;
    BigDecimal netWithCost = BigDecimal.ZERO;
    BigDecimal cost = BigDecimal.ZERO;
    for (JsonMap line : Pricing.elements(quote, QuoteFields.LINES)) {
      String id = line.id().orElse("");
      BigDecimal list = listed(line);
      above(
          "line_discount", id, below(list, totals.lineTotals().get(id)), lineDiscountMax, required);
      if (totals.lineNets().containsKey(id)) {
        BigDecimal mine = totals.lineNets().get(id);
        listed = listed.add(list);
        net = net.add(mine);
        if (line.has(QuoteFields.UNIT_COST)) {
          netWithCost = netWithCost.add(mine);
          cost = cost.add(
              number(line, QuoteFields.QUANTITY).multiply(number(line, QuoteFields.UNIT_COST)));
        }
      }
      term(line, id, required);
    }
    above("total_discount", "", below(listed, net), totalDiscountMax, required);
    margin(netWithCost, cost, required);
    total(quote, totals.total(), required);
    term(quote, "", required);
    return required;
  }

  private static void above(
      String rule,
      String line,
      BigDecimal measured,
      BigDecimal threshold,
      List<Requirement> required) {
    if (measured.compareTo(threshold) > 0) {
      required.add(new Requirement(rule, line, measured, threshold, MANAGER));
    }
  }

  private void margin(BigDecimal net, BigDecimal cost, List<Requirement> required) {
    if (cost.signum() > 0) {
      BigDecimal margin = net.signum() == 0
          ? HUNDRED.negate()
          : net.subtract(cost).multiply(HUNDRED).divide(net, PERCENT_SCALE, RoundingMode.HALF_UP);
      if (margin.compareTo(marginMin) < 0) {
        required.add(new Requirement(MARGIN, "", margin, marginMin, FINANCE));
      }
    }
  }

  private void total(JsonMap quote, BigDecimal total, List<Requirement> required) {
    String currency = quote.string(QuoteFields.CURRENCY).orElse("");
    BigDecimal most = totalMax.getOrDefault(currency, BigDecimal.ZERO);
    if (total.compareTo(most) > 0) {
      required.add(new Requirement("total", "", total, most, FINANCE));
    }
  }

  private void term(JsonMap map, String line, List<Requirement> required) {
    above("term", line, number(map, QuoteFields.TERM_MONTHS), termMonthsMax, required);
  }

  /** What the line costs at its list price, or where it has none, before its discount. */
  private static BigDecimal listed(JsonMap line) {
    BigDecimal list = number(line, QuoteFields.LIST_PRICE);
    BigDecimal price = list.signum() > 0 ? list : number(line, QuoteFields.UNIT_PRICE);
    return price.multiply(number(line, QuoteFields.QUANTITY));
  }

  /** By how many percent {@code amount} is below {@code listed}. */
  private static BigDecimal below(BigDecimal listed, BigDecimal amount) {
    return listed.signum() == 0
        ? BigDecimal.ZERO
        : listed
            .subtract(amount)
            .multiply(HUNDRED)
            .divide(listed, PERCENT_SCALE, RoundingMode.HALF_UP);
  }

  private static BigDecimal number(JsonMap map, String name) {
    JsonValue value = map.get(name).orElse(JsonNumber.ZERO);
    return value instanceof JsonNumber number ? number.value() : BigDecimal.ZERO;
  }
}
