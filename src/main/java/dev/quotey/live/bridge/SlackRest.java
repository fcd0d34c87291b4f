package dev.quotey.live.bridge;

import dev.quotey.live.core.sync.QuoteId;
import dev.quotey.live.protocol.Address;
import dev.quotey.live.protocol.Bus;
import dev.quotey.live.protocol.Identity;
import dev.quotey.live.protocol.OutboxMessage.LinkPerson;
import dev.quotey.live.protocol.OutboxMessage.NoteThread;
import dev.quotey.live.protocol.PersistenceMessage.ReadQuote;
import dev.quotey.live.protocol.PersistenceMessage.StoredQuote;
import dev.quotey.live.protocol.SessionForm;
import dev.quotey.live.protocol.SignedLink;
import dev.quotey.live.protocol.SignedLink.Purpose;
import dev.quotey.live.protocol.SlackForm;
import dev.quotey.live.protocol.SlackMessage.Call;
import dev.quotey.live.protocol.SlackMessage.CallAnswer;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;

/**
 * What Slack calls over HTTP, and what people and the host system do about Slack: open a link that was
 * made for them, say who they are there, say which thread is a quote's.
 */
final class SlackRest {
  /** A press of a button brings the whole message with it. */
  private static final long CALL_BYTES_MAX = 256 * 1024;

  private static final long BODY_BYTES_MAX = 8 * 1024;

  /** Slack waits three seconds. */
  private static final long CALL_MILLIS = 2_500;

  /** The last part of a path, and what is called there. */
  private static final Map<String, String> KINDS =
      Map.of("events", "event", "interactivity", "interaction", "command", "command");

  private final Vertx vertx;
  private final boolean enabled;
  private final String key;
  private final Clock clock = Clock.systemUTC();

  /** @param key signs links for one person */
  SlackRest(Vertx vertx, boolean enabled, String key) {
    this.vertx = vertx;
    this.enabled = enabled;
    this.key = key;
  }

  /** What Slack calls; its signature is its token. */
  void mountCalls(Router router) {
    BodyHandler body = BodyHandler.create(false).setBodyLimit(CALL_BYTES_MAX);
    KINDS.forEach((path, kind) ->
        router.post("/slack/" + path).handler(body).handler(context -> call(context, kind)));
  }

  void mount(Router router) {
    BodyHandler body = BodyHandler.create(false).setBodyLimit(BODY_BYTES_MAX);
    router.get("/api/invites/:invite").handler(context -> answer(context, this::invite));
    router.post("/api/slack/links").handler(body).handler(context -> answer(context, this::link));
    router
        .put("/api/quotes/:id/thread")
        .handler(body)
        .handler(context -> answer(context, this::thread));
  }

  private void call(RoutingContext context, String kind) {
    if (!enabled) {
      context.response().setStatusCode(404).end();
      return;
    }
    Call call = new Call(
        kind,
        header(context, "X-Slack-Request-Timestamp"),
        header(context, "X-Slack-Signature"),
        context.body().buffer());
    Bus.<CallAnswer>request(vertx, Address.SLACK_CALLS, call, CALL_MILLIS)
        .onComplete(
            answer -> context
                .response()
                .setStatusCode(answer.status())
                .putHeader("Content-Type", "text/plain")
                .end(answer.body()),
            fault -> context.response().setStatusCode(503).end());
  }

  private static String header(RoutingContext context, String name) {
    return Optional.ofNullable(context.request().getHeader(name)).orElse("");
  }

  private interface Answer {
    Future<JsonObject> to(RoutingContext context);
  }

  private void answer(RoutingContext context, Answer answer) {
    Future<JsonObject> answered = enabled
        ? answer.to(context)
        : refused("SLACK_DISABLED", "this server is not connected to Slack");
    answered.onComplete(json -> Rest.answer(context, json), fault -> Rest.unavailable(context));
  }

  private Future<JsonObject> invite(RoutingContext context) {
    return signed(context.pathParam("invite"), Purpose.JOIN)
        .map(link -> link.person().equals(Rest.identity(context).userId())
            ? Future.succeededFuture(SlackForm.invite(link))
            : refused("LINK_OF_ANOTHER", "this link was made for somebody else"))
        .orElseGet(SlackRest::expired);
  }

  private Future<JsonObject> link(RoutingContext context) {
    Identity identity = Rest.identity(context);
    return Rest.body(context)
        .flatMap(body -> signed(SlackForm.readLink(body), Purpose.LINK))
        .map(link -> Bus.outbox(
                vertx,
                new LinkPerson(
                    link.subject(),
                    identity.userId(),
                    identity.name(),
                    Rest.user(context).grants()))
            .map(SlackForm.linked(link, identity)))
        .orElseGet(SlackRest::expired);
  }

  private Optional<SignedLink> signed(String text, Purpose purpose) {
    return SignedLink.read(text, purpose, key)
        .filter(link -> link.expiresAt().isAfter(clock.instant()));
  }

  private Future<JsonObject> thread(RoutingContext context) {
    if (!Rest.isOperator(context)) {
      return refused("ROLE_REQUIRED", "only an operator says which thread is a quote's");
    }
    NoteThread thread;
    try {
      QuoteId quote = new QuoteId(context.pathParam("id"));
      thread = SlackForm.readThread(quote, Rest.body(context).orElseGet(JsonObject::new));
    } catch (IllegalArgumentException e) {
      return refused("MALFORMED_MESSAGE", "channel and thread_ts are Slack's ids of a thread");
    }
    return Bus.persistence(vertx, new ReadQuote(thread.quoteId()))
        .compose(reply -> reply instanceof StoredQuote
            ? Bus.outbox(vertx, thread).map(SlackForm.thread(thread))
            : refused("QUOTE_NOT_FOUND", "there is no such quote"));
  }

  private static Future<JsonObject> expired() {
    return refused("LINK_EXPIRED", "the link is not valid, or not any more");
  }

  private static Future<JsonObject> refused(String code, String message) {
    return Future.succeededFuture(SessionForm.error(code, message));
  }
}
