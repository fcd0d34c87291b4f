package dev.quotey.live.presence;

import dev.quotey.live.core.sync.ClientId;
import dev.quotey.live.core.sync.SessionId;
import dev.quotey.live.protocol.Address;
import dev.quotey.live.protocol.CommandForm;
import dev.quotey.live.protocol.Identity;
import dev.quotey.live.protocol.SessionForm;
import dev.quotey.live.protocol.SessionMessage.Lifecycle;
import dev.quotey.live.protocol.SessionMessage.State;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/** Gathers presence updates and publishes them, one batch for each session and interval. */
public final class PresenceVerticle extends VerticleBase {
  private static final long BATCH_MILLIS = 50;

  /** Clients whose updates wait in one session; further ones are shed until the next batch. */
  private static final int WAITING_CLIENTS_MAX = 500;

  private final Map<SessionId, Gathering> sessions = new HashMap<>();

  private static final class Gathering {
    private final MessageConsumer<JsonObject> consumer;
    private final Map<ClientId, JsonObject> waiting = new LinkedHashMap<>();

    Gathering(MessageConsumer<JsonObject> consumer) {
      this.consumer = consumer;
    }
  }

  @Override
  public Future<?> start() {
    MessageConsumer<Lifecycle> lifecycle = vertx.eventBus().consumer(Address.SESSION_LIFECYCLE);
    lifecycle.handler(message -> follow(message.body()));
    return lifecycle.completion();
  }

  private void follow(Lifecycle event) {
    SessionId session = event.sessionId();
    Gathering before = sessions.remove(session);
    if (before != null) {
      before.consumer.unregister();
    }
    if (event.state() == State.STARTED) {
      MessageConsumer<JsonObject> consumer = vertx.eventBus().consumer(Address.presence(session));
      Gathering gathering = new Gathering(consumer);
      consumer.handler(message -> gather(session, gathering, message));
      sessions.put(session, gathering);
    }
  }

  private void gather(SessionId session, Gathering gathering, Message<JsonObject> message) {
    ClientId client;
    JsonObject update;
    try {
      client = SessionForm.readClientId(message.body());
      update = SessionForm.presence(Identity.of(message.headers()), message.body());
    } catch (IllegalArgumentException e) {
      // Presence has no reply, and a malformed one is worth none.
      return;
    }
    if (gathering.waiting.isEmpty()) {
      vertx.setTimer(BATCH_MILLIS, timer -> flush(session, gathering));
    }
    if (gathering.waiting.size() < WAITING_CLIENTS_MAX) {
      gathering.waiting.put(client, update);
    }
  }

  private void flush(SessionId session, Gathering gathering) {
    JsonObject event = SessionForm.presenceEvent(gathering.waiting.values());
    JsonObject seen = CommandForm.seen(gathering.waiting.values());
    gathering.waiting.clear();
    vertx.eventBus().publish(Address.events(session), event);
    vertx.eventBus().send(Address.seen(session), seen);
  }
}
