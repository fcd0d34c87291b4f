package dev.quotey.live.protocol;

import dev.quotey.live.core.sync.SessionId;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.Collection;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * An event of a session on its way to the nodes whose browsers are in it: written once, by the session,
 * and once for each node.
 *
 * @param frame as browsers get it
 * @param redacted as browsers get it whose users do not see hidden columns; the same text where nothing
 *     in it is hidden
 * @param sheddable whether a browser that cannot keep up may do without
 * @param trace the traceparent of the step that sends it; empty where no trace follows it
 */
public record EdgeNotice(
    SessionId session, String frame, String redacted, boolean sheddable, String trace) {
  private static final String SESSION = "session_id";
  private static final String REDACTED = "redacted";
  private static final String SHEDDABLE = "sheddable";
  private static final String SENT = "sent_micros";
  private static final String TRACE = "traceparent";

  /** An event in which nothing is hidden. */
  public static EdgeNotice of(SessionId session, JsonObject event, boolean sheddable) {
    String frame = SocketForm.event(session, event);
    return new EdgeNotice(session, frame, frame, sheddable, "");
  }

  /** @param redacted the event without what is hidden */
  public static EdgeNotice of(SessionId session, JsonObject event, JsonObject redacted) {
    return new EdgeNotice(
        session, SocketForm.event(session, event), SocketForm.event(session, redacted), false, "");
  }

  public static EdgeNotice of(Message<String> message) {
    return new EdgeNotice(
        new SessionId(message.headers().get(SESSION)),
        message.body(),
        Optional.ofNullable(message.headers().get(REDACTED)).orElse(message.body()),
        Boolean.parseBoolean(message.headers().get(SHEDDABLE)),
        Optional.ofNullable(message.headers().get(TRACE)).orElse(""));
  }

  /** The same, sent by this step. */
  public EdgeNotice traced(String by) {
    return new EdgeNotice(session, frame, redacted, sheddable, by);
  }

  /** Whether nothing in it is hidden from anybody. */
  public boolean isSameForAll() {
    return redacted.equals(frame);
  }

  public void send(Vertx vertx, Collection<String> nodes) {
    DeliveryOptions options = new DeliveryOptions()
        .addHeader(SESSION, session.value())
        .addHeader(SHEDDABLE, String.valueOf(sheddable))
        .addHeader(SENT, String.valueOf(nowMicros()));
    if (!isSameForAll()) {
      options.addHeader(REDACTED, redacted);
    }
    if (!trace.isEmpty()) {
      options.addHeader(TRACE, trace);
    }
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
