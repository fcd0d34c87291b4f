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
  private final People people;

  Rooms(Vertx vertx, People people) {
    this.vertx = vertx;
    this.people = people;
  }

  /** What became of telling a session something. */
  sealed interface Told {
    record Done(JsonObject answer) implements Told {}

    /** It has ended, or refuses. */
    record Ended() implements Told {}

    /** This user may not. */
    record Forbidden() implements Told {}
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

  /** Tells a session that is open, as far as the person's rights go. */
  Told tell(SessionId session, Door door, String reason, People.Person person) {
    Optional<SessionRecord> open =
        find(session).filter(record -> record.closed().isEmpty());
    if (open.isEmpty()) {
      return new Told.Ended();
    }
    QuoteId quote = open.get().session().quoteId();
    Identity identity = people.at(quote, person);
    if (!identity.rights().may(door.least())) {
      return new Told.Forbidden();
    }
    if (!(open(quote, identity) instanceof Placed at)) {
      return new Told.Ended();
    }
    Letter letter = new Letter(session, door, CommandForm.closing(reason), identity);
    JsonObject answer =
        Courier.await(letter.ask(vertx, Address.sessionHost(at.node()), TIMEOUT_MILLIS));
    return SessionForm.errorCode(answer).isEmpty() ? new Told.Done(answer) : new Told.Ended();
  }
}
