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
  /** Changes kept in memory to transform past, at most. Who has missed more joins again. */
  public static final int HISTORY_CHANGES_MAX = 1_000;

  private final DocumentRules rules;
  private final ArrayDeque<Past> history = new ArrayDeque<>();
  private final SharedPaths paths = new SharedPaths();
  private final Map<ClientId, Last> lastOf = new HashMap<>();
  private JsonValue document;
  private long revision;
  private VectorClock known = VectorClock.EMPTY;

  /** A client's last committed submission; the client itself is the one object that is kept of it. */
  private record Last(ClientId client, long sequence, long revision) {
    static Last none(ClientId client) {
      return new Last(client, 0, 0);
    }

    Last next(long sequence, long revision) {
      return new Last(client, sequence, revision);
    }
  }

  /**
   * What is kept of a change, as little as may be: a busy node keeps very many.
   *
   * @param sequenceBefore the client's last sequence before this one; 0 where there was none
   */
  private record Past(ClientId clientId, long sequence, long sequenceBefore, Change committed) {}

  /**
   * @param document the document at {@code revision}
   * @param lastSequences for each client that has ever committed, its last client sequence
   */
  public Sequencer(
      JsonValue document, long revision, Map<ClientId, Long> lastSequences, DocumentRules rules) {
    this.document = document;
    this.revision = revision;
    this.rules = rules;
    lastSequences.forEach(
        (client, sequence) -> lastOf.put(client, new Last(client, sequence, revision)));
    known = VectorClock.of(lastSequences);
  }

  /** Takes in a change that the log already holds, in the order of the log. */
  public void replay(CommittedChange change) {
    if (change.revision() != revision + 1) {
      throw new IllegalArgumentException(
          "revision " + change.revision() + " does not follow " + revision);
    }
    commit(change, Ot.apply(document, change.committed()));
  }

  /** Decides by the rules that the sequencer was made with. */
  public Decision submit(Submission submission) {
    return submit(submission, rules);
  }

  /** Orders a submission under {@code rules} that are of its author alone. */
  public Decision submit(Submission submission, DocumentRules rules) {
    Last last = last(submission.clientId());
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
    int merged = 0;
    int same = 0;
    List<Past> missed = after(submission.baseRevision());
    for (Past other : missed) {
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
      merged += crossing.merged();
      same += crossing.same();
      change = crossing.change();
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
        knownBefore(missed).with(submission.clientId(), submission.clientSequence()),
        conflicts);
    commit(committed, after);
    return new Decision.Commit(committed, after, merged, same);
  }

  /** What was known before the newest changes, {@code missed}. */
  private VectorClock knownBefore(List<Past> missed) {
    if (missed.isEmpty()) {
      return known;
    }
    Map<ClientId, Long> before = new HashMap<>();
    // Of a client's changes the oldest tells what it had done before all of them.
    missed.forEach(change -> before.putIfAbsent(change.clientId(), change.sequenceBefore()));
    return known.before(before);
  }

  private void commit(CommittedChange change, JsonValue after) {
    Last last = last(change.clientId());
    ClientId client = last.client();
    document = after;
    revision = change.revision();
    history.add(
        new Past(client, change.clientSequence(), last.sequence(), paths.in(change.committed())));
    if (history.size() > HISTORY_CHANGES_MAX) {
      history.removeFirst();
    }
    lastOf.put(client, last.next(change.clientSequence(), revision));
    known = known.with(client, change.clientSequence());
  }

  /** Gives up what is kept of the changes up to {@code older}: nobody is transformed past them any more. */
  public void forget(long older) {
    while (oldestRevision() < Math.min(older, revision)) {
      history.removeFirst();
    }
  }

  private Last last(ClientId client) {
    Last last = lastOf.get(client);
    return last == null ? Last.none(client) : last;
  }

  private long revisionOf(Submission submission, Last last) {
    if (submission.clientSequence() == last.sequence()) {
      return last.revision();
    }
    long at = revision;
    Iterator<Past> newest = history.descendingIterator();
    while (newest.hasNext()) {
      Past change = newest.next();
      if (change.clientId().equals(submission.clientId())
          && change.sequence() == submission.clientSequence()) {
        return at;
      }
      at--;
    }
    return last.revision();
  }

  /** The changes after {@code base}, oldest first. */
  private List<Past> after(long base) {
    if (base == revision) {
      return List.of();
    }
    List<Past> changes = new ArrayList<>();
    Iterator<Past> newest = history.descendingIterator();
    for (long i = revision; i > base; i--) {
      changes.add(newest.next());
    }
    return changes.reversed();
  }

  /** The client sequence of the client's last commit; 0 before its first. */
  public long lastSequence(ClientId client) {
    return last(client).sequence();
  }

  /** The oldest revision that a submission may be based on. */
  public long oldestRevision() {
    return revision - history.size();
  }

  /** The document at {@link #revision}. */
  public JsonValue document() {
    return document;
  }

  /** The revision of the newest change; 0 before the first. */
  public long revision() {
    return revision;
  }
}
