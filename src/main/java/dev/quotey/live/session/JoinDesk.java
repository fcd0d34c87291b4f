package dev.quotey.live.session;

import dev.quotey.live.core.json.JsonMap;
import dev.quotey.live.core.quote.Columns;
import dev.quotey.live.core.sync.ClientId;
import dev.quotey.live.metrics.SessionMeters;
import dev.quotey.live.protocol.Bus;
import dev.quotey.live.protocol.Identity;
import dev.quotey.live.protocol.Letter;
import dev.quotey.live.protocol.LoggedChange;
import dev.quotey.live.protocol.PersistenceMessage.Changes;
import dev.quotey.live.protocol.PersistenceMessage.ReadChanges;
import dev.quotey.live.protocol.PersistenceMessage.SessionOpened;
import dev.quotey.live.protocol.SessionForm;
import dev.quotey.live.protocol.SessionSettings;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.util.List;

/** Lets clients into a session: with the document, or with the changes that they have missed. */
final class JoinDesk {
  /** Missed changes that are read for one answer; the client asks again for the next. */
  private static final int MISSED_CHANGES_MAX = 1_000;

  private final Vertx vertx;
  private final SessionOpened opened;
  private final Ledger ledger;
  private final Participants participants;
  private final SessionSettings settings;
  private final SessionMeters meters;
  private final Listener listener;

  interface Listener {
    void joined(ClientId client, Identity identity);

    /** This owner cannot go on. */
    void broken(Throwable cause);
  }

  JoinDesk(
      Vertx vertx,
      SessionOpened opened,
      Ledger ledger,
      Participants participants,
      SessionSettings settings,
      SessionMeters meters,
      Listener listener) {
    this.meters = meters;
    this.vertx = vertx;
    this.opened = opened;
    this.ledger = ledger;
    this.participants = participants;
    this.settings = settings;
    this.listener = listener;
  }

  Future<JsonObject> join(Letter letter) {
    Identity identity = letter.from();
    SessionForm.Join join = SessionForm.readJoin(letter.body());
    ClientId client = join.clientId();
    if (participants.isTaken(client, identity) || client.equals(ClientId.SERVER)) {
      return Doors.refused("CLIENT_ID_TAKEN", "the client id belongs to somebody else");
    }
    if (!participants.has(client, identity) && participants.count() >= settings.participantsMax()) {
      return Doors.refused("TOO_MANY_PARTICIPANTS", "so many clients are in the session already");
    }
    long from = join.lastRevision().orElse(-1L);
    if (from > ledger.durableRevision()) {
      return behind(from);
    }
    // Who has edited here had the document; a first join that is tried again had none.
    if (from < 0 && participants.has(client, identity) && ledger.lastSequence(client) > 0) {
      meters.diverged();
    }
    listener.joined(client, identity);
    Columns kept = identity.rights().allColumns() ? Columns.OPEN : settings.columns();
    return answer(client, from, kept)
        .map(joined -> SessionForm.putRights(joined, identity.rights(), kept));
  }

  private Future<JsonObject> answer(ClientId client, long from, Columns kept) {
    if (from < 0) {
      return Future.succeededFuture(SessionForm.joinedWithSnapshot(
          opened,
          participants.all(),
          ledger.lastSequence(client),
          ledger.durableRevision(),
          kept.redacted((JsonMap) ledger.durableDocument())));
    }
    return missed(from)
        .onSuccess(changes -> meters.replayed(changes.size()))
        .map(changes -> SessionForm.joinedWithOperations(
            opened,
            participants.all(),
            ledger.lastSequence(client),
            from,
            changes.stream().map(change -> change.redacted(kept)).toList(),
            ledger.durableRevision()));
  }

  private Future<List<LoggedChange>> missed(long from) {
    return from == ledger.durableRevision()
        ? Future.succeededFuture(List.of())
        : read(from + 1, MISSED_CHANGES_MAX)
            .map(changes -> changes.stream()
                // What is in the log, and not known here to be there, has still to be published.
                .filter(change -> change.change().revision() <= ledger.durableRevision())
                .toList());
  }

  private Future<List<LoggedChange>> read(long from, int limit) {
    return Bus.persistence(vertx, new ReadChanges(opened.sessionId(), from, limit))
        .map(reply -> ((Changes) reply).changes());
  }

  /**
   * A client says that it knows more than is durable here: the log goes on without this owner, or what this
   * owner has in flight is there already, or the client is wrong, as anybody may be on purpose.
   */
  private Future<JsonObject> behind(long from) {
    if (from <= ledger.newestRevision()) {
      return moves();
    }
    return read(from, 1).compose(changes -> {
      if (changes.isEmpty()) {
        return Doors.refused("FUTURE_REVISION", "the last revision does not exist");
      }
      if (from > ledger.newestRevision()) {
        listener.broken(new IllegalStateException("the log has gone on without this owner"));
      }
      return moves();
    });
  }

  private static Future<JsonObject> moves() {
    return Doors.refused("RETRY", "the session moves; join again");
  }
}
