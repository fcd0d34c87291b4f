package dev.quotey.live.protocol;

import dev.quotey.live.core.sync.SessionId;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.json.JsonObject;

/**
 * A message to a session, from a user. It travels to {@link Address#sessionHost} of the session's node,
 * and there to {@link #localAddress}, as a body with headers that say for whom and from whom it is.
 */
public record Letter(SessionId session, Door door, JsonObject body, Identity from) {
  private static final String SESSION = "session_id";
  private static final String DOOR = "door";

  /** A letter that nobody but the server itself has written. */
  public static Letter ofSystem(SessionId session, Door door, JsonObject body) {
    return new Letter(session, door, body, Identity.SYSTEM);
  }

  /** A letter as it came in. */
  public static Letter of(Message<?> message, JsonObject body) {
    return new Letter(session(message), door(message), body, Identity.of(message.headers()));
  }

  public static Door door(Message<?> message) {
    return Door.valueOf(message.headers().get(DOOR));
  }

  public static SessionId session(Message<?> message) {
    return new SessionId(message.headers().get(SESSION));
  }

  /** Where the session, or presence, takes it in at its node. */
  public String localAddress() {
    return door.isOfPresence() ? Address.PRESENCE : Address.session(session);
  }

  /** Sends it to {@code address}; done with the answer. */
  public Future<JsonObject> ask(Vertx vertx, String address, long timeoutMillis) {
    return vertx
        .eventBus()
        .<JsonObject>request(address, body, options(address).setSendTimeout(timeoutMillis))
        .map(Message::body);
  }

  /** Sends it to {@code address}; nobody answers. */
  public void send(Vertx vertx, String address) {
    vertx.eventBus().send(address, body, options(address));
  }

  private DeliveryOptions options(String address) {
    return from.toOptions()
        .setLocalOnly(Address.isLocal(address))
        .addHeader(SESSION, session.value())
        .addHeader(DOOR, door.name());
  }
}
