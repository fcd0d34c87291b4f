package dev.quotey.live.slack;

import dev.quotey.live.protocol.Bus;
import dev.quotey.live.protocol.OutboxMessage.Answer;
import dev.quotey.live.protocol.OutboxMessage.NoteDone;
import dev.quotey.live.protocol.OutboxMessage.ReadUndone;
import dev.quotey.live.protocol.OutboxMessage.Receive;
import dev.quotey.live.protocol.OutboxMessage.Received;
import dev.quotey.live.protocol.OutboxMessage.Undone;
import dev.quotey.live.protocol.SlackMessage.Call;
import dev.quotey.live.protocol.SlackMessage.CallAnswer;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes in what comes from Slack, over HTTP or the socket. It is kept before it is acknowledged, and done
 * after; what comes twice is done once, and what its node did not finish is done by the one whose turn it is.
 */
final class Reception {
  static final String EVENT = "event";
  static final String INTERACTION = "interaction";
  static final String COMMAND = "command";

  private static final Logger LOG = LoggerFactory.getLogger(Reception.class);
  private static final Duration GIVEN_UP = Duration.ofSeconds(30);
  private static final CallAnswer TAKEN = new CallAnswer(200, "");
  private static final CallAnswer FORGED = new CallAnswer(401, "");
  private static final CallAnswer MALFORMED = new CallAnswer(400, "");
  private static final CallAnswer LATER = new CallAnswer(503, "");

  private final Vertx vertx;
  private final Clock clock;
  private final Signature signature;
  private final Actions actions;

  Reception(Vertx vertx, Clock clock, Signature signature, Actions actions) {
    this.vertx = vertx;
    this.clock = clock;
    this.signature = signature;
    this.actions = actions;
  }

  /** A call over HTTP; nothing of it is read before its signature is right. */
  Future<CallAnswer> call(Call call) {
    if (!signature.isSlacks(call.timestamp(), call.signature(), call.body(), clock.instant())) {
      LOG.warn("a call that is not Slack's kind={}", call.kind());
      return Future.succeededFuture(FORGED);
    }
    Optional<JsonObject> payload = read(call.kind(), call.body());
    if (payload.isEmpty()) {
      return Future.succeededFuture(MALFORMED);
    }
    if ("url_verification".equals(payload.get().getValue("type"))) {
      String challenge = String.valueOf(payload.get().getValue("challenge"));
      return Future.succeededFuture(new CallAnswer(200, challenge));
    }
    return take(call.kind(), payload.get()).map(TAKEN).otherwise(LATER);
  }

  private static Optional<JsonObject> read(String kind, Buffer body) {
    try {
      return switch (kind) {
        case EVENT -> Optional.of(body.toJsonObject());
        case INTERACTION -> Optional.of(new JsonObject(form(body).getString("payload", "")));
        default -> Optional.of(form(body));
      };
    } catch (DecodeException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static JsonObject form(Buffer body) {
    JsonObject form = new JsonObject();
    new QueryStringDecoder(body.toString(StandardCharsets.UTF_8), StandardCharsets.UTF_8, false)
        .parameters()
        .forEach((name, values) -> form.put(name, values.getFirst()));
    return form;
  }

  /** Done when it is kept, and so may be acknowledged; then it is done. */
  Future<Void> take(String kind, JsonObject payload) {
    Optional<String> key = key(kind, payload);
    if (key.isEmpty()) {
      return Future.succeededFuture();
    }
    // An old way to show that it is Slack; nobody needs to have it.
    payload.remove("token");
    Received received = new Received(key.get(), kind, payload);
    return Bus.outbox(vertx, new Receive(received.key(), kind, payload)).map(reply -> {
      if (reply instanceof Answer first && first.yes()) {
        vertx.runOnContext(later -> act(received));
      }
      return null;
    });
  }

  /** What Slack calls one and the same, however it comes. */
  private static Optional<String> key(String kind, JsonObject payload) {
    Object id = payload.getValue(kind.equals(EVENT) ? "event_id" : "trigger_id");
    return id instanceof String text && !text.isEmpty()
        ? Optional.of(kind + ":" + text)
        : Optional.empty();
  }

  /** Does what others have left undone. On a virtual thread. */
  void doUndone() {
    Undone undone = (Undone) Future.await(Bus.outbox(vertx, new ReadUndone(GIVEN_UP)));
    undone.received().forEach(this::act);
  }

  private void act(Received received) {
    try {
      actions.act(received);
    } catch (Exception e) {
      LOG.warn("not done yet kind={} cause={}", received.kind(), e.toString());
      return;
    }
    Bus.outbox(vertx, new NoteDone(received.key()))
        .onFailure(fault -> LOG.warn("not noted as done kind={}", received.kind()));
  }
}
