package dev.quotey.live.session;

import dev.quotey.live.core.json.JsonValue;
import dev.quotey.live.core.ot.Change;
import dev.quotey.live.core.quote.Approval;
import dev.quotey.live.core.quote.ColumnRules;
import dev.quotey.live.core.quote.QuoteRules;
import dev.quotey.live.core.sync.ClientId;
import dev.quotey.live.core.sync.CommittedChange;
import dev.quotey.live.core.sync.Decision;
import dev.quotey.live.core.sync.DocumentRules;
import dev.quotey.live.core.sync.Sequencer;
import dev.quotey.live.core.sync.SessionId;
import dev.quotey.live.core.sync.Submission;
import dev.quotey.live.metrics.SessionMeters;
import dev.quotey.live.protocol.Address;
import dev.quotey.live.protocol.Bus;
import dev.quotey.live.protocol.Identity;
import dev.quotey.live.protocol.LogChain;
import dev.quotey.live.protocol.LoggedChange;
import dev.quotey.live.protocol.Origin;
import dev.quotey.live.protocol.PersistenceMessage.Append;
import dev.quotey.live.protocol.PersistenceMessage.Appended;
import dev.quotey.live.protocol.PersistenceMessage.CloseSession;
import dev.quotey.live.protocol.PersistenceMessage.Reason;
import dev.quotey.live.protocol.PersistenceMessage.Refused;
import dev.quotey.live.protocol.PersistenceMessage.Reply;
import dev.quotey.live.protocol.PersistenceMessage.SaveSnapshot;
import dev.quotey.live.protocol.PersistenceMessage.SessionClosed;
import dev.quotey.live.protocol.PersistenceMessage.SessionLoaded;
import dev.quotey.live.protocol.PersistenceMessage.SessionOpened;
import dev.quotey.live.protocol.SessionForm;
import dev.quotey.live.tracing.Traces.Step;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A session's log from the inside: gives each change its place and its hash, has it made durable, and
 * keeps snapshots. What is ordered runs ahead of what is durable; only what is durable gets out.
 */
final class Ledger implements CommitPipeline.Listener {
  private static final Logger LOG = LoggerFactory.getLogger(Ledger.class);
  private static final long SNAPSHOT_QUIET_MILLIS = 1_000;

  /** Longer than persistence waits for a database that does not answer. */
  private static final long APPEND_MILLIS = 75_000;

  private static final long OVERLOADED_MILLIS = 500;

  private final Vertx vertx;
  private final Clock clock;
  private final SessionOpened opened;
  private final SessionId id;
  private final ColumnRules columns;
  private final Function<String, Optional<String>> names;
  private final SessionMeters meters;
  private final Tally tally;
  private final Listener listener;
  private final EditSteps steps;
  private final CommitNotices notices;
  private final Sequencer sequencer;
  private final RecentPast past = new RecentPast();
  private final CommitPipeline pipeline;
  private long durableRevision;
  private JsonValue durableDocument;
  private String durableHash;

  /** Of the newest change, which may not be durable yet. */
  private String hash;

  private final SnapshotSchedule snapshots;
  private long snapshotRevision;
  private long snapshotTimer = -1;
  private boolean stopped;
  private boolean flushes;

  /** Takes what is durable, in order. */
  interface Listener {
    void committed(LoggedChange change, Origin origin);

    /** Nothing more can be appended by this owner. */
    void broken(Throwable cause);
  }

  /**
   * @param columns hold for whom not all columns are
   * @param names what users are called who are in the session
   * @param notices are written while the database works
   */
  Ledger(
      Vertx vertx,
      Clock clock,
      SessionOpened opened,
      SessionLoaded loaded,
      ColumnRules columns,
      Function<String, Optional<String>> names,
      SessionMeters meters,
      EditSteps steps,
      CommitNotices notices,
      Listener listener) {
    this.steps = steps;
    this.notices = notices;
    this.columns = columns;
    this.meters = meters;
    this.tally = new Tally(meters);
    this.vertx = vertx;
    this.clock = clock;
    this.opened = opened;
    this.id = opened.sessionId();
    this.names = names;
    this.listener = listener;
    sequencer = new Sequencer(
        loaded.snapshot(), loaded.snapshotRevision(), loaded.lastSequences(), DocumentRules.NONE);
    loaded.tail().forEach(logged -> {
      columns.departed().note(sequencer.document(), logged.change().committed());
      sequencer.replay(logged.change());
    });
    hash = loaded.snapshotRevision() == 0
        ? LogChain.start(id, opened.quoteId(), loaded.snapshot())
        : loaded.snapshotHash();
    if (!loaded.tail().isEmpty()) {
      hash = loaded.tail().getLast().hash();
    }
    durableHash = hash;
    durableRevision = sequencer.revision();
    durableDocument = sequencer.document();
    snapshots = SnapshotSchedule.of(id);
    snapshotRevision = loaded.snapshotRevision();
    pipeline = new CommitPipeline(durableRevision, this::append, this);
  }

