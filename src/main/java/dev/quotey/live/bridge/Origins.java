package dev.quotey.live.bridge;

import dev.quotey.live.config.AppConfig;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.net.URI;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Whose pages may use this server: its own, and those of the origins that the settings name, exactly. What
 * is asked without an origin is asked by no page.
 */
final class Origins {
  private static final String ORIGIN = "Origin";

  private final Set<String> allowed;
  private final boolean ownByHost;

  Origins(AppConfig config) {
    String publicUrl = config.http().publicUrl();
    allowed = new HashSet<>(config.http().allowedOrigins());
    if (!publicUrl.isEmpty()) {
      allowed.add(origin(URI.create(publicUrl)));
    }
    // Where it is said how people come, the host that a request names is not what says it.
    ownByHost = publicUrl.isEmpty() || config.development().enabled();
  }

  private static String origin(URI url) {
    return url.getScheme() + "://" + url.getAuthority();
  }

  static Optional<String> of(HttpServerRequest request) {
    return Optional.ofNullable(request.getHeader(ORIGIN));
  }

  /** Whether it comes from a page that may, or from none. */
  private boolean allows(HttpServerRequest request) {
    return of(request).map(origin -> isAllowed(origin, request)).orElse(true);
  }

  private boolean isAllowed(String origin, HttpServerRequest request) {
    return allowed.contains(origin)
        || (ownByHost && origin.equals(request.scheme() + "://" + request.authority()));
  }

  /** SockJS itself guards WebSocket alone; this guards each of its transports. */
  void guard(RoutingContext context) {
    if (allows(context.request())) {
      context.next();
    } else {
      context.response().setStatusCode(403).end();
    }
  }

  /** Lets pages of allowed origins read answers. Browsers keep those of others from it. */
  void share(RoutingContext context) {
    HttpServerRequest request = context.request();
    HttpServerResponse response = context.response();
    response.putHeader("Vary", ORIGIN);
    Optional<String> origin = of(request);
    if (origin.isEmpty() || !isAllowed(origin.get(), request)) {
      context.next();
      return;
    }
    response
        .putHeader("Access-Control-Allow-Origin", origin.get())
        .putHeader("Access-Control-Expose-Headers", "ETag");
    if (request.method().equals(HttpMethod.OPTIONS)) {
      response
          .putHeader("Access-Control-Allow-Methods", "GET, POST, PUT, DELETE")
          .putHeader("Access-Control-Allow-Headers", "Authorization, Content-Type, If-Match")
          .putHeader("Access-Control-Max-Age", "600")
          .setStatusCode(204)
          .end();
    } else {
      context.next();
    }
  }
}
