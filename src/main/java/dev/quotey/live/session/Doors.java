package dev.quotey.live.session;

import dev.quotey.live.core.json.JsonException;
import dev.quotey.live.core.ot.OtException;
import dev.quotey.live.core.sync.SessionId;
import dev.quotey.live.protocol.Address;
import dev.quotey.live.protocol.Door;
import dev.quotey.live.protocol.Letter;
import dev.quotey.live.protocol.SessionForm;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.json.JsonObject;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The doors by which a session is reached, behind its one address. Whatever comes in is answered: what cannot be read
 * with a code, what fails with the advice to come again.
 */
final class Doors {
  private static final Logger LOG = LoggerFactory.getLogger(Doors.class);

  private final Vertx vertx;
  private final SessionId session;
  private final LongSupplier revision;
  private final Map<Door, Handler> handlers = new EnumMap<>(Door.class);
  private Optional<MessageConsumer<Letter>> consumer = Optional.empty();

  /** @param revision the durable one, for answers that tell it */
  Doors(Vertx vertx, SessionId session, LongSupplier revision) {
    this.vertx = vertx;
    this.session = session;
    this.revision = revision;
  }

  /** What is behind one door. It may throw what reading a message throws. */
  interface Handler extends Function<Letter, Future<JsonObject>> {}

  Doors put(Door door, Handler handler) {
    handlers.put(door, handler);
    return this;
  }

  /** Done when the session is reachable. */
  Future<?> open() {
    MessageConsumer<Letter> opened = vertx.eventBus().localConsumer(Address.session(session));
    consumer = Optional.of(opened);
    opened.handler(message -> answer(message.body())
        .onComplete(
            message::reply,
            fault -> message.reply(SessionForm.rejected(
                "RETRY", "the session moves; join again", revision.getAsLong()))));
    return opened.completion();
  }

  /** Nobody gets in any more. */
  void close() {
    consumer.ifPresent(MessageConsumer::unregister);
  }

  private Future<JsonObject> answer(Letter letter) {
    try {
      return handlers.get(letter.door()).apply(letter);
    } catch (OtException e) {
      return refused(e.code().name(), e.getMessage());
    } catch (JsonException e) {
      return refused(e.code().name(), e.getMessage());
    } catch (IllegalArgumentException e) {
      return refused("MALFORMED_MESSAGE", "the message has a missing or wrong member");
    } catch (RuntimeException e) {
      // A mistake of ours; the sender must not wait for ever, and the session goes on.
      LOG.error("no answer to a message door={}", letter.door(), e);
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
