package dev.quotey.live.directory;

import dev.quotey.live.config.AppConfig;
import dev.quotey.live.core.sync.QuoteId;
import dev.quotey.live.protocol.Address;
import dev.quotey.live.protocol.Bus;
import dev.quotey.live.protocol.Identity;
import dev.quotey.live.protocol.PersistenceMessage.IdleQuotes;
import dev.quotey.live.protocol.PersistenceMessage.OpenSession;
import dev.quotey.live.protocol.PersistenceMessage.ReadIdle;
import dev.quotey.live.protocol.PersistenceMessage.Refused;
import dev.quotey.live.protocol.PersistenceMessage.Reply;
import dev.quotey.live.protocol.PersistenceMessage.SessionOpened;
import dev.quotey.live.protocol.SessionForm;
import dev.quotey.live.protocol.SessionMessage.Lifecycle;
import dev.quotey.live.protocol.SessionMessage.SessionStarted;
import dev.quotey.live.protocol.SessionMessage.StartSession;
import dev.quotey.live.protocol.SessionMessage.State;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Gives each quote its one session, started when first asked for. */
public final class DirectoryVerticle extends VerticleBase {
  private static final Logger LOG = LoggerFactory.getLogger(DirectoryVerticle.class);
  private static final long TIMEOUT_MILLIS = 20_000;

  private static final long SWEEP_MILLIS = 60_000;

  private final AppConfig.Sessions settings;
  private final String node;
  private final Map<QuoteId, Future<Reply>> sessions = new HashMap<>();

  public DirectoryVerticle(AppConfig.Sessions settings, String node) {
    this.settings = settings;
    this.node = node;
  }

  @Override
  public Future<?> start() {
    MessageConsumer<JsonObject> create = vertx.eventBus().consumer(Address.SESSIONS_CREATE);
    create.handler(message -> create(message).onSuccess(message::reply));
    MessageConsumer<Lifecycle> lifecycle = vertx.eventBus().consumer(Address.SESSION_LIFECYCLE);
    lifecycle.handler(message -> forget(message.body()));
    MessageConsumer<JsonObject> closeInactive =
        vertx.eventBus().consumer(Address.SESSIONS_CLOSE_INACTIVE);
    closeInactive.handler(message -> closeInactive(SessionForm.readTimeout(message.body()))
        .onComplete(
            closed -> message.reply(SessionForm.closedSessions(closed)),
            fault -> message.fail(Bus.FAULT, fault.getClass().getSimpleName())));
    // Sessions that run here watch themselves; this finds those that nobody has opened since.
    vertx.setPeriodic(
        SWEEP_MILLIS,
        timer -> closeInactive(settings.idleTimeout())
            .onFailure(fault -> LOG.warn("no sweep cause={}", fault.getMessage())));
    return Future.all(create.completion(), lifecycle.completion(), closeInactive.completion());
  }

  /** An idle session that does not run is started to be closed: only its owner may end it. */
  private Future<List<JsonObject>> closeInactive(Duration timeout) {
    return Bus.<Reply>request(vertx, Address.PERSISTENCE, new ReadIdle(timeout), TIMEOUT_MILLIS)
        .compose(reply -> Future.join(((IdleQuotes) reply)
            .quoteIds().stream().map(quote -> closeIdle(quote, timeout)).toList()))
        .map(
            all -> all.<JsonObject>list().stream().filter(one -> !one.isEmpty()).toList());
  }

  private Future<JsonObject> closeIdle(QuoteId quote, Duration timeout) {
    return find(quote, "system")
        .compose(reply -> reply instanceof SessionOpened opened
            ? vertx
                .eventBus()
                .<JsonObject>request(
                    Address.closeIdle(opened.sessionId()), SessionForm.timeout(timeout))
                .map(Message::body)
            : Future.succeededFuture(new JsonObject()))
        .otherwise(fault -> {
          LOG.warn("session not closed quote_id={} cause={}", quote, fault.getMessage());
          return new JsonObject();
        });
  }

  private Future<JsonObject> create(Message<JsonObject> message) {
    if (!settings.enabled()) {
      return refused("SESSIONS_DISABLED", "sessions are switched off");
    }
    QuoteId quote;
    try {
      quote = SessionForm.readQuoteId(message.body());
    } catch (IllegalArgumentException e) {
      return refused("MALFORMED_MESSAGE", "quote_id is missing or malformed");
    }
    String user = Identity.of(message.headers()).userId();
    return find(quote, user)
        .map(reply ->
            reply instanceof SessionOpened opened ? SessionForm.created(opened) : refusal(reply))
        .otherwise(fault -> {
          LOG.warn("session not started quote_id={} cause={}", quote, fault.getMessage());
          return SessionForm.error("UNAVAILABLE", "the session cannot be opened now");
        });
  }

  /** Those who ask at the same time get the same session. */
  private Future<Reply> find(QuoteId quote, String user) {
    Future<Reply> known = sessions.get(quote);
    if (known != null) {
      return known;
    }
    Future<Reply> opening = open(quote, user);
    sessions.put(quote, opening);
    opening.onComplete(
        reply -> {
          if (!(reply instanceof SessionOpened)) {
            sessions.remove(quote, opening);
          }
        },
        fault -> sessions.remove(quote, opening));
    return opening;
  }

  private Future<Reply> open(QuoteId quote, String user) {
    OpenSession open = new OpenSession(quote, user, node);
    return Bus.<Reply>request(vertx, Address.PERSISTENCE, open, TIMEOUT_MILLIS)
        .compose(reply -> reply instanceof SessionOpened opened
            ? Bus.<SessionStarted>request(
                    vertx, Address.SESSION_HOST, new StartSession(opened), TIMEOUT_MILLIS)
                .map(started -> reply)
            : Future.succeededFuture(reply));
  }

  private void forget(Lifecycle event) {
    if (event.state() == State.STOPPED) {
      sessions.remove(event.quoteId());
    }
  }

  private static JsonObject refusal(Reply reply) {
    Optional<Refused> refused =
        reply instanceof Refused known ? Optional.of(known) : Optional.empty();
    return SessionForm.error(
        refused.map(known -> known.reason().name()).orElse("UNAVAILABLE"),
        "the quote cannot be opened");
  }

  private static Future<JsonObject> refused(String code, String message) {
    return Future.succeededFuture(SessionForm.error(code, message));
  }
}
