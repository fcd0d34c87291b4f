package dev.quotey.live.bridge;

import dev.quotey.live.core.quote.Columns;
import dev.quotey.live.metrics.SocketMeters;
import dev.quotey.live.metrics.SocketMeters.Stage;
import dev.quotey.live.protocol.Identity;
import dev.quotey.live.protocol.SessionForm;
import io.vertx.core.Vertx;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.util.Optional;

/** The REST interface: each call needs a bearer token, but the one that gives development tokens. */
final class Rest {
  private static final long BODY_BYTES_MAX = 64 * 1024;
  private static final String JSON = "application/json";
  private static final String BEARER = "Bearer ";
  private static final String USER = "user";
  private static final String IDENTITY = "identity";

  private final Sessions sessions;
  private final Vertx vertx;
  private final Tokens tokens;
  private final boolean development;
  private final Gate gate;
  private final Columns columns;
  private final Catalog catalog;
  private final SlackRest slack;
  private final SocketMeters meters;

  /** @param columns those that are not for everybody */
  Rest(
      Sessions sessions,
      Vertx vertx,
      Tokens tokens,
      Gate gate,
      Columns columns,
      boolean development,
      Catalog catalog,
      SlackRest slack,
      SocketMeters meters) {
    this.meters = meters;
    this.sessions = sessions;
    this.vertx = vertx;
    this.tokens = tokens;
    this.gate = gate;
    this.columns = columns;
    this.development = development;
    this.catalog = catalog;
    this.slack = slack;
  }

  void mount(Router router) {
    BodyHandler body = BodyHandler.create(false).setBodyLimit(BODY_BYTES_MAX);
    if (development) {
      router.post("/dev/token").handler(body).handler(this::token);
    }
    router
        .get("/api/openapi.json")
        .handler(
            context -> context.response().putHeader("Content-Type", JSON).sendFile("openapi.json"));
    router.route("/api/*").handler(this::authenticate);
    new CatalogRest(catalog).mount(router);
    new QuoteRest(vertx, sessions, gate, columns).mount(router);
    new SessionRest(vertx, sessions, gate, columns).mount(router);
    slack.mount(router);
    for (int status : new int[] {404, 405, 413, 500}) {
      router.errorHandler(status, Rest::fail);
    }
  }

  /** What the router itself refuses. */
  private static void fail(RoutingContext context) {
    int status = context.statusCode();
    if (!context.request().path().startsWith("/api/")) {
      context.response().setStatusCode(status).end();
      return;
    }
    switch (status) {
      case 404 -> refuse(context, status, "NOT_FOUND", "there is no such resource");
      case 405 -> refuse(context, status, "METHOD_NOT_ALLOWED", "the resource has no such method");
      case 413 -> refuse(context, status, "TOO_LARGE", "the body is too large");
      default -> refuse(context, status, "FAULT", "the server could not answer");
    }
  }

  private void token(RoutingContext context) {
    Optional<String> user = requestedUser(context);
    if (user.isEmpty()) {
      refuse(context, 400, "UNKNOWN_USER", "the sample users are " + Tokens.USERS.keySet());
      return;
    }
    String id = user.get();
    context.json(SessionForm.user(Tokens.USERS.get(id).at("")).put("token", tokens.issue(id)));
  }

  private static Optional<String> requestedUser(RoutingContext context) {
    try {
      String user = String.valueOf(context.body().asJsonObject().getValue(USER));
      return Tokens.USERS.containsKey(user) ? Optional.of(user) : Optional.empty();
    } catch (RuntimeException e) {
      return Optional.empty();
    }
  }

  private void authenticate(RoutingContext context) {
    String header =
        Optional.ofNullable(context.request().getHeader("Authorization")).orElse("");
    if (!header.startsWith(BEARER)) {
      meters.authFailed(Stage.REST, "NOT_AUTHENTICATED");
      refuse(context, 401, "NOT_AUTHENTICATED", "a bearer token is required");
      return;
    }
    // A paused request keeps its body for the handler after this asynchronous step.
    context.request().pause();
    tokens
        .verify(header.substring(BEARER.length()))
        .onComplete(
            user -> {
              context.request().resume();
              context.put(USER, user);
              identify(context, user.at(""));
              context.next();
            },
            fault -> {
              context.request().resume();
              meters.authFailed(Stage.REST, "INVALID_TOKEN");
              refuse(context, 401, "INVALID_TOKEN", "the token is not valid");
            });
  }

  /** The user whom the token has shown. */
  static Tokens.User user(RoutingContext context) {
    return context.get(USER);
  }

  /** That user, with the rights in the quote that the call is about, if it is about one. */
  static Identity identity(RoutingContext context) {
    return context.get(IDENTITY);
  }

  static void identify(RoutingContext context, Identity identity) {
    context.put(IDENTITY, identity);
  }

  /** The body, or empty when it is no JSON object. */
  static Optional<JsonObject> body(RoutingContext context) {
    try {
      return Optional.ofNullable(context.body().asJsonObject());
    } catch (DecodeException | ClassCastException e) {
      return Optional.empty();
    }
  }

  /** A reply with the status that its code, if it has one, stands for. */
  static void answer(RoutingContext context, JsonObject reply) {
    context.response().setStatusCode(RestStatus.of(SessionForm.errorCode(reply)));
    context.json(reply);
  }

  static void unavailable(RoutingContext context) {
    refuse(context, 503, "UNAVAILABLE", "the service cannot answer now");
  }

  static void refuse(RoutingContext context, int status, String code, String message) {
    context.response().setStatusCode(status);
    context.json(SessionForm.error(code, message));
  }
}
