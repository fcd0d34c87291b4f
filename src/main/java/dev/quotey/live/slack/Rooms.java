package dev.quotey.live.slack;

import dev.quotey.live.core.sync.QuoteId;
import dev.quotey.live.core.sync.SessionId;
import dev.quotey.live.protocol.Address;
import dev.quotey.live.protocol.Bus;
import dev.quotey.live.protocol.CommandForm;
import dev.quotey.live.protocol.Door;
import dev.quotey.live.protocol.Identity;
import dev.quotey.live.protocol.Letter;
import dev.quotey.live.protocol.PersistenceMessage.ReadSession;
import dev.quotey.live.protocol.PersistenceMessage.SessionRecord;
import dev.quotey.live.protocol.SessionForm;
import dev.quotey.live.protocol.SessionMessage.FindSession;
import dev.quotey.live.protocol.SessionMessage.Placed;
import dev.quotey.live.protocol.SessionMessage.Placing;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.util.Optional;

/** Sessions, wherever in the cluster they run, for somebody in Slack. On a virtual thread. */
final class Rooms {
  private static final long TIMEOUT_MILLIS = 20_000;

  private final Vertx vertx;

  Rooms(Vertx vertx) {
    this.vertx = vertx;
  }

  /** The quote's session, opened if there is none; or why not. */
  Placing open(QuoteId quote, Identity identity) {
    return Courier.await(Bus.<Placing>request(
        vertx, Address.SESSIONS_CREATE, new FindSession(quote, identity.userId()), TIMEOUT_MILLIS));
  }

  /** A session as it is noted; empty where there is none. */
  Optional<SessionRecord> find(SessionId session) {
    return Courier.await(Bus.persistence(vertx, new ReadSession(session)))
            instanceof SessionRecord record
        ? Optional.of(record)
        : Optional.empty();
  }

  /** Tells a session that is open; empty where it has ended, or refuses. */
  Optional<JsonObject> tell(SessionId session, Door door, String reason, Identity identity) {
    Optional<SessionRecord> open =
        find(session).filter(record -> record.closed().isEmpty());
    if (open.isEmpty() || !(open(open.get().session().quoteId(), identity) instanceof Placed at)) {
      return Optional.empty();
    }
    Letter letter = new Letter(session, door, CommandForm.closing(reason), identity);
    JsonObject answer =
        Courier.await(letter.ask(vertx, Address.sessionHost(at.node()), TIMEOUT_MILLIS));
    return SessionForm.errorCode(answer).isEmpty() ? Optional.of(answer) : Optional.empty();
  }
}
