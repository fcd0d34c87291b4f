package dev.quotey.live.session;

import dev.quotey.live.core.json.JsonMap;
import dev.quotey.live.core.quote.ColumnRules;
import dev.quotey.live.core.quote.Departed;
import dev.quotey.live.core.sync.ClientId;
import dev.quotey.live.core.sync.SessionId;
import dev.quotey.live.core.sync.Submission;
import dev.quotey.live.metrics.SessionMeters;
import dev.quotey.live.protocol.Address;
import dev.quotey.live.protocol.Bus;
import dev.quotey.live.protocol.CommandForm;
import dev.quotey.live.protocol.Door;
import dev.quotey.live.protocol.EdgeNotice;
import dev.quotey.live.protocol.Identity;
import dev.quotey.live.protocol.Letter;
import dev.quotey.live.protocol.LoggedChange;
import dev.quotey.live.protocol.Origin;
import dev.quotey.live.protocol.PersistenceMessage.Audit;
import dev.quotey.live.protocol.PersistenceMessage.LoadSession;
import dev.quotey.live.protocol.PersistenceMessage.NoteActivity;
import dev.quotey.live.protocol.PersistenceMessage.NoteJoined;
import dev.quotey.live.protocol.PersistenceMessage.NoteLeft;
import dev.quotey.live.protocol.PersistenceMessage.SessionClosed;
import dev.quotey.live.protocol.PersistenceMessage.SessionLoaded;
import dev.quotey.live.protocol.PersistenceMessage.SessionOpened;
import dev.quotey.live.protocol.PersistenceMessage.SessionTaken;
import dev.quotey.live.protocol.PersistenceMessage.Stranded;
import dev.quotey.live.protocol.PresenceForm;
import dev.quotey.live.protocol.SessionForm;
import dev.quotey.live.protocol.SessionMessage.Lifecycle;
import dev.quotey.live.protocol.SessionMessage.Placed;
import dev.quotey.live.protocol.SessionMessage.SessionMoved;
import dev.quotey.live.protocol.SessionMessage.State;
import dev.quotey.live.protocol.SessionSettings;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.json.JsonObject;
import java.time.Clock;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One session: its people come and go here, and it opens, warns, and ends here. What they do to the
 * quote goes to the {@link Ledger}, by way of the {@link CommandDesk} where it is no edit.
 */
