package dev.quotey.live.bridge;

import dev.quotey.live.core.quote.ColumnRules;
import dev.quotey.live.metrics.SocketMeters;
import dev.quotey.live.metrics.SocketMeters.Stage;
import dev.quotey.live.protocol.Identity;
import dev.quotey.live.protocol.SessionForm;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** The REST interface: each call needs a bearer token, but the one that gives development tokens; no cookie counts. */
final class Rest {
  private static final String JSON = "application/json";
  private static final String BEARER = "Bearer ";
  private static final String OPERATOR = "operator";
  private static final String USER = "user";
  private static final String IDENTITY = "identity";

  private final Sessions sessions;
  private final Vertx vertx;
  private final Tokens tokens;
  private final AuthRest auth;
  private final Gate gate;
  private final ColumnRules rules;
  private final Catalog catalog;
  private final SlackRest slack;
  private final Quotas quotas;
  private final SocketMeters meters;

  /** @param rules for whom not all columns are */
  Rest(
      Sessions sessions,
      Vertx vertx,
      Tokens tokens,
      AuthRest auth,
      Gate gate,
      ColumnRules rules,
      Catalog catalog,
      SlackRest slack,
      Quotas quotas,
      SocketMeters meters) {
    this.meters = meters;
    this.sessions = sessions;
    this.vertx = vertx;
    this.tokens = tokens;
    this.auth = auth;
    this.gate = gate;
    this.rules = rules;
    this.catalog = catalog;
    this.slack = slack;
    this.quotas = quotas;
  }

  void mount(Router router) {
    auth.mountOpen(router);
    router
        .get("/api/openapi.json")
        .handler(
            context -> context.response().putHeader("Content-Type", JSON).sendFile("openapi.json"));
    router.route("/api/*").handler(this::authenticate);
    auth.mount(router);
    new CatalogRest(catalog).mount(router);
    new QuoteRest(vertx, sessions, gate, rules).mount(router);
    new SessionRest(vertx, sessions, gate, rules.columns()).mount(router);
    new KpiRest(vertx, Clock.systemUTC()).mount(router);
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
              pass(context, quotas.of(user.userId()).calls());
            },
            fault -> {
              context.request().resume();
              TokenException refused = (TokenException) fault;
              meters.authFailed(Stage.REST, refused.code().name());
              refuse(context, 401, refused.code().name(), refused.getMessage());
            });
  }

  private static void pass(RoutingContext context, TokenBucket calls) {
    if (calls.take()) {
      context.next();
      return;
    }
    refuseEarly(context, calls.waitMillis());
  }

  /** @param wait milliseconds until it may be asked again */
  static void refuseEarly(RoutingContext context, long wait) {
    long seconds = Math.ceilDiv(wait, TimeUnit.SECONDS.toMillis(1));
    context.response().putHeader("Retry-After", String.valueOf(seconds));
    answer(context, SessionForm.retryAfter(Refusal.RATE_LIMITED.reply(), wait));
  }

  /** The user whom the token has shown, and until when. */
  static User user(RoutingContext context) {
    return context.get(USER);
  }

  /** That user, with the rights in the quote that the call is about, if it is about one. */
  static Identity identity(RoutingContext context) {
    return context.get(IDENTITY);
  }

  static boolean isOperator(RoutingContext context) {
    return identity(context).roles().contains(OPERATOR);
  }

  /**
   * Hands on the calls of operators.
   *
   * @param what the call does, for others to be told
   */
  static Handler<RoutingContext> forOperators(String what, Handler<RoutingContext> handler) {
    return context -> {
      if (isOperator(context)) {
        handler.handle(context);
      } else {
        refuse(context, 403, "ROLE_REQUIRED", "only an operator " + what);
      }
    };
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
