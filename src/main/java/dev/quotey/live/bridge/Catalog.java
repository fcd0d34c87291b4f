package dev.quotey.live.bridge;

import dev.quotey.live.config.CatalogFile;
import dev.quotey.live.config.StartupException;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The products that lines are made of. A product is {@code product_id, sku, name, unit, tax_code},
 * {@code list_prices} by currency, and, of a bundle, {@code components} of {@code product_id} and
 * {@code quantity} for each one of the bundle.
 */
final class Catalog {
  /** Products of one answer. */
  static final int FOUND_MAX = 20;

  private static final String PRODUCT_ID = "product_id";
  private static final String COMPONENTS = "components";
  private static final int NOT_FOUND = 9;

  private final List<JsonObject> products = new ArrayList<>();
  private final Map<String, JsonObject> byId = new HashMap<>();

  /** @param json {@code {"products":[…]}}; fails with {@link DecodeException} where it is none */
  Catalog(String json) {
    new JsonObject(json).getJsonArray("products", new JsonArray()).forEach(one -> {
      JsonObject product = (JsonObject) one;
      products.add(product);
      byId.put(product.getString(PRODUCT_ID), product);
    });
    products.forEach(product -> components(product).forEach(one -> {
      if (!byId.containsKey(one.getString(PRODUCT_ID))) {
        throw new DecodeException("no product " + one.getString(PRODUCT_ID));
      }
    }));
  }

  /** The catalogue of a file; the sample one where no file is named. */
  static Catalog load(String file) {
    try {
      return new Catalog(CatalogFile.read(file));
    } catch (DecodeException | ClassCastException e) {
      throw new StartupException("The catalogue " + file + " is wrong: " + e.getMessage() + ".", e);
    }
  }

  /** What fits best first; of a bundle with its components. Without a text the first products. */
  List<JsonObject> find(String text) {
    List<String> words = List.of(text.toLowerCase(Locale.ROOT).strip().split("\\s+", -1));
    return products.stream()
        .filter(product -> rank(product, words) < NOT_FOUND)
        .sorted(Comparator.comparingInt(product -> rank(product, words)))
        .limit(FOUND_MAX)
        .map(this::withComponents)
        .toList();
  }

  /** The lower, the better: how well the worst of the words fits. */
  private static int rank(JsonObject product, List<String> words) {
    String sku = product.getString("sku", "").toLowerCase(Locale.ROOT);
    String name = product.getString("name", "").toLowerCase(Locale.ROOT);
    int worst = 0;
    for (String word : words) {
      int rank = sku.startsWith(word)
          ? 0
          : name.startsWith(word)
              ? 1
              : name.contains(" " + word)
                  ? 2
                  : sku.contains(word) || name.contains(word) ? 3 : NOT_FOUND;
      worst = Math.max(worst, rank);
    }
    return worst;
  }

  private JsonObject withComponents(JsonObject product) {
    List<JsonObject> components = components(product);
    if (components.isEmpty()) {
      return product;
    }
    JsonArray whole = new JsonArray();
    components.forEach(one -> whole.add(
        byId.get(one.getString(PRODUCT_ID)).copy().put("quantity", one.getValue("quantity"))));
    return product.copy().put(COMPONENTS, whole);
  }

  private static List<JsonObject> components(JsonObject product) {
    return product.getJsonArray(COMPONENTS, new JsonArray()).stream()
        .map(JsonObject.class::cast)
        .toList();
  }
}