final class SessionVerticle extends VerticleBase
    implements Ledger.Listener, Attendance.Listener, JoinDesk.Listener {
  private static final Logger LOG = LoggerFactory.getLogger(SessionVerticle.class);
  private static final String IDLE = "idle";

  private final SessionOpened opened;
  private final Stranded stranded;
  private final SessionId id;
  private final SessionSettings settings;
  private final HostNode host;
  private final Clock clock;
  private final Participants participants = new Participants();
  private Doors doors;
  private Ledger ledger;
  private HoldKeeper holds;
  private Attendance attendance;
  private IdleClock idle;
  private IdleWatch watch;
  private NewsDesk news;
  private Notes notes;
  private CommitNotices notices;
  private boolean retired;
  private long unloading = -1;

  SessionVerticle(SessionTaken taken, SessionSettings settings, HostNode host) {
    this.opened = taken.opened();
    this.stranded = taken.stranded();
    this.host = host;
    this.clock = host.clock();
    this.id = opened.sessionId();
    this.settings = settings;
  }

  long durableRevision() {
    return ledger.durableRevision();
  }

  @Override
  public Future<?> start() {
    return Bus.persistence(vertx, new LoadSession(id))
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
              durableRevision(),
              opened.ownerEpoch());
          publish(State.STARTED);
          news.tell(true);
          unloadLater();
        });
  }

  private void restore(SessionLoaded loaded) {
    news = new NewsDesk(vertx, id);
    notes = new Notes(vertx, id);
    Departed departed = new Departed(settings.columns());
    ColumnRules columns = new ColumnRules(settings.columns(), host.prices(), departed);
    EditSteps steps = new EditSteps(host.traces());
    notices = new CommitNotices(id, settings.columns(), loaded.revision(), host.traces());
    SessionMeters meters = host.meters();
    ledger = new Ledger(
        vertx, clock, opened, loaded, columns, participants::name, meters, steps, notices, this);
    holds = new HoldKeeper(vertx, ledger);
    holds.watch();
    // Whoever held a line when the session stopped here has a moment to come back.
    endHoldsLater(Identity.SYSTEM);
    Stays stays = new Stays(vertx, host.meters(), stranded);
    attendance = new Attendance(vertx, id, clock, participants, stays, this);
    idle = new IdleClock(settings.idleTimeout(), settings.idleWarning(), opened.lastActivity());
    watch = new IdleWatch(vertx, clock, idle, this::warn, () -> close(Identity.SYSTEM, IDLE));
    watch.start();
  }

  private Future<?> listen() {
    CommandDesk desk = new CommandDesk(vertx, id, ledger, participants, settings.columns());
    JoinDesk joining =
        new JoinDesk(vertx, opened, ledger, participants, settings, host.meters(), this);
    doors = new Doors(vertx, id, this::durableRevision)
        .put(Door.JOIN, joining::join)
        .put(Door.SUBMIT, this::submit)
        .put(Door.COMMAND, desk::command)
        .put(Door.RESTORE, desk::restore)
        .put(Door.REPLACE, desk::replace)
        .put(Door.LEAVE, attendance::leave)
        .put(Door.EXTEND, this::extend)
        .put(Door.KEEP, this::keep)
        .put(Door.CLOSE, this::closeWithNotice)
        .put(Door.CLOSE_IDLE, this::closeIdle)
        .put(Door.PARTICIPANTS, this::present)
        .put(Door.SEEN, this::seen)
        .put(Door.OWNER, this::owner)
        .put(Door.DISCONNECTED, attendance::disconnected)
        .put(Door.STATE, this::state);
    return doors.open();
  }

  private Future<JsonObject> submit(Letter letter) {
    Identity identity = letter.from();
    Submission submission = SessionForm.readSubmission(id, letter.body());
    if (!participants.has(submission.clientId(), identity)) {
      return Doors.refused("NOT_JOINED", "join before submitting");
    }
    attendance.keep(submission.clientId(), identity);
    return ledger.submit(submission, identity, letter.origin());
  }

  private Future<JsonObject> extend(Letter letter) {
    Identity identity = letter.from();
    if (!participants.has(SessionForm.readClientId(letter.body()), identity)) {
      return Doors.refused("NOT_JOINED", "join before extending");
    }
    notes.add(new Audit(id, "extended", identity.userId(), "asked for"));
    touch();
    return Future.succeededFuture(SessionForm.closesAt(idle.closesAt()));
  }

  /** From inside, in the name of somebody who is not there. */
  private Future<JsonObject> keep(Letter letter) {
    Identity identity = letter.from();
    notes.add(new Audit(id, "extended", identity.userId(), CommandForm.readReason(letter.body())));
    touch();
    return Future.succeededFuture(SessionForm.closesAt(idle.closesAt()));
  }

  /** Who is there, and how far the session is: who listens can tell whether something was missed. */
  private Future<JsonObject> present(Letter letter) {
    return Future.succeededFuture(
        SessionForm.participantList(participants.all(), durableRevision()));
  }

  private Future<JsonObject> seen(Letter letter) {
    attendance.seen(letter.body());
    publish(EdgeNotice.of(id, PresenceForm.event(letter.body()), true));
    return Future.succeededFuture(new JsonObject());
  }

  /** From inside: answers with the closed session, or empty where it is not idle. */
  private Future<JsonObject> closeIdle(Letter letter) {
    return idle.isIdleFor(SessionForm.readTimeout(letter.body()), clock.instant())
        ? close(Identity.SYSTEM, IDLE).map(SessionForm::closed)
        : Future.succeededFuture(new JsonObject());
  }

  /** From inside: whoever is there is told, and has a moment to send what is under way. */
  private Future<JsonObject> closeWithNotice(Letter letter) {
    String reason = CommandForm.readReason(letter.body());
    Identity actor = letter.from();
    if (participants.isEmpty()) {
      return close(actor, reason).map(SessionForm::closed);
    }
    watch.stop();
    publish(SessionForm.closingEvent(clock.instant().plus(settings.closeNotice()), reason));
    return vertx
        .timer(Math.max(1, settings.closeNotice().toMillis()), TimeUnit.MILLISECONDS)
        .compose(told -> close(actor, reason))
        .map(SessionForm::closed);
  }

  @Override
  public void joined(ClientId client, Identity identity) {
    attendance.join(client, identity);
    touch();
  }

  private void touch() {
    if (idle.touch(clock.instant())) {
      publish(SessionForm.extendedEvent(idle.closesAt()));
    }
  }

  private void warn() {
    notes.add(new Audit(id, "warned", Identity.SYSTEM.userId(), IDLE));
    publish(SessionForm.closingEvent(idle.closesAt(), IDLE));
  }

  /** Ends the session for good: what is on its way is made durable first, then nobody gets in. */
  private Future<SessionClosed> close(Identity actor, String reason) {
    if (retired) {
      return Future.failedFuture("the session ends already");
    }
    retire();
    holds.end(hold -> true, actor);
    return notes
        .added()
        .compose(done -> ledger.close(actor.userId(), reason))
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

  @Override
  public void arrived(SessionForm.Participant participant, boolean mayEdit) {
    publish(SessionForm.joinedEvent(participant));
    notes.add(new NoteJoined(id, participant.userId(), participant.name(), mayEdit));
  }

  @Override
  public void departed(Participants.Gone user, boolean meant) {
    publish(SessionForm.leftEvent(user.identity().userId()));
    notes.add(new NoteLeft(
        id,
        user.identity().userId(),
        user.place().cursor().map(SessionForm::value),
        user.place().selection().map(SessionForm::value),
        meant ? "left" : "connection lost"));
    if (meant) {
      endHoldsOfAbsent(user.identity());
    } else {
      endHoldsLater(user.identity());
    }
  }

  @Override
  public void attended() {
    vertx.cancelTimer(unloading);
    if (!retired) {
      tell(State.ATTENDED);
      unloadLater();
    }
  }

  /** A session without people gives its memory back; its idle time goes on in the database. */
  private void unloadLater() {
    if (participants.isEmpty()) {
      unloading = vertx.setTimer(settings.unloadAfter().toMillis(), timer -> unload());
    }
  }

  private void unload() {
    if (retired || !participants.isEmpty()) {
      return;
    }
    // Whoever is warned of the end has to see it come, or be taken back.
    if (idle.isNearEnd(clock.instant()) || ledger.isBusy()) {
      unloadLater();
      return;
    }
    LOG.info("session unloads session_id={} revision={}", id, durableRevision());
    notes.add(new NoteActivity(id, opened.ownerEpoch(), idle.lastActivity()));
    vertx.undeploy(deploymentID());
  }

  private void endHoldsLater(Identity actor) {
    vertx.setTimer(Math.max(1, settings.holdGrace().toMillis()), timer -> endHoldsOfAbsent(actor));
  }

  private void endHoldsOfAbsent(Identity actor) {
    if (!retired) {
      holds.end(hold -> !participants.isPresent(hold.userId()), actor);
    }
  }

  private Future<JsonObject> state(Letter letter) {
    return Future.succeededFuture(SessionForm.state(durableRevision(), ledger.durableDocument()));
  }

  private Future<JsonObject> owner(Letter letter) {
    if (!retired && SessionForm.readOwner(letter.body()) > opened.ownerEpoch()) {
      broken(new IllegalStateException("another process has taken the session over"));
    }
    return Future.succeededFuture(new JsonObject());
  }

  @Override
  public void committed(LoggedChange change, Origin origin) {
    publish(notices.of(change, (JsonMap) ledger.durableDocument(), origin));
    touch();
    boolean byCommand = change.change().clientId().equals(ClientId.SERVER);
    news.tell(byCommand);
    if (byCommand && !retired) {
      holds.watch();
    }
  }

  @Override
  public void broken(Throwable cause) {
    if (retired) {
      return;
    }
    LOG.warn(
        "session retires session_id={} revision={} cause={}",
        id,
        durableRevision(),
        cause.getMessage());
    retire();
    publish(SessionForm.resyncEvent("the session moves"));
    vertx.undeploy(deploymentID());
  }

  @Override
  public Future<?> stop() {
    boolean owner = !retired;
    retire();
    publish(State.STOPPED);
    if (!owner) {
      return notes.added().otherwiseEmpty();
    }
    return ledger
        .saveSnapshot()
        .transform(done -> notes.added())
        .onComplete(done -> publish(SessionForm.resyncEvent("the session moves")))
        .otherwiseEmpty();
  }

  /** Nobody reaches the session any more. */
  private void retire() {
    retired = true;
    watch.stop();
    ledger.stop();
    holds.stop();
    vertx.cancelTimer(unloading);
    attendance.stop();
    news.stop();
    doors.close();
  }

  private void publish(JsonObject event) {
    publish(EdgeNotice.of(id, event, false));
    news.tell(true);
  }

  private void publish(EdgeNotice notice) {
    notice.send(vertx, participants.nodes());
  }

  private void publish(State state) {
    tell(state);
    Bus.publish(
        vertx, Address.SESSIONS_PLACED, new SessionMoved(new Placed(opened, host.name()), state));
  }

  private void tell(State state) {
    Bus.publish(
        vertx,
        Address.SESSION_LIFECYCLE,
        new Lifecycle(id, opened.quoteId(), opened.ownerEpoch(), state, participants.count()));
  }
}
