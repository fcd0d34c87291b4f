package dev.quotey.live.session;

import dev.quotey.live.config.AppConfig;
import dev.quotey.live.core.json.JsonValue;
import dev.quotey.live.core.sync.ClientId;
import dev.quotey.live.core.sync.CommittedChange;
import dev.quotey.live.core.sync.Decision;
import dev.quotey.live.core.sync.DocumentRules;
import dev.quotey.live.core.sync.Sequencer;
import dev.quotey.live.core.sync.SessionId;
import dev.quotey.live.core.sync.Submission;
import dev.quotey.live.protocol.Address;
import dev.quotey.live.protocol.Bus;
import dev.quotey.live.protocol.Identity;
import dev.quotey.live.protocol.LogChain;
import dev.quotey.live.protocol.LoggedChange;
import dev.quotey.live.protocol.PersistenceMessage.Append;
import dev.quotey.live.protocol.PersistenceMessage.Appended;
import dev.quotey.live.protocol.PersistenceMessage.Audit;
import dev.quotey.live.protocol.PersistenceMessage.Changes;
import dev.quotey.live.protocol.PersistenceMessage.CloseSession;
import dev.quotey.live.protocol.PersistenceMessage.LoadSession;
import dev.quotey.live.protocol.PersistenceMessage.NoteJoined;
import dev.quotey.live.protocol.PersistenceMessage.NoteLeft;
import dev.quotey.live.protocol.PersistenceMessage.ReadChanges;
import dev.quotey.live.protocol.PersistenceMessage.Reply;
import dev.quotey.live.protocol.PersistenceMessage.Request;
import dev.quotey.live.protocol.PersistenceMessage.SaveSnapshot;
import dev.quotey.live.protocol.PersistenceMessage.SessionClosed;
import dev.quotey.live.protocol.PersistenceMessage.SessionLoaded;
import dev.quotey.live.protocol.PersistenceMessage.SessionOpened;
import dev.quotey.live.protocol.SessionForm;
import dev.quotey.live.protocol.SessionMessage.Lifecycle;
import dev.quotey.live.protocol.SessionMessage.State;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.eventbus.Message;
import io.vertx.core.json.JsonObject;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One session: orders what its clients submit, has it made durable, and tells everybody.
 *
 * <p>The sequencer runs ahead of the log; what clients see never does.
 */
final class SessionVerticle extends VerticleBase implements CommitPipeline.Listener {
  private static final Logger LOG = LoggerFactory.getLogger(SessionVerticle.class);
  private static final long PERSISTENCE_TIMEOUT_MILLIS = 10_000;
  private static final String SYSTEM = "system";
  private static final long SNAPSHOT_REVISIONS = 200;
  private static final long SNAPSHOT_QUIET_MILLIS = 1_000;

  /** Missed changes of one answer; the client asks again for the next. */
  private static final int MISSED_CHANGES_MAX = 1_000;

  private final SessionOpened opened;
  private final SessionId id;
  private final DocumentRules rules;
  private final Clock clock;
  private final Participants participants = new Participants();
  private final AppConfig.Sessions settings;
  private Doors doors;
  private Sequencer sequencer;
  private CommitPipeline pipeline;
  private long durableRevision;
  private JsonValue durableDocument;
  private String durableHash;

  /** Of the newest change, which may not be durable yet. */
  private String hash;

  private long snapshotRevision;
  private long snapshotTimer = -1;
  private boolean retired;
  private IdleClock idle;
  private IdleWatch watch;

  /** What is noted about people is noted in its order. */
  private Future<?> noted = Future.succeededFuture();

  SessionVerticle(
      SessionOpened opened, AppConfig.Sessions settings, DocumentRules rules, Clock clock) {
    this.settings = settings;
    this.opened = opened;
    this.id = opened.sessionId();
    this.rules = rules;
    this.clock = clock;
  }

  long durableRevision() {
    return durableRevision;
  }

  @Override
  public Future<?> start() {
    return this.<Reply>persistence(new LoadSession(id))
        .compose(reply -> {
          if (!(reply instanceof SessionLoaded loaded)) {
            return Future.failedFuture("session " + id + " cannot be loaded: " + reply);
          }
          restore(loaded);
          return listen();
        })
        .onSuccess(done -> {
          LOG.info(
              "session started session_id={} quote_id={} revision={} epoch={}",
              id,
              opened.quoteId(),
              durableRevision,
              opened.ownerEpoch());
          publish(State.STARTED);
        });
  }