  /** Orders what a client has submitted; done with the client's answer, once that is durable. */
  Future<JsonObject> submit(Submission submission, Identity author, Origin origin) {
    if (pipeline.isFull()) {
      return overloaded();
    }
    JsonValue before = sequencer.document();
    Step transform = steps.transform(origin);
    return switch (decide(submission, author)) {
      case Decision.Commit commit -> {
        steps.ordered(origin, transform, commit.change().revision());
        Future<Long> durable = log(commit, author, origin);
        Change committed = commit.change().committed();
        columns.departed().note(before, committed);
        Change stale = Approval.afterEdit(
            commit.document(), committed, author.userId(), commit.change().revision(), now());
        if (!stale.isEmpty()) {
          // In one append, so that no approval outlives an edit of what was submitted.
          order(stale, author);
        }
        flush();
        yield durable.map(revision -> SessionForm.result(id, "committed", revision));
      }
      case Decision.Duplicate duplicate -> {
        tally.duplicate(submission);
        transform.end();
        yield pipeline
            .whenDurable(duplicate.revision())
            .map(revision -> SessionForm.result(id, "duplicate", revision));
      }
      case Decision.Reject reject -> {
        tally.rejected(submission, reject.code());
        transform.fail(reject.code());
        yield Doors.refused(reject.code(), reject.message(), durableRevision);
      }
    };
  }

  /** What comes in one turn of the event loop becomes durable together. */
  private void flush() {
    if (!flushes) {
      flushes = true;
      vertx.runOnContext(turn -> {
        flushes = false;
        pipeline.flush();
        // Behind the append, which goes to the database in a turn of its own.
        vertx.runOnContext(sent -> notices.write());
      });
    }
  }

  private Decision decide(Submission submission, Identity author) {
    if (author.rights().allColumns()) {
      return sequencer.submit(
          submission, new QuoteRules(author.userId(), DocumentRules.NONE, names));
    }
    Change whole = columns.departed().completed(sequencer.document(), submission.change());
    return sequencer.submit(
        new Submission(
            submission.clientId(), submission.clientSequence(), submission.baseRevision(), whole),
        new QuoteRules(author.userId(), columns, names));
  }

  private Future<JsonObject> overloaded() {
    meters.overloaded();
    return Doors.refused("OVERLOADED", "too many changes are waiting; send it again later");
  }

  /** Orders what {@code author} does to the newest document without being one of its clients. */
  Future<JsonObject> edit(Change change, Identity author) {
    long sequence = sequencer.lastSequence(ClientId.SERVER) + 1;
    return submit(
        new Submission(ClientId.SERVER, sequence, sequencer.revision(), change),
        author,
        Origin.NONE);
  }

  /** Orders a change of the server's own, made for {@code actor} from {@link #newest}. */
  Future<JsonObject> make(Change change, Identity actor) {
    if (pipeline.isFull()) {
      return overloaded();
    }
    Future<Long> durable = order(change, actor);
    flush();
    return durable.map(revision -> SessionForm.result(id, "committed", revision));
  }

  private Future<Long> order(Change change, Identity actor) {
    if (change.isEmpty()) {
      return pipeline.whenDurable(sequencer.revision());
    }
    long sequence = sequencer.lastSequence(ClientId.SERVER) + 1;
    Submission submission = new Submission(ClientId.SERVER, sequence, sequencer.revision(), change);
    if (sequencer.submit(submission) instanceof Decision.Commit commit) {
      return log(commit, actor, Origin.NONE);
    }
    // What is in the change is nothing for a log.
    throw new IllegalStateException("a change of the server's own does not fit session " + id);
  }

