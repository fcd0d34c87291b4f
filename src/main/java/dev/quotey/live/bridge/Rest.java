package dev.quotey.live.bridge;

import dev.quotey.live.core.json.JsonText;
import dev.quotey.live.core.json.JsonValue;
import dev.quotey.live.core.sync.QuoteId;
import dev.quotey.live.protocol.Address;
import dev.quotey.live.protocol.Bus;
import dev.quotey.live.protocol.Identity;
import dev.quotey.live.protocol.PersistenceMessage.ListQuotes;
import dev.quotey.live.protocol.PersistenceMessage.Quotes;
import dev.quotey.live.protocol.PersistenceMessage.ReadQuote;
import dev.quotey.live.protocol.PersistenceMessage.Reply;
import dev.quotey.live.protocol.PersistenceMessage.Request;
import dev.quotey.live.protocol.PersistenceMessage.StoredQuote;
import dev.quotey.live.protocol.QuoteForm;
import dev.quotey.live.protocol.SessionForm;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.util.Optional;

/** The REST interface: each call needs a bearer token, but the one that gives development tokens. */
final class Rest {
  private static final long TIMEOUT_MILLIS = 10_000;
  private static final long BODY_BYTES_MAX = 64 * 1024;
  private static final String BEARER = "Bearer ";
  private static final String USER = "user";

  private final Vertx vertx;
  private final Tokens tokens;
  private final boolean development;

  Rest(Vertx vertx, Tokens tokens, boolean development) {
    this.vertx = vertx;
    this.tokens = tokens;
    this.development = development;
  }

  void mount(Router router) {
    BodyHandler body = BodyHandler.create(false).setBodyLimit(BODY_BYTES_MAX);
    if (development) {
      router.post("/dev/token").handler(body).handler(this::token);
    }
    router.route("/api/*").handler(this::authenticate);
    router.get("/api/quotes").handler(this::quotes);
    router.get("/api/quotes/:id").handler(this::quote);
    router.post("/api/quotes/:id/sessions").handler(this::createSession);
    router
        .route("/api/*")
        .handler(context -> refuse(context, 404, "NOT_FOUND", "no such resource"));
  }

  private void token(RoutingContext context) {
    Optional<String> user = requestedUser(context);
    if (user.isEmpty()) {
      refuse(context, 400, "UNKNOWN_USER", "the sample users are " + Tokens.USERS.keySet());
      return;
    }
    String id = user.get();
    context.json(SessionForm.user(new Identity(id, Tokens.USERS.get(id), ""))
        .put("token", tokens.issue(id)));
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
              context.put(USER, new Identity(user.userId(), user.name(), ""));
              context.next();
            },
            fault -> {
              context.request().resume();
              refuse(context, 401, "INVALID_TOKEN", "the token is not valid");
            });
  }

  private void quotes(RoutingContext context) {
    persistence(new ListQuotes())
        .onComplete(
            reply -> context.json(QuoteForm.summaries(((Quotes) reply).quotes())),
            fault -> unavailable(context));
  }

  private void quote(RoutingContext context) {
    QuoteId id;
    try {
      id = new QuoteId(context.pathParam("id"));
    } catch (IllegalArgumentException e) {
      refuse(context, 404, "QUOTE_NOT_FOUND", "there is no such quote");
      return;
    }
    persistence(new ReadQuote(id))
        .compose(reply -> live(reply))
        .onComplete(
            document -> {
              if (document.isEmpty()) {
                refuse(context, 404, "QUOTE_NOT_FOUND", "there is no such quote");
              } else {
                context
                    .response()
                    .putHeader("Content-Type", "application/json")
                    .end(JsonText.write(document.get()));
              }
            },
            fault -> unavailable(context));
  }

  /** The document of the open session, which may be ahead of what is stored in the quote. */
  private Future<Optional<JsonValue>> live(Reply reply) {
    if (!(reply instanceof StoredQuote stored)) {
      return Future.succeededFuture(Optional.empty());
    }
    if (stored.sessionId().isEmpty()) {
      return Future.succeededFuture(Optional.of(stored.document()));
    }
    return Bus.<JsonObject>request(
            vertx, Address.state(stored.sessionId().get()), new JsonObject(), TIMEOUT_MILLIS)
        .map(state -> Optional.of(QuoteForm.document(state)))
        .otherwise(Optional.of(stored.document()));
  }

  private void createSession(RoutingContext context) {
    Identity identity = context.get(USER);
    DeliveryOptions options = new DeliveryOptions().setSendTimeout(TIMEOUT_MILLIS);
    identity
        .toHeaders()
        .forEach(header -> options.addHeader(header.getKey(), String.valueOf(header.getValue())));
    vertx
        .eventBus()
        .<JsonObject>request(
            Address.SESSIONS_CREATE, QuoteForm.quoteId(context.pathParam("id")), options)
        .onComplete(
            reply -> {
              boolean refused = reply.body().containsKey("error");
              context.response().setStatusCode(refused ? 409 : 200);
              context.json(reply.body());
            },
            fault -> unavailable(context));
  }

  private Future<Reply> persistence(Request request) {
    return Bus.request(vertx, Address.PERSISTENCE, request, TIMEOUT_MILLIS);
  }

  private static void unavailable(RoutingContext context) {
    refuse(context, 503, "UNAVAILABLE", "the service cannot answer now");
  }

  private static void refuse(RoutingContext context, int status, String code, String message) {
    context.response().setStatusCode(status);
    context.json(SessionForm.error(code, message));
  }
}
