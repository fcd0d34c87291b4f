package dev.quotey.live.protocol;

import dev.quotey.live.core.sync.SessionId;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.Collection;
import java.util.concurrent.TimeUnit;

/**
 * An event of a session on its way to the nodes whose browsers are in it: written once, by the session,
 * and once for each node.
 *
 * @param frame as browsers get it
 * @param sheddable whether a browser that cannot keep up may do without
 */
public record EdgeNotice(SessionId session, String frame, boolean sheddable) {
  private static final String SESSION = "session_id";
  private static final String SHEDDABLE = "sheddable";
  private static final String SENT = "sent_micros";

  public static EdgeNotice of(SessionId session, JsonObject event, boolean sheddable) {
    return new EdgeNotice(session, SocketForm.event(session, event), sheddable);
  }

  public static EdgeNotice of(Message<String> message) {
    return new EdgeNotice(
        new SessionId(message.headers().get(SESSION)),
        message.body(),
        Boolean.parseBoolean(message.headers().get(SHEDDABLE)));
  }

  public void send(Vertx vertx, Collection<String> nodes) {
    DeliveryOptions options = new DeliveryOptions()
        .addHeader(SESSION, session.value())
        .addHeader(SHEDDABLE, String.valueOf(sheddable))
        .addHeader(SENT, String.valueOf(nowMicros()));
    nodes.forEach(node -> vertx.eventBus().send(Address.edge(node), frame, options));
  }

  /** Microseconds since a notice was sent, by the clocks of its sender and of this node. */
  public static long ageMicros(Message<String> message) {
    return nowMicros() - Long.parseLong(message.headers().get(SENT));
  }

  private static long nowMicros() {
    Instant now = Instant.now();
    return TimeUnit.SECONDS.toMicros(now.getEpochSecond())
        + TimeUnit.NANOSECONDS.toMicros(now.getNano());
  }
}
