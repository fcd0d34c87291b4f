package dev.quotey.live.session;

import dev.quotey.live.core.json.JsonMap;
import dev.quotey.live.core.json.JsonValue;
import dev.quotey.live.core.ot.Change;
import dev.quotey.live.core.ot.Difference;
import dev.quotey.live.core.quote.Columns;
import dev.quotey.live.core.quote.QuoteCommand;
import dev.quotey.live.core.quote.QuoteFields;
import dev.quotey.live.core.quote.Ruling;
import dev.quotey.live.core.sync.ClientId;
import dev.quotey.live.core.sync.SessionId;
import dev.quotey.live.core.sync.Submission;
import dev.quotey.live.protocol.Bus;
import dev.quotey.live.protocol.CommandForm;
import dev.quotey.live.protocol.Identity;
import dev.quotey.live.protocol.Letter;
import dev.quotey.live.protocol.PersistenceMessage.ReadRevision;
import dev.quotey.live.protocol.PersistenceMessage.Revision;
import dev.quotey.live.protocol.Rights;
import dev.quotey.live.protocol.SessionForm;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.util.Optional;
import java.util.UUID;

/**
 * What is done to a session's quote beside editing it: commands, an earlier revision brought back, a
 * whole quote put in its place. All of it becomes changes in the one log, in the one order.
 */
final class CommandDesk {
  private final Vertx vertx;
  private final SessionId session;
  private final Ledger ledger;
  private final Participants participants;
  private final Columns columns;

  /** @param columns those that are not for everybody */
  CommandDesk(
      Vertx vertx, SessionId session, Ledger ledger, Participants participants, Columns columns) {
    this.columns = columns;
    this.vertx = vertx;
    this.session = session;
    this.ledger = ledger;
    this.participants = participants;
  }

  Future<JsonObject> command(Letter letter) {
    Identity identity = letter.from();
    QuoteCommand command = CommandForm.readCommand(letter.body());
    if (command instanceof QuoteCommand.Hold && !participants.isPresent(identity.userId())) {
      // A hold ends when its holder leaves, so the holder has to be there.
      return Doors.refused("NOT_JOINED", "join before holding a line");
    }
    boolean decides =
        command instanceof QuoteCommand.Approve || command instanceof QuoteCommand.Decline;
    if (decides && !identity.rights().may(Rights.Level.APPROVER)) {
      return Doors.refused("FORBIDDEN", "your access to this quote does not let you approve it");
    }
    Ruling ruling = command.decide(
        (JsonMap) ledger.newest(), ledger.newestRevision(), identity.actor(), ledger.now());
    return switch (ruling) {
      case Ruling.Make make -> ledger.make(make.change(), identity);
      case Ruling.Refuse refuse ->
        Doors.refused(refuse.code().name(), refuse.message(), ledger.durableRevision());
    };
  }

  /** Brings the document of an earlier revision back, by new operations. */
  Future<JsonObject> restore(Letter letter) {
    Identity identity = letter.from();
    long revision = CommandForm.readRevision(letter.body());
    if (revision > ledger.durableRevision()) {
      return Doors.refused("FUTURE_REVISION", "the revision does not exist yet");
    }
    return documentAt(revision).compose(document -> {
      Change change = toward(ledger.newest(), document);
      if (!identity.rights().allColumns()) {
        // What is not for this user to change stays as it is; a line that comes back comes back
        // whole.
        change = columns.allowed(change);
      }
      Identity restoring = identity.with(new Rights(identity.rights().level(), true));
      return change.isEmpty() ? unchanged() : ledger.edit(change, restoring);
    });
  }

  /** Makes the document one that somebody has as a whole, past what others did since. */
  Future<JsonObject> replace(Letter letter) {
    Identity identity = letter.from();
    CommandForm.Replacement wanted = CommandForm.readReplacement(letter.body());
    long base = wanted.base().orElse(ledger.newestRevision());
    if (base > ledger.newestRevision()) {
      return Doors.refused("FUTURE_REVISION", "the revision does not exist yet");
    }
    // Who does not see a column has a quote without it, and does not mean to take it away.
    Columns kept = identity.rights().allColumns() ? Columns.OPEN : columns;
    JsonMap document = kept.redacted(wanted.document());
    if (base == ledger.newestRevision()) {
      Change change = toward(kept.redacted((JsonMap) ledger.newest()), document);
      return change.isEmpty() ? unchanged() : ledger.edit(change, identity);
    }
    return documentAt(base).compose(old -> {
      Change change = toward(kept.redacted((JsonMap) old), document);
      // A client of its own: the server's may have done something since.
      ClientId client = new ClientId("put_" + UUID.randomUUID());
      return change.isEmpty()
          ? unchanged()
          : ledger.submit(new Submission(client, 1, base, change), identity, letter.origin());
    });
  }

  /** What commands alone write stays as it is. */
  private static Change toward(JsonValue from, JsonValue wanted) {
    JsonMap before = (JsonMap) from;
    JsonMap after = (JsonMap) wanted;
    for (String name : QuoteFields.MANAGED) {
      Optional<JsonValue> kept = before.get(name);
      after = kept.isPresent() ? after.with(name, kept.get()) : after.without(name);
    }
    return Difference.between(before, after, QuoteFields::isProse);
  }

  private Future<JsonObject> unchanged() {
    return Future.succeededFuture(
        SessionForm.result(session, "unchanged", ledger.durableRevision()));
  }

  private Future<JsonValue> documentAt(long revision) {
    return Bus.persistence(vertx, new ReadRevision(session, revision))
        .map(reply -> ((Revision) reply).document());
  }
}
