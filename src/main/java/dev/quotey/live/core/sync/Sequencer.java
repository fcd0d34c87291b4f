package dev.quotey.live.core.sync;

import dev.quotey.live.core.json.JsonException;
import dev.quotey.live.core.json.JsonValue;
import dev.quotey.live.core.ot.Change;
import dev.quotey.live.core.ot.Conflict;
import dev.quotey.live.core.ot.Crossing;
import dev.quotey.live.core.ot.Ot;
import dev.quotey.live.core.ot.OtException;
import dev.quotey.live.core.ot.Side;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The server's side of a session: gives each submission its place, transformed past what it had not
 * seen. One thread; no clock, no I/O.
 *
 * <p>Refusals: {@code FUTURE_REVISION} for a base that does not exist yet, {@code STALE_REVISION}
 * for one older than the history kept or than the client's own last change, the codes of {@link
 * OtException} and of the {@link DocumentRules}. A refusal changes nothing.
 */
public final class Sequencer {
  /** Changes kept in memory to transform past. */
  public static final int HISTORY_CHANGES_MAX = 10_000;

  private final DocumentRules rules;
  private final ArrayDeque<CommittedChange> history = new ArrayDeque<>();
  private final ArrayDeque<VectorClock> knownAt = new ArrayDeque<>();
  private final Map<ClientId, Last> lastOf = new HashMap<>();
  private JsonValue document;
  private long revision;
  private VectorClock known = VectorClock.EMPTY;

  /** A client's last committed submission. */
  private record Last(long sequence, long revision) {}

  /**
   * @param document the document at {@code revision}
   * @param lastSequences for each client that has ever committed, its last client sequence
   */
  public Sequencer(
      JsonValue document, long revision, Map<ClientId, Long> lastSequences, DocumentRules rules) {
    this.document = document;
    this.revision = revision;
    this.rules = rules;
    lastSequences.forEach((client, sequence) -> lastOf.put(client, new Last(sequence, revision)));
    known = new VectorClock(lastSequences);
  }

  /** Takes in a change that the log already holds, in the order of the log. */
  public void replay(CommittedChange change) {
    if (change.revision() != revision + 1) {
      throw new IllegalArgumentException(
          "revision " + change.revision() + " does not follow " + revision);
    }
    commit(change, Ot.apply(document, change.committed()));
  }

  public Decision submit(Submission submission) {
    return submit(submission, rules);
  }

  /** Orders a submission under {@code rules} that are of its author alone. */
  public Decision submit(Submission submission, DocumentRules rules) {
    Last last = lastOf.getOrDefault(submission.clientId(), new Last(0, 0));
    if (submission.clientSequence() <= last.sequence()) {
      return new Decision.Duplicate(revisionOf(submission, last));
    }
    if (submission.baseRevision() > revision) {
      return new Decision.Reject("FUTURE_REVISION", "the base revision does not exist yet");
    }
    if (submission.baseRevision() < oldestRevision()) {
      return new Decision.Reject("STALE_REVISION", "the base revision is too old; join again");
    }
    try {
      return place(submission, rules);
    } catch (OtException e) {
      return new Decision.Reject(e.code().name(), e.getMessage());
    } catch (JsonException e) {
      return new Decision.Reject(e.code().name(), e.getMessage());
    }
  }

  private Decision place(Submission submission, DocumentRules rules) {
    Change change = submission.change();
    List<Clash> conflicts = new ArrayList<>();
    VectorClock past = known;
    long missed = revision - submission.baseRevision();
    if (missed > 0) {
      Iterator<VectorClock> clocks = knownAt.descendingIterator();
      // knownAt's last is the clock at `revision`; the base's stands `missed` before it.
      for (long i = 0; i <= missed && clocks.hasNext(); i++) {
        past = clocks.next();
      }
      if (knownAt.size() <= missed) {
        past = VectorClock.EMPTY;
      }
      for (CommittedChange other : after(submission.baseRevision())) {
        if (other.clientId().equals(submission.clientId())) {
          return new Decision.Reject(
              "STALE_REVISION", "the base revision is older than the client's own last change");
        }
        Crossing crossing = Ot.cross(change, other.committed(), Side.RIGHT);
        for (Conflict conflict : crossing.conflicts()) {
          boolean mineLost = conflict.loser() == Side.RIGHT;
          conflicts.add(
              mineLost
                  ? new Clash(conflict, other.clientId(), submission.clientId())
                  : new Clash(conflict, submission.clientId(), other.clientId()));
        }
        change = crossing.change();
      }
    }
    JsonValue after = Ot.apply(document, change);
    Optional<DocumentRules.Violation> violation = rules.check(document, after, change);
    if (violation.isPresent()) {
      return new Decision.Reject(violation.get().code(), violation.get().message());
    }
    CommittedChange committed = new CommittedChange(
        revision + 1,
        submission.clientId(),
        submission.clientSequence(),
        submission.baseRevision(),
        submission.change(),
        change,
        past.with(submission.clientId(), submission.clientSequence()),
        conflicts);
    commit(committed, after);
    return new Decision.Commit(committed, after);
  }

  private void commit(CommittedChange change, JsonValue after) {
    document = after;
    revision = change.revision();
    lastOf.put(change.clientId(), new Last(change.clientSequence(), revision));
    if (knownAt.isEmpty()) {
      knownAt.add(known);
    }
    known = known.with(change.clientId(), change.clientSequence());
    knownAt.add(known);
    history.add(change);
    if (history.size() > HISTORY_CHANGES_MAX) {
      history.removeFirst();
      knownAt.removeFirst();
    }
  }

  private long revisionOf(Submission submission, Last last) {
    if (submission.clientSequence() == last.sequence()) {
      return last.revision();
    }
    Iterator<CommittedChange> newest = history.descendingIterator();
    while (newest.hasNext()) {
      CommittedChange change = newest.next();
      if (change.clientId().equals(submission.clientId())
          && change.clientSequence() == submission.clientSequence()) {
        return change.revision();
      }
    }
    return last.revision();
  }

  /** The changes after {@code base}, oldest first; empty when some are no longer kept. */
  public Optional<List<CommittedChange>> changesAfter(long base) {
    return base < oldestRevision() || base > revision ? Optional.empty() : Optional.of(after(base));
  }

  private List<CommittedChange> after(long base) {
    List<CommittedChange> changes = new ArrayList<>();
    Iterator<CommittedChange> newest = history.descendingIterator();
    for (long i = revision; i > base; i--) {
      changes.add(newest.next());
    }
    return changes.reversed();
  }

  /** The client sequence of the client's last commit; 0 before its first. */
  public long lastSequence(ClientId client) {
    return lastOf.getOrDefault(client, new Last(0, 0)).sequence();
  }

  /** The oldest revision that a submission may be based on. */
  public long oldestRevision() {
    return revision - history.size();
  }

  public JsonValue document() {
    return document;
  }

  public long revision() {
    return revision;
  }
}