  private void restore(SessionLoaded loaded) {
    sequencer =
        new Sequencer(loaded.snapshot(), loaded.snapshotRevision(), loaded.lastSequences(), rules);
    loaded.tail().forEach(logged -> sequencer.replay(logged.change()));
    hash = loaded.snapshotRevision() == 0
        ? LogChain.start(id, opened.quoteId(), loaded.snapshot())
        : loaded.snapshotHash();
    if (!loaded.tail().isEmpty()) {
      hash = loaded.tail().getLast().hash();
    }
    durableHash = hash;
    durableRevision = sequencer.revision();
    durableDocument = sequencer.document();
    snapshotRevision = loaded.snapshotRevision();
    pipeline = new CommitPipeline(durableRevision, this::append, this);
    idle = new IdleClock(settings.idleTimeout(), settings.idleWarning(), opened.lastActivity());
    watch = new IdleWatch(vertx, clock, idle, this::warn, () -> close(SYSTEM, "idle"));
    watch.start();
  }

  private Future<?> listen() {
    doors = new Doors(vertx, this::durableRevision);
    return Future.all(List.of(
        doors.open(Address.join(id), this::join),
        doors.open(Address.submit(id), this::submit),
        doors.open(Address.leave(id), this::leave),
        doors.open(Address.extend(id), this::extend),
        doors.open(Address.closeIdle(id), this::closeIdle),
        doors.open(Address.disconnected(id), this::disconnected),
        doors.open(Address.state(id), this::state)));
  }

  private Future<JsonObject> join(Message<JsonObject> message) {
    Identity identity = Identity.of(message.headers());
    SessionForm.Join join = SessionForm.readJoin(message.body());
    if (participants.isTaken(join.clientId(), identity)) {
      return Doors.refused("CLIENT_ID_TAKEN", "the client id belongs to somebody else");
    }
    long from = join.lastRevision().orElse(-1L);
    if (from > durableRevision) {
      return Doors.refused("FUTURE_REVISION", "the last revision does not exist");
    }
    participants.join(join.clientId(), identity, clock.instant()).ifPresent(participant -> {
      publish(SessionForm.joinedEvent(participant));
      note(new NoteJoined(id, participant.userId(), participant.name()));
    });
    touch();
    if (from < 0) {
      return Future.succeededFuture(SessionForm.joinedWithSnapshot(
          opened,
          participants.all(),
          sequencer.lastSequence(join.clientId()),
          durableRevision,
          durableDocument));
    }
    int missing = (int) Math.min(durableRevision - from, MISSED_CHANGES_MAX);
    boolean more = from + missing < durableRevision;
    return this.<Reply>persistence(new ReadChanges(id, from + 1, missing))
        .map(reply -> SessionForm.joinedWithOperations(
            opened,
            participants.all(),
            sequencer.lastSequence(join.clientId()),
            from + missing,
            ((Changes) reply).changes(),
            more));
  }

  private Future<JsonObject> submit(Message<JsonObject> message) {
    Identity identity = Identity.of(message.headers());
    Submission submission = SessionForm.readSubmission(id, message.body());
    if (!participants.has(submission.clientId(), identity)) {
      return Doors.refused("NOT_JOINED", "join before submitting");
    }
    if (pipeline.isFull()) {
      return Doors.refused("OVERLOADED", "too many changes are waiting; send it again later");
    }
    return switch (sequencer.submit(submission)) {
      case Decision.Commit commit ->
        pipeline
            .commit(logged(commit.change(), identity), commit.document())
            .map(revision -> SessionForm.result(id, "committed", revision));
      case Decision.Duplicate duplicate ->
        pipeline
            .whenDurable(duplicate.revision())
            .map(revision -> SessionForm.result(id, "duplicate", revision));
      case Decision.Reject reject ->
        Future.succeededFuture(
            SessionForm.rejected(reject.code(), reject.message(), durableRevision));
    };
  }

  private LoggedChange logged(CommittedChange change, Identity identity) {
    Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
    LoggedChange logged =
        LoggedChange.following(hash, id, change, identity.userId(), identity.name(), now);
    hash = logged.hash();
    return logged;
  }

  private Future<JsonObject> leave(Message<JsonObject> message) {
    ClientId client = SessionForm.readClientId(message.body());
    if (participants.has(client, Identity.of(message.headers()))) {
      gone(client);
    }
    return Future.succeededFuture(new JsonObject());
  }

  private Future<JsonObject> extend(Message<JsonObject> message) {
    Identity identity = Identity.of(message.headers());
    if (!participants.has(SessionForm.readClientId(message.body()), identity)) {
      return Doors.refused("NOT_JOINED", "join before extending");
    }
    note(new Audit(id, "extended", identity.userId(), "asked for"));
    touch();
    return Future.succeededFuture(SessionForm.closesAt(idle.closesAt()));
  }

