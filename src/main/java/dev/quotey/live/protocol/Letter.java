package dev.quotey.live.protocol;

import dev.quotey.live.core.sync.SessionId;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;

/**
 * A message to a session, from a user. It travels to {@link Address#sessionHost} of the session's node,
 * and there to {@link #localAddress}; the answer is JSON as browsers get it.
 */
public record Letter(SessionId session, Door door, JsonObject body, Identity from, String trace)
    implements BusMessage {
  /** A letter that no trace follows. */
  public Letter(SessionId session, Door door, JsonObject body, Identity from) {
    this(session, door, body, from, "");
  }

  /** A letter that nobody but the server itself has written. */
  public static Letter ofSystem(SessionId session, Door door, JsonObject body) {
    return new Letter(session, door, body, Identity.SYSTEM);
  }

  /** @param by the traceparent of the step that sends it; empty where no trace follows it */
  public Letter traced(String by) {
    return new Letter(session, door, body, from, by);
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
