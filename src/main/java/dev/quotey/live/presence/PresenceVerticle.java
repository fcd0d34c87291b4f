package dev.quotey.live.presence;

import dev.quotey.live.core.sync.ClientId;
import dev.quotey.live.core.sync.SessionId;
import dev.quotey.live.protocol.Address;
import dev.quotey.live.protocol.Door;
import dev.quotey.live.protocol.Letter;
import dev.quotey.live.protocol.PresenceForm;
import dev.quotey.live.protocol.SessionForm;
import dev.quotey.live.protocol.SessionMessage.Lifecycle;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.json.JsonObject;
import io.vertx.core.shareddata.AsyncMap;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where people are: gathers the updates of each session that runs here and gives them to it to tell, one
 * batch for each session and interval. The roster is kept in the cluster's shared data, too, sealed, so
 * that a session which goes on elsewhere still knows it; there it ends by itself.
 */
public final class PresenceVerticle extends VerticleBase {
  private static final Logger LOG = LoggerFactory.getLogger(PresenceVerticle.class);

  /** The map of rosters, by session. */
  static final String MAP = "quotey.presence";

  private static final long BATCH_MILLIS = 50;
  private static final long KEEP_MILLIS = 1_000;

  private final Duration ttl;
  private final Clock clock;
  private final RosterSeal seal;
  private final Map<SessionId, Watched> sessions = new HashMap<>();
  private AsyncMap<String, byte[]> kept;

  /**
   * @param ttl how long somebody is shown of whom nothing is heard
   * @param secret that all nodes have, and nobody else
   */
  public PresenceVerticle(Duration ttl, Clock clock, String secret) {
    this.ttl = ttl;
    this.clock = clock;
    seal = new RosterSeal(secret);
  }

  /** A session that runs here. */
  private static final class Watched {
    private final SessionId id;
    private final Roster roster;
    private boolean batching;
    private boolean keeping;

    Watched(SessionId id, Roster roster) {
      this.id = id;
      this.roster = roster;
    }
  }

  @Override
  public Future<?> start() {
    vertx.setPeriodic(Math.max(1, ttl.toMillis() / 4), timer -> expire());
    return vertx.sharedData().<String, byte[]>getAsyncMap(MAP).compose(map -> {
      kept = map;
      MessageConsumer<Lifecycle> lifecycle =
          vertx.eventBus().localConsumer(Address.SESSION_LIFECYCLE);
      lifecycle.handler(message -> follow(message.body()));
      MessageConsumer<Letter> letters = vertx.eventBus().localConsumer(Address.PRESENCE);
      letters.handler(this::take);
      return Future.all(lifecycle.completion(), letters.completion());
    });
  }

  private void follow(Lifecycle event) {
    switch (event.state()) {
      case STARTED -> watch(new Watched(event.sessionId(), new Roster()));
      case STOPPED -> sessions.remove(event.sessionId());
      case ATTENDED -> {}
    }
  }

  private void take(Message<Letter> message) {
    Letter letter = message.body();
    Watched session = sessions.get(letter.session());
    if (session == null) {
      refuse(message, "RETRY", "the session moves; join again");
    } else if (letter.door() == Door.GONE) {
      session.roster.leave(SessionForm.readClientId(letter.body()));
      batch(session);
    } else {
      told(session, message);
    }
  }

  private static void refuse(Message<Letter> message, String code, String text) {
    if (message.replyAddress() != null) {
      message.reply(SessionForm.error(code, text));
    }
  }

  private void watch(Watched session) {
    sessions.put(session.id, session);
    kept.get(session.id.value())
        .onSuccess(bytes -> {
          if (bytes != null) {
            restore(session, bytes);
          }
        })
        .onFailure(fault -> LOG.warn("no roster session_id={}", session.id));
  }

  private void restore(Watched session, byte[] bytes) {
    seal.open(session.id, bytes)
        .ifPresentOrElse(
            roster -> session.roster.restore(PresenceForm.updates(roster), clock.millis()),
            () -> LOG.warn(
                "roster sealed with another key session_id={}: is audit.key that of all nodes?",
                session.id));
  }

  private void told(Watched session, Message<Letter> message) {
    Letter letter = message.body();
    ClientId client;
    JsonObject update;
    try {
      client = SessionForm.readClientId(letter.body());
      update = PresenceForm.update(letter.from(), letter.body());
    } catch (IllegalArgumentException e) {
      refuse(message, "MALFORMED_MESSAGE", "a member is missing or wrong");
      return;
    }
    session.roster.tell(client, update, clock.millis());
    if (message.replyAddress() != null) {
      message.reply(PresenceForm.roster(session.roster.all()));
    }
    batch(session);
  }

  private void batch(Watched session) {
    if (!session.batching) {
      session.batching = true;
      vertx.setTimer(BATCH_MILLIS, timer -> publish(session));
    }
  }

  private void publish(Watched session) {
    session.batching = false;
    Collection<JsonObject> updates = session.roster.takeBatch();
    if (updates.isEmpty()) {
      return;
    }
    Letter.ofSystem(session.id, Door.SEEN, PresenceForm.roster(updates))
        .send(vertx, Address.session(session.id));
    if (session.roster.hasWaiting()) {
      batch(session);
    }
    if (!session.keeping) {
      session.keeping = true;
      vertx.setTimer(KEEP_MILLIS, timer -> keep(session));
    }
  }

  private void keep(Watched session) {
    session.keeping = false;
    byte[] bytes = seal.seal(session.id, PresenceForm.roster(session.roster.all()));
    kept.put(session.id.value(), bytes, ttl.toMillis())
        .onFailure(fault -> LOG.warn("roster not kept session_id={}", session.id));
  }

  /** Who has not been heard of for long is gone, whatever became of the connection. */
  private void expire() {
    sessions.values().forEach(session -> {
      if (session.roster.expire(clock.millis() - ttl.toMillis())) {
        batch(session);
      }
    });
  }
}