  /** From inside: answers with the closed session, or empty where it is not idle. */
  private Future<JsonObject> closeIdle(Message<JsonObject> message) {
    return idle.isIdleFor(SessionForm.readTimeout(message.body()), clock.instant())
        ? close(SYSTEM, "idle").map(SessionForm::closed)
        : Future.succeededFuture(new JsonObject());
  }

  private void touch() {
    if (idle.touch(clock.instant())) {
      publish(SessionForm.extendedEvent(idle.closesAt()));
    }
  }

  private void warn() {
    note(new Audit(id, "warned", SYSTEM, "idle"));
    publish(SessionForm.closingEvent(idle.closesAt()));
  }

  /** Ends the session for good: what is on its way is made durable first, then nobody gets in. */
  private Future<SessionClosed> close(String actor, String reason) {
    retire();
    return pipeline
        .whenDurable(sequencer.revision())
        .compose(done -> noted)
        .compose(done -> this.<Reply>persistence(new CloseSession(
            id, opened.ownerEpoch(), durableRevision, durableDocument, durableHash, actor, reason)))
        .compose(reply -> reply instanceof SessionClosed closed
            ? Future.succeededFuture(closed)
            : Future.failedFuture("close refused: " + reply))
        .onSuccess(closed -> {
          LOG.info("session closed session_id={} reason={}", id, reason);
          publish(SessionForm.closedEvent(reason));
        })
        .onFailure(fault -> {
          LOG.warn("session not closed session_id={} cause={}", id, fault.getMessage());
          publish(SessionForm.resyncEvent("the session moves"));
        })
        .onComplete(done -> vertx.undeploy(deploymentID()));
  }

  private void note(Request request) {
    noted = noted
        .transform(before -> this.<Reply>persistence(request))
        .onFailure(fault -> LOG.warn("not noted session_id={} {}", id, request));
  }

  private Future<JsonObject> disconnected(Message<JsonObject> message) {
    participants.on(Identity.of(message.headers()).socketId()).forEach(this::gone);
    return Future.succeededFuture(new JsonObject());
  }

  private void gone(ClientId client) {
    participants.leave(client).ifPresent(user -> {
      publish(SessionForm.leftEvent(user));
      note(new NoteLeft(id, user));
    });
  }

  private Future<JsonObject> state(Message<JsonObject> message) {
    return Future.succeededFuture(SessionForm.state(durableRevision, durableDocument));
  }

  private Future<Void> append(long baseRevision, List<LoggedChange> changes) {
    Append append = new Append(id, opened.ownerEpoch(), baseRevision, changes);
    return this.<Reply>persistence(append)
        .compose(reply -> reply instanceof Appended
            ? Future.succeededFuture()
            : Future.failedFuture("append refused: " + reply));
  }

  @Override
  public void committed(LoggedChange change, JsonValue document) {
    durableRevision = change.change().revision();
    durableDocument = document;
    durableHash = change.hash();
    publish(SessionForm.committed(id, change));
    touch();
    vertx.cancelTimer(snapshotTimer);
    if (durableRevision - snapshotRevision >= SNAPSHOT_REVISIONS) {
      saveSnapshot();
    } else {
      snapshotTimer = vertx.setTimer(SNAPSHOT_QUIET_MILLIS, timer -> saveSnapshot());
    }
  }

  @Override
  public void broken(Throwable cause) {
    LOG.warn(
        "session retires session_id={} revision={} cause={}",
        id,
        durableRevision,
        cause.getMessage());
    retire();
    publish(SessionForm.resyncEvent("the session moves"));
    vertx.undeploy(deploymentID());
  }

  private Future<?> saveSnapshot() {
    if (snapshotRevision == durableRevision) {
      return Future.succeededFuture();
    }
    snapshotRevision = durableRevision;
    return this.<Reply>persistence(new SaveSnapshot(
            id, opened.ownerEpoch(), durableRevision, durableDocument, durableHash))
        .onFailure(fault -> LOG.warn("snapshot failed session_id={}", id));
  }

  @Override
  public Future<?> stop() {
    vertx.cancelTimer(snapshotTimer);
    boolean owner = !retired;
    retire();
    publish(State.STOPPED);
    Future<?> kept = owner ? saveSnapshot() : Future.succeededFuture();
    return kept.transform(done -> noted).otherwiseEmpty();
  }

  /** Nobody reaches the session any more. */
  private void retire() {
    retired = true;
    watch.stop();
    doors.close();
  }

  private <R> Future<R> persistence(Request request) {
    return Bus.request(vertx, Address.PERSISTENCE, request, PERSISTENCE_TIMEOUT_MILLIS);
  }

  private void publish(JsonObject event) {
    vertx.eventBus().publish(Address.events(id), event);
  }

  private void publish(State state) {
    vertx.eventBus().publish(Address.SESSION_LIFECYCLE, new Lifecycle(id, opened.quoteId(), state));
  }
}
