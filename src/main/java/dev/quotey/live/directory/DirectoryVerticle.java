package dev.quotey.live.directory;

import dev.quotey.live.core.sync.QuoteId;
import dev.quotey.live.protocol.Address;
import dev.quotey.live.protocol.Bus;
import dev.quotey.live.protocol.Identity;
import dev.quotey.live.protocol.PersistenceMessage.OpenSession;
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
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Gives each quote its one session, started when first asked for. */
public final class DirectoryVerticle extends VerticleBase {
  private static final Logger LOG = LoggerFactory.getLogger(DirectoryVerticle.class);
  private static final long TIMEOUT_MILLIS = 20_000;

  private final boolean sessionsEnabled;
  private final String node;
  private final Map<QuoteId, Future<Reply>> sessions = new HashMap<>();

  public DirectoryVerticle(boolean sessionsEnabled, String node) {
    this.sessionsEnabled = sessionsEnabled;
    this.node = node;
  }

  @Override
  public Future<?> start() {
    MessageConsumer<JsonObject> create = vertx.eventBus().consumer(Address.SESSIONS_CREATE);
    create.handler(message -> create(message).onSuccess(message::reply));
    MessageConsumer<Lifecycle> lifecycle = vertx.eventBus().consumer(Address.SESSION_LIFECYCLE);
    lifecycle.handler(message -> forget(message.body()));
    return Future.all(create.completion(), lifecycle.completion());
  }

  private Future<JsonObject> create(Message<JsonObject> message) {
    if (!sessionsEnabled) {
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
