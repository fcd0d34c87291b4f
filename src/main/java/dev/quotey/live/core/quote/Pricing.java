package dev.quotey.live.core.quote;

import dev.quotey.live.core.json.JsonBoolean;
import dev.quotey.live.core.json.JsonList;
import dev.quotey.live.core.json.JsonMap;
import dev.quotey.live.core.json.JsonNumber;
import dev.quotey.live.core.json.JsonValue;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * What a quote costs: a pure function of its document. The document names the version of the rules
 * that compute it, so that a later version changes no quote that is there already.
 *
 * <p>Amounts are rounded half up to the currency's minor unit, line by line, so that what a
 * customer sees adds up by hand. Order: line discount, section discount, header discount, tax. A
 * discount on many lines is given to them by largest remainder; tax is summed by code and rounded
 * once for each code. A discount is a percentage or an amount; an amount takes off at most what is
 * there, so nothing costs less than 0. A value that is missing counts as 0; an optional line does
 * not count.
 */
public final class Pricing {
  /** ISO 4217: the currencies whose minor unit is not a hundredth. */
  private static final Set<String> NO_DECIMALS = Set.of(
      "BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "UYI", "VND",
      "VUV", "XAF", "XOF", "XPF");

  private static final Set<String> THREE_DECIMALS =
      Set.of("BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND");
  private static final Set<String> FOUR_DECIMALS = Set.of("CLF", "UYW");
  private static final BigDecimal HUNDRED = new BigDecimal(100);

  private static final String FIRST_VERSION = "1";

  /** The versions of the rules. */
  static final Set<String> VERSIONS = Set.of(FIRST_VERSION);

  private final int scale;
  private final Consumer<Step> trace;

  private Pricing(int scale, Consumer<Step> trace) {
    this.scale = scale;
    this.trace = trace;
  }

  /** The rules version that computes the quote. */
  public static String version(JsonMap quote) {
    return quote.string(QuoteFields.RULES_VERSION).orElse(FIRST_VERSION);
  }

  /**
   * The amounts of a quote, all in its currency.
   *
   * @param lineTotals each line's amount after its own discount, by line id
   * @param lineNets what is left of each line that counts after the discounts of its section and of
   *     the header
   * @param subtotal the sum of the line totals that count
   * @param discountTotal what sections and header take off the subtotal
   * @param taxes the tax of each tax code
   * @param total what the customer pays
   */
  public record Totals(
      Map<String, BigDecimal> lineTotals,
      Map<String, BigDecimal> lineNets,
      BigDecimal subtotal,
      BigDecimal discountTotal,
      Map<String, BigDecimal> taxes,
      BigDecimal total) {}

  /**
   * Why a number is what it is: {@code amount} was taken off, or as tax put on, {@code before}.
   *
   * @param kind {@code line}, {@code section_discount}, {@code header_discount}, {@code tax} or {@code
   *     total}; with {@code _share} a line's part of such a discount
   * @param subject the id of the line or section, or the tax code; empty where it is the quote
   */
  public record Step(
      String kind, String subject, BigDecimal before, BigDecimal amount, BigDecimal after) {}

  private record Priced(JsonMap line, BigDecimal amount) {}

  /** The totals of a document, which need not be a good quote: what is no number counts as 0. */
  public static Totals price(JsonValue document) {
    return price(document, step -> {});
  }

  /** The steps that lead to the totals, in their order. */
  public static List<Step> trace(JsonValue document) {
    List<Step> steps = new ArrayList<>();
    price(document, steps::add);
    return steps;
  }

  private static Totals price(JsonValue document, Consumer<Step> trace) {
    JsonMap quote = document instanceof JsonMap map ? map : JsonMap.EMPTY;
    int scale = scale(quote.string(QuoteFields.CURRENCY).orElse(""));
    return new Pricing(scale, trace).totals(quote);
  }

  private Totals totals(JsonMap quote) {
    Map<String, BigDecimal> lineTotals = new HashMap<>();
    List<Priced> counted = new ArrayList<>();
    for (JsonMap line : elements(quote, QuoteFields.LINES)) {
      BigDecimal amount = lineTotal(line);
      lineTotals.put(line.id().orElse(""), amount);
      if (line.get("optional").orElse(JsonBoolean.FALSE) != JsonBoolean.TRUE) {
        counted.add(new Priced(line, amount));
      }
    }
    BigDecimal subtotal = sum(counted).setScale(scale);
    List<Priced> net = discountSections(quote, counted);
    net = discount(net, quote, "header_discount", "");
    Map<String, BigDecimal> lineNets = new HashMap<>();
    net.forEach(one -> lineNets.put(one.line().id().orElse(""), one.amount()));
    BigDecimal netTotal = sum(net).setScale(scale);
    Map<String, BigDecimal> taxes = taxes(quote, net);
    BigDecimal total = netTotal;
    for (BigDecimal tax : taxes.values()) {
      total = total.add(tax);
    }
    trace.accept(new Step("total", "", netTotal, total.subtract(netTotal), total));
    return new Totals(lineTotals, lineNets, subtotal, subtotal.subtract(netTotal), taxes, total);
  }

  /** Decimals of the currency's minor unit (ISO 4217). */
  public static int scale(String currency) {
    if (NO_DECIMALS.contains(currency)) {
      return 0;
    }
    if (THREE_DECIMALS.contains(currency)) {
      return 3;
    }
    return FOUR_DECIMALS.contains(currency) ? 4 : 2;
  }

