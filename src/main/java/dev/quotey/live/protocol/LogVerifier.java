package dev.quotey.live.protocol;

import dev.quotey.live.core.json.JsonException;
import dev.quotey.live.core.json.JsonValue;
import dev.quotey.live.core.ot.Ot;
import dev.quotey.live.core.ot.OtException;
import dev.quotey.live.core.quote.Approval;
import dev.quotey.live.core.sync.QuoteId;
import dev.quotey.live.core.sync.SessionId;
import dev.quotey.live.protocol.PersistenceMessage.Snapshot;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Recomputes a session's log from its start: every hash, every document that was kept, every price
 * that somebody has signed or decided on, and every checkpoint.
 */
public final class LogVerifier {
  private final SessionId session;
  private final QuoteId quote;
  private final Map<Long, JsonValue> documents = new HashMap<>();
  private final List<Checkpoint> checkpoints;
  private final String key;

  /** Why a log is wrong. Stable. */
  public enum Code {
    /** There is no document at revision 0. */
    NO_START,
    /** A revision is missing, or there twice. */
    NOT_DENSE,
    /** The change, or one before it, is not what was logged. */
    HASH_MISMATCH,
    /** The change does not apply to the document before it. */
    DOES_NOT_APPLY,
    /** The kept document is not what the log gives. */
    SNAPSHOT_MISMATCH,
    /** A checkpoint was signed with another key, or altered. */
    BAD_SIGNATURE,
    /** A checkpoint was signed for another hash at this revision. */
    CHECKPOINT_MISMATCH,
    /** The quote does not cost what was signed, or what was submitted for approval. */
    PRICE_MISMATCH,
    /** A checkpoint was signed for a revision that the log no longer has. */
    TRUNCATED
  }

  /** The first revision that is wrong. */
  public record Fault(long revision, Code code) {}

  /**
   * @param snapshots all that are kept, the one at revision 0 among them
   * @param checkpoints all that are kept
   */
  public LogVerifier(
      SessionId session,
      QuoteId quote,
      List<Snapshot> snapshots,
      List<Checkpoint> checkpoints,
      String key) {
    this.session = session;
    this.quote = quote;
    snapshots.forEach(snapshot -> documents.put(snapshot.revision(), snapshot.document()));
    this.checkpoints = checkpoints;
    this.key = key;
  }

  /** The first fault of {@code log}, which is in the order of its revisions; nothing after it is read. */
  public Optional<Fault> verify(Iterable<LoggedChange> log) {
    JsonValue document = documents.get(0L);
    if (document == null) {
      return fault(0, Code.NO_START);
    }
    String hash = LogChain.start(session, quote, document);
    long revision = 0;
    for (LoggedChange logged : log) {
      revision++;
      if (logged.change().revision() != revision) {
        return fault(revision, Code.NOT_DENSE);
      }
      hash = LogChain.next(hash, session, logged);
      if (!hash.equals(logged.hash())) {
        return fault(revision, Code.HASH_MISMATCH);
      }
      JsonValue before = document;
      try {
        document = Ot.apply(document, logged.change().committed());
      } catch (OtException | JsonException e) {
        return fault(revision, Code.DOES_NOT_APPLY);
      }
      if (!documents.getOrDefault(revision, document).equals(document)) {
        return fault(revision, Code.SNAPSHOT_MISMATCH);
      }
      Optional<Fault> signed = checkpoint(revision, hash, document);
      if (signed.isPresent()) {
        return signed;
      }
      if (!Approval.isOfItsPrice(before, document)) {
        return fault(revision, Code.PRICE_MISMATCH);
      }
    }
    long end = revision;
    return checkpoints.stream().anyMatch(checkpoint -> checkpoint.revision() > end)
        ? fault(end + 1, Code.TRUNCATED)
        : Optional.empty();
  }

  private Optional<Fault> checkpoint(long revision, String hash, JsonValue document) {
    for (Checkpoint checkpoint : checkpoints) {
      if (checkpoint.revision() == revision) {
        if (!checkpoint.isSignedWith(session, key)) {
          return fault(revision, Code.BAD_SIGNATURE);
        }
        if (!checkpoint.hash().equals(hash)) {
          return fault(revision, Code.CHECKPOINT_MISMATCH);
        }
        if (!checkpoint.isOfTotal(document)) {
          return fault(revision, Code.PRICE_MISMATCH);
        }
      }
    }
    return Optional.empty();
  }

  private static Optional<Fault> fault(long revision, Code code) {
    return Optional.of(new Fault(revision, code));
  }
}
