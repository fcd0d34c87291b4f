package dev.quotey.live.directory;

import dev.quotey.live.core.sync.QuoteId;
import dev.quotey.live.core.sync.SessionId;
import dev.quotey.live.protocol.Address;
import dev.quotey.live.protocol.Bus;
import dev.quotey.live.protocol.CommandForm;
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
import dev.quotey.live.protocol.SessionSettings;
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
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Gives each quote its one session, started when first asked for. */
public final class DirectoryVerticle extends VerticleBase {
  private static final Logger LOG = LoggerFactory.getLogger(DirectoryVerticle.class);
  private static final long TIMEOUT_MILLIS = 20_000;

  private static final long SWEEP_MILLIS = 60_000;

  private final String node;
  private final Map<QuoteId, Future<Reply>> sessions = new HashMap<>();

  private SessionSettings settings;

  public DirectoryVerticle(SessionSettings settings, String node) {
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
    closeInactive.handler(message -> asked(message)
        .onComplete(
            message::reply, fault -> message.fail(Bus.FAULT, fault.getClass().getSimpleName())));
    MessageConsumer<SessionSettings> changed = vertx.eventBus().consumer(Address.SESSIONS_SETTINGS);
    changed.handler(message -> {
      settings = message.body();
      closeSwitchedOff();
    });
    // A session that was open when it was switched off leaves its last state in its quote.
    closeSwitchedOff();
    // Sessions that run here watch themselves; this finds those that nobody has opened since.
    vertx.setPeriodic(
        SWEEP_MILLIS,
        timer -> closeInactive(settings.idleTimeout())
            .onFailure(fault -> LOG.warn("no sweep cause={}", fault.getMessage())));
    return Future.all(
        create.completion(),
        lifecycle.completion(),
        closeInactive.completion(),
        changed.completion());
  }

  private Future<JsonObject> asked(Message<JsonObject> message) {
    try {
      return closeInactive(SessionForm.readTimeout(message.body()))
          .map(SessionForm::closedSessions);
    } catch (IllegalArgumentException e) {
      return refused("MALFORMED_MESSAGE", e.getMessage());
    }
  }

  /** An idle session that does not run is started to be closed: only its owner may end it. */
  private Future<List<JsonObject>> closeInactive(Duration timeout) {
    return Bus.persistence(vertx, new ReadIdle(timeout))
        .compose(reply -> Future.join(((IdleQuotes) reply)
            .quoteIds().stream()
                .map(quote -> close(quote, Address::closeIdle, SessionForm.timeout(timeout)))
                .toList()))
        .map(
            all -> all.<JsonObject>list().stream().filter(one -> !one.isEmpty()).toList());
  }

  private void closeSwitchedOff() {
    Bus.persistence(vertx, new ReadIdle(Duration.ZERO))
        .onSuccess(reply -> ((IdleQuotes) reply)
            .quoteIds().stream()
                .filter(quote -> !settings.isEnabledFor(quote))
                .forEach(
                    quote -> close(quote, Address::close, CommandForm.closing("switched_off"))))
        .onFailure(fault -> LOG.warn("not switched off cause={}", fault.getMessage()));
  }

  private Future<JsonObject> close(
      QuoteId quote, Function<SessionId, String> address, JsonObject body) {
    long patience = settings.closeNotice().toMillis() + TIMEOUT_MILLIS;
    return find(quote, Identity.SYSTEM.userId())
        .compose(reply -> reply instanceof SessionOpened opened
            ? Bus.<JsonObject>request(vertx, address.apply(opened.sessionId()), body, patience)
            : Future.succeededFuture(new JsonObject()))
        .otherwise(fault -> {
          LOG.warn("session not closed quote_id={} cause={}", quote, fault.getMessage());
          return new JsonObject();
        });
  }

  private Future<JsonObject> create(Message<JsonObject> message) {
    QuoteId quote;
    try {
      quote = SessionForm.readQuoteId(message.body());
    } catch (IllegalArgumentException e) {
      return refused("MALFORMED_MESSAGE", "quote_id is missing or malformed");
    }
    if (!settings.isEnabledFor(quote)) {
      return refused("SESSIONS_DISABLED", "sessions are switched off for this quote");
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
    return Bus.persistence(vertx, open)
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
