package dev.quotey.live.core.quote;

import dev.quotey.live.core.json.JsonList;
import dev.quotey.live.core.json.JsonMap;
import dev.quotey.live.core.json.JsonNumber;
import dev.quotey.live.core.json.JsonValue;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The list prices of a catalogue: by product id, by currency. */
public record PriceBook(Map<String, Map<String, BigDecimal>> prices) {
  public static final PriceBook EMPTY = new PriceBook(Map.of());

  public PriceBook {
    prices = Map.copyOf(prices);
  }

  /** @param catalog {@code {"products":[{"product_id":…,"list_prices":{"USD":…}}]}} */
  public static PriceBook of(JsonValue catalog) {
    Map<String, Map<String, BigDecimal>> prices = new HashMap<>();
    if (catalog instanceof JsonMap map
        && map.get("products").orElse(JsonList.EMPTY) instanceof JsonList products) {
      for (JsonValue product : products) {
        if (product instanceof JsonMap one) {
          prices.put(one.string(QuoteFields.PRODUCT_ID).orElse(""), listed(one));
        }
      }
    }
    return new PriceBook(prices);
  }

  private static Map<String, BigDecimal> listed(JsonMap product) {
    Map<String, BigDecimal> byCurrency = new HashMap<>();
    if (product.get("list_prices").orElse(JsonMap.EMPTY) instanceof JsonMap listed) {
      listed.forEach((currency, price) -> {
        if (price instanceof JsonNumber number) {
          byCurrency.put(currency, number.value());
        }
      });
    }
    return byCurrency;
  }

  Optional<BigDecimal> price(String productId, String currency) {
    return Optional.ofNullable(prices.getOrDefault(productId, Map.of()).get(currency));
  }
}
