package dev.quotey.live.protocol;

import dev.quotey.live.core.sync.SessionId;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;

/**
 * A message to a session, from a user. It travels to {@link Address#sessionHost} of the session's node,
 * and there to {@link #localAddress}; the answer is JSON as browsers get it.
 */
public record Letter(SessionId session, Door door, JsonObject body, Identity from, Origin origin)
    implements BusMessage {
  /** A letter that is no edit. */
  public Letter(SessionId session, Door door, JsonObject body, Identity from) {
    this(session, door, body, from, Origin.NONE);
  }

  /** A letter that nobody but the server itself has written. */
  public static Letter ofSystem(SessionId session, Door door, JsonObject body) {
    return new Letter(session, door, body, Identity.SYSTEM);
  }

  /** The same, of an edit that comes from there. */
  public Letter from(Origin edit) {
    return new Letter(session, door, body, from, edit);
  }

  /** Where the session, or presence, takes it in at its node. */
  public String localAddress() {
    return door.isOfPresence() ? Address.PRESENCE : Address.session(session);
  }

  /** Sends it to {@code address}; done with the answer. */
  public Future<JsonObject> ask(Vertx vertx, String address, long timeoutMillis) {
    return Bus.request(vertx, address, this, timeoutMillis);
  }

  /** Sends it to {@code address}; nobody answers. */
  public void send(Vertx vertx, String address) {
    Bus.send(vertx, address, this);
  }
}