  private Future<Long> log(Decision.Commit commit, Identity author, Origin origin) {
    CommittedChange change = commit.change();
    LoggedChange logged =
        LoggedChange.following(hash, id, change, author.userId(), author.name(), now());
    hash = logged.hash();
    tally.accepted(commit);
    notices.expect(logged, commit.document(), origin);
    long ordered = System.nanoTime();
    return pipeline
        .add(logged, commit.document())
        .onSuccess(durable -> meters.committed(System.nanoTime() - ordered));
  }

  /** As exact as the log keeps it. */
  Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MILLIS);
  }

  /** The document that the next change applies to; it may not be durable yet. */
  JsonValue newest() {
    return sequencer.document();
  }

  /** The revision of {@link #newest}. */
  long newestRevision() {
    return sequencer.revision();
  }

  long durableRevision() {
    return durableRevision;
  }

  JsonValue durableDocument() {
    return durableDocument;
  }

  /** Whether changes are on their way that are not durable yet. */
  boolean isBusy() {
    return sequencer.revision() > durableRevision;
  }

  long lastSequence(ClientId client) {
    return sequencer.lastSequence(client);
  }

  /** Makes durable what is on its way, and ends the session for good. */
  Future<SessionClosed> close(String actor, String reason) {
    return pipeline
        .whenDurable(sequencer.revision())
        .compose(done -> Bus.persistence(
            vertx,
            new CloseSession(
                id,
                opened.ownerEpoch(),
                durableRevision,
                durableDocument,
                durableHash,
                actor,
                reason)))
        .compose(reply -> reply instanceof SessionClosed closed
            ? Future.succeededFuture(closed)
            : Future.<SessionClosed>failedFuture("close refused: " + reply))
        .onSuccess(closed -> meters.closed(reason));
  }

  private Future<Void> append(long baseRevision, List<LoggedChange> changes) {
    Append append = new Append(id, opened.ownerEpoch(), baseRevision, changes);
    return append(append, clock.instant().plusMillis(APPEND_MILLIS));
  }

  /**
   * Where persistence has too much to do nothing of the append was tried: it waits here, while what comes
   * after it gathers up to its bound. To retire would give persistence a session to open besides.
   */
  private Future<Void> append(Append append, Instant end) {
    return Bus.<Reply>request(vertx, Address.PERSISTENCE, append, APPEND_MILLIS).compose(reply -> {
      if (reply instanceof Appended) {
        return Future.succeededFuture();
      }
      boolean waits = reply instanceof Refused refused
          && refused.reason() == Reason.OVERLOADED
          && clock.instant().isBefore(end);
      return waits
          ? vertx
              .timer(OVERLOADED_MILLIS, TimeUnit.MILLISECONDS)
              .compose(due -> append(append, end))
          : Future.failedFuture("append refused: " + reply);
    });
  }

  @Override
  public void committed(LoggedChange change, JsonValue document) {
    durableRevision = change.change().revision();
    durableDocument = document;
    durableHash = change.hash();
    listener.committed(change, steps.durable(durableRevision));
    // Not from when it was ordered: what waits for the database nobody can have seen.
    sequencer.forget(past.note(durableRevision, clock.millis()));
    if (stopped) {
      return;
    }
    if (snapshots.isDue(snapshotRevision, durableRevision)) {
      saveSnapshot();
    } else if (snapshotTimer < 0) {
      saveWhenQuiet();
    }
  }

  /** One timer for many commits: to set it anew at each would cost more than to look once more. */
  private void saveWhenQuiet() {
    long revision = durableRevision;
    snapshotTimer = vertx.setTimer(SNAPSHOT_QUIET_MILLIS, timer -> {
      snapshotTimer = -1;
      if (durableRevision == revision) {
        saveSnapshot();
      } else {
        saveWhenQuiet();
      }
    });
  }

  @Override
  public void broken(Throwable cause) {
    steps.broken();
    listener.broken(cause);
  }

  /** Keeps the durable document, so that the session loads without its whole log. */
  Future<?> saveSnapshot() {
    if (snapshotRevision == durableRevision) {
      return Future.succeededFuture();
    }
    snapshotRevision = durableRevision;
    return Bus.persistence(
            vertx,
            new SaveSnapshot(
                id, opened.ownerEpoch(), durableRevision, durableDocument, durableHash))
        .onFailure(fault -> LOG.warn("snapshot failed session_id={}", id));
  }

  /** No snapshot is taken any more but the one that is asked for. */
  void stop() {
    stopped = true;
    vertx.cancelTimer(snapshotTimer);
  }
}
