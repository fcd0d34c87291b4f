package dev.quotey.live.core.sync;

import dev.quotey.live.core.ot.Change;
import java.util.List;

/**
 * A change with its place in the session's log.
 *
 * @param revision its place, dense from 1
 * @param baseRevision the revision its author had seen
 * @param submitted as the author sent it, against {@code baseRevision}
 * @param committed as it applies to {@code revision - 1}
 * @param clock the causal past of the change, itself included
 * @param conflicts what it lost to, or took from, the changes between
 */
public record CommittedChange(
    long revision,
    ClientId clientId,
    long clientSequence,
    long baseRevision,
    Change submitted,
    Change committed,
    VectorClock clock,
    List<Clash> conflicts) {
  public CommittedChange {
    conflicts = List.copyOf(conflicts);
  }
}
