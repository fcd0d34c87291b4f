package dev.quotey.live.session;

import dev.quotey.live.core.json.JsonException;
import dev.quotey.live.core.ot.OtException;
import dev.quotey.live.protocol.SessionForm;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The addresses at which a session is reached. Whatever comes in is answered: what cannot be read
 * with a code, what fails with the advice to come again.
 */
final class Doors {
  private static final Logger LOG = LoggerFactory.getLogger(Doors.class);

  private final Vertx vertx;
  private final LongSupplier revision;
  private final List<MessageConsumer<?>> open = new ArrayList<>();

  /** @param revision the durable one, for answers that tell it */
  Doors(Vertx vertx, LongSupplier revision) {
    this.vertx = vertx;
    this.revision = revision;
  }

  /** What one door does. It may throw what reading a message throws. */
  interface Door extends Function<Message<JsonObject>, Future<JsonObject>> {}

  /** Done when the address is reachable. */
  Future<?> open(String address, Door door) {
    MessageConsumer<JsonObject> consumer = vertx.eventBus().consumer(address);
    open.add(consumer);
    consumer.handler(message -> answer(message, door)
        .onComplete(
            message::reply,
            fault -> message.reply(SessionForm.rejected(
                "RETRY", "the session moves; join again", revision.getAsLong()))));
    return consumer.completion();
  }

  /** Nobody gets in any more. */
  void close() {
    open.forEach(MessageConsumer::unregister);
    open.clear();
  }

  private static Future<JsonObject> answer(Message<JsonObject> message, Door door) {
    try {
      return door.apply(message);
    } catch (OtException e) {
      return refused(e.code().name(), e.getMessage());
    } catch (JsonException e) {
      return refused(e.code().name(), e.getMessage());
    } catch (IllegalArgumentException e) {
      return refused("MALFORMED_MESSAGE", "the message has a missing or wrong member");
    } catch (RuntimeException e) {
      // A mistake of ours; the sender must not wait for ever, and the session goes on.
      LOG.error("no answer to a message address={}", message.address(), e);
      return refused("FAULT", "the server could not answer");
    }
  }

  static Future<JsonObject> refused(String code, String message) {
    return refused(code, message, 0);
  }

  static Future<JsonObject> refused(String code, String message, long revision) {
    return Future.succeededFuture(SessionForm.rejected(code, message, revision));
  }
}