  private BigDecimal lineTotal(JsonMap line) {
    String price =
        line.has(QuoteFields.UNIT_PRICE) ? QuoteFields.UNIT_PRICE : QuoteFields.LIST_PRICE;
    BigDecimal gross = number(line, QuoteFields.QUANTITY).multiply(number(line, price));
    BigDecimal total;
    if (number(line, QuoteFields.DISCOUNT_AMOUNT).signum() > 0) {
      BigDecimal rounded = gross.setScale(scale, RoundingMode.HALF_UP);
      total = rounded.subtract(takenOff(rounded, line));
    } else {
      BigDecimal percent = number(line, QuoteFields.DISCOUNT_PERCENT);
      total = percent.signum() == 0
          ? gross.setScale(scale, RoundingMode.HALF_UP)
          : percentOf(gross, HUNDRED.subtract(percent));
    }
    trace.accept(new Step("line", line.id().orElse(""), gross, gross.subtract(total), total));
    return total;
  }

  private List<Priced> discountSections(JsonMap quote, List<Priced> lines) {
    List<Priced> result = lines;
    for (JsonMap section : elements(quote, QuoteFields.SECTIONS)) {
      String id = section.id().orElse("");
      List<Priced> inside = new ArrayList<>();
      List<Priced> outside = new ArrayList<>();
      for (Priced one : result) {
        boolean within = one.line().string(QuoteFields.SECTION_ID).orElse("").equals(id);
        (within ? inside : outside).add(one);
      }
      outside.addAll(discount(inside, section, "section_discount", id));
      result = outside;
    }
    return result;
  }

  /** What the discount of a line, section or header takes off {@code sum}. */
  private BigDecimal takenOff(BigDecimal sum, JsonMap discounted) {
    BigDecimal amount = number(discounted, QuoteFields.DISCOUNT_AMOUNT);
    return amount.signum() > 0
        ? amount.setScale(scale, RoundingMode.HALF_UP).min(sum)
        : percentOf(sum, number(discounted, QuoteFields.DISCOUNT_PERCENT));
  }

  /** Takes a discount off the sum, and gives each line its share by largest remainder. */
  private List<Priced> discount(
      List<Priced> lines, JsonMap discounted, String kind, String subject) {
    BigDecimal sum = sum(lines);
    BigDecimal discount = takenOff(sum, discounted);
    if (discount.signum() == 0) {
      return lines;
    }
    trace.accept(new Step(kind, subject, sum, discount, sum.subtract(discount)));
    List<BigDecimal> shares = allocate(discount, lines, sum);
    List<Priced> result = new ArrayList<>(lines.size());
    for (int i = 0; i < lines.size(); i++) {
      Priced one = lines.get(i);
      BigDecimal share = shares.get(i);
      Priced left = new Priced(one.line(), one.amount().subtract(share));
      String line = one.line().id().orElse("");
      trace.accept(new Step(kind + "_share", line, one.amount(), share, left.amount()));
      result.add(left);
    }
    return result;
  }

  private List<BigDecimal> allocate(BigDecimal amount, List<Priced> lines, BigDecimal sum) {
    List<BigDecimal> shares = new ArrayList<>(lines.size());
    List<Integer> order = new ArrayList<>(lines.size());
    List<BigDecimal> remainders = new ArrayList<>(lines.size());
    BigDecimal left = amount;
    for (int i = 0; i < lines.size(); i++) {
      BigDecimal weighted = amount.multiply(lines.get(i).amount());
      BigDecimal share = weighted.divide(sum, scale, RoundingMode.DOWN);
      shares.add(share);
      remainders.add(weighted.subtract(share.multiply(sum)));
      order.add(i);
      left = left.subtract(share);
    }
    // The sort is stable, so of equal remainders the earlier line is served first.
    order.sort((a, b) -> remainders.get(b).compareTo(remainders.get(a)));
    BigDecimal unit = BigDecimal.ONE.movePointLeft(scale);
    for (int i = 0; left.signum() > 0 && i < order.size(); i++) {
      int line = order.get(i);
      shares.set(line, shares.get(line).add(unit));
      left = left.subtract(unit);
    }
    return shares;
  }

  private Map<String, BigDecimal> taxes(JsonMap quote, List<Priced> lines) {
    JsonMap rates = quote.get(QuoteFields.TAX_RATES).orElse(JsonMap.EMPTY) instanceof JsonMap map
        ? map
        : JsonMap.EMPTY;
    Map<String, BigDecimal> bases = new HashMap<>();
    for (Priced one : lines) {
      String code = one.line().string(QuoteFields.TAX_CODE).orElse("");
      bases.put(code, bases.getOrDefault(code, BigDecimal.ZERO).add(one.amount()));
    }
    Map<String, BigDecimal> taxes = new HashMap<>();
    // In the order of the codes, so that the trace of one quote is always the same.
    rates.forEach((code, rate) -> {
      BigDecimal base = bases.get(code);
      if (base != null) {
        BigDecimal tax = percentOf(base, number(rates, code));
        trace.accept(new Step("tax", code, base, tax, base.add(tax)));
        taxes.put(code, tax);
      }
    });
    return taxes;
  }

  private BigDecimal percentOf(BigDecimal amount, BigDecimal percent) {
    return amount.multiply(percent).divide(HUNDRED, scale, RoundingMode.HALF_UP);
  }

  private static BigDecimal sum(List<Priced> lines) {
    BigDecimal sum = BigDecimal.ZERO;
    for (Priced one : lines) {
      sum = sum.add(one.amount());
    }
    return sum;
  }

  private static BigDecimal number(JsonMap map, String name) {
    return map.number(name).orElse(JsonNumber.ZERO).value();
  }

  static List<JsonMap> elements(JsonMap quote, String list) {
    List<JsonMap> maps = new ArrayList<>();
    if (quote.get(list).orElse(JsonList.EMPTY) instanceof JsonList elements) {
      for (JsonValue element : elements) {
        if (element instanceof JsonMap map) {
          maps.add(map);
        }
      }
    }
    return maps;
  }
}
