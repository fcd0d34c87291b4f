package dev.quotey.live.session;

import dev.quotey.live.core.ot.Conflict;
import dev.quotey.live.core.ot.Operation;
import dev.quotey.live.core.sync.Clash;
import dev.quotey.live.core.sync.CommittedChange;
import dev.quotey.live.core.sync.Decision;
import dev.quotey.live.core.sync.Submission;
import dev.quotey.live.metrics.SessionMeters;
import dev.quotey.live.metrics.SessionMeters.ConflictKind;
import dev.quotey.live.protocol.OperationForm;
import java.util.function.Consumer;

/** Counts what becomes of operations. */
final class Tally {
  private final SessionMeters meters;

  Tally(SessionMeters meters) {
    this.meters = meters;
  }

  /** The change has its place in the order. */
  void accepted(Decision.Commit commit) {
    CommittedChange change = commit.change();
    each(change.submitted().operations(), meters::accepted);
    if (change.baseRevision() < change.revision() - 1) {
      meters.concurrent();
    }
    for (Clash clash : change.conflicts()) {
      meters.conflict(kind(clash.conflict().kind()));
    }
    meters.conflicts(ConflictKind.MERGED, commit.merged());
    meters.conflicts(ConflictKind.SAME, commit.same());
  }

  private static ConflictKind kind(Conflict.Kind kind) {
    return switch (kind) {
      case OVERWRITTEN -> ConflictKind.OVERWRITTEN;
      case DELETED -> ConflictKind.DELETED;
      case SAME_ID -> ConflictKind.SAME_ID;
    };
  }

  void duplicate(Submission submission) {
    each(submission.change().operations(), meters::duplicate);
  }

  void rejected(Submission submission, String code) {
    each(submission.change().operations(), type -> meters.rejected(type, code));
  }

  private static void each(Iterable<Operation> operations, Consumer<String> count) {
    operations.forEach(operation -> count.accept(OperationForm.type(operation)));
  }
}
