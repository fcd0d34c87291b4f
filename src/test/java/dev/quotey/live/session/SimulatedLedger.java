package dev.quotey.live.session;

import dev.quotey.live.core.json.JsonValue;
import dev.quotey.live.core.sync.CommittedChange;
import dev.quotey.live.core.sync.Decision;
import dev.quotey.live.core.sync.DocumentRules;
import dev.quotey.live.core.sync.Sequencer;
import dev.quotey.live.core.sync.Submission;
import dev.quotey.live.protocol.LoggedChange;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** A session's order and its way into the log as they are, for a simulation to drive. */
public final class SimulatedLedger {
  private final String owner;
  private final Sequencer sequencer;
  private final CommitPipeline pipeline;
  private long durableRevision;

  /** Appends changes that follow a revision; done when they are durable. */
  public interface Log {
    Future<Void> append(long baseRevision, List<LoggedChange> changes);
  }

  /** What a client is answered: a revision, or the code of a rejection. */
  public record Answer(long revision, String code) {}

  /** @param owner makes the hashes of its changes different from every other owner's */
  public SimulatedLedger(
      String owner,
      JsonValue first,
      List<CommittedChange> changes,
      Log log,
      Consumer<CommittedChange> committed,
      Runnable broken) {
    this.owner = owner;
    sequencer = new Sequencer(first, 0, Map.of(), DocumentRules.NONE);
    changes.forEach(sequencer::replay);
    durableRevision = sequencer.revision();
    pipeline = new CommitPipeline(durableRevision, log::append, new CommitPipeline.Listener() {
      @Override
      public void committed(LoggedChange change, JsonValue document) {
        durableRevision = change.change().revision();
        committed.accept(change.change());
      }

      @Override
      public void broken(Throwable cause) {
        broken.run();
      }
    });
  }

  public long durableRevision() {
    return durableRevision;
  }

  /** Fails where the session breaks down before the change is durable. */
  public Future<Answer> submit(Submission submission) {
    return switch (sequencer.submit(submission)) {
      case Decision.Commit commit -> {
        String hash = owner + "/" + commit.change().revision();
        Future<Long> durable = pipeline.add(
            new LoggedChange(commit.change(), "ana", "Ana", Instant.EPOCH, hash),
            commit.document());
        pipeline.flush();
        yield durable.map(revision -> new Answer(revision, ""));
      }
      case Decision.Duplicate duplicate ->
        pipeline.whenDurable(duplicate.revision()).map(revision -> new Answer(revision, ""));
      case Decision.Reject reject -> Future.succeededFuture(new Answer(0, reject.code()));
    };
  }
}
