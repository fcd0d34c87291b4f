package dev.quotey.live.bridge;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;

/** The catalogue over REST, for who chooses a product by its first letters. */
final class CatalogRest {
  /** Characters that are looked for. */
  private static final int TEXT_LENGTH_MAX = 100;

  private final Catalog catalog;

  CatalogRest(Catalog catalog) {
    this.catalog = catalog;
  }

  void mount(Router router) {
    router.get("/api/catalog").handler(this::find);
  }

  private void find(RoutingContext context) {
    String text = Optional.ofNullable(context.queryParams().get("q")).orElse("");
    if (text.length() > TEXT_LENGTH_MAX) {
      Rest.refuse(context, 400, "TOO_LONG", "at most " + TEXT_LENGTH_MAX + " letters");
      return;
    }
    context.json(new JsonObject().put("products", new JsonArray(catalog.find(text))));
  }
}
