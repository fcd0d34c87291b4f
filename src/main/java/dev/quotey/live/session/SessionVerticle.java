package dev.quotey.live.session;

import dev.quotey.live.core.sync.ClientId;
import dev.quotey.live.core.sync.SessionId;
import dev.quotey.live.core.sync.Submission;
import dev.quotey.live.protocol.Address;
import dev.quotey.live.protocol.Bus;
import dev.quotey.live.protocol.CommandForm;
import dev.quotey.live.protocol.Identity;
import dev.quotey.live.protocol.LoggedChange;
import dev.quotey.live.protocol.NodeForm;
import dev.quotey.live.protocol.PersistenceMessage.Audit;
import dev.quotey.live.protocol.PersistenceMessage.Changes;
import dev.quotey.live.protocol.PersistenceMessage.LoadSession;
import dev.quotey.live.protocol.PersistenceMessage.NoteJoined;
import dev.quotey.live.protocol.PersistenceMessage.NoteLeft;
import dev.quotey.live.protocol.PersistenceMessage.ReadChanges;
import dev.quotey.live.protocol.PersistenceMessage.Request;
import dev.quotey.live.protocol.PersistenceMessage.SessionClosed;
import dev.quotey.live.protocol.PersistenceMessage.SessionLoaded;
import dev.quotey.live.protocol.PersistenceMessage.SessionOpened;
import dev.quotey.live.protocol.PresenceForm;
import dev.quotey.live.protocol.SessionForm;
import dev.quotey.live.protocol.SessionMessage.Lifecycle;
import dev.quotey.live.protocol.SessionMessage.State;
import dev.quotey.live.protocol.SessionSettings;
import dev.quotey.live.protocol.StateHash;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.json.JsonObject;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One session: its people come and go here, and it opens, warns, and ends here. What they do to the
 * quote goes to the {@link Ledger}, by way of the {@link CommandDesk} where it is no edit.
 */
final class SessionVerticle extends VerticleBase implements Ledger.Listener {
  private static final Logger LOG = LoggerFactory.getLogger(SessionVerticle.class);
  private static final String IDLE = "idle";

  /** Missed changes of one answer; the client asks again for the next. */
  private static final int MISSED_CHANGES_MAX = 1_000;

  /** How long a client without a socket is there after its last call. */
  private static final long LEASE_MILLIS = 60_000;

  private final SessionOpened opened;
  private final SessionId id;
  private final SessionSettings settings;
  private final Clock clock;
  private final Participants participants = new Participants();
  private Doors doors;
  private Ledger ledger;
  private HoldKeeper holds;
  private Leases leases;
  private IdleClock idle;
  private IdleWatch watch;
  private boolean retired;
  private MessageConsumer<JsonObject> nodesLost;

  /** What is noted about people is noted in its order. */
  private Future<?> noted = Future.succeededFuture();

  SessionVerticle(SessionOpened opened, SessionSettings settings, Clock clock) {
    this.opened = opened;
    this.id = opened.sessionId();
    this.settings = settings;
    this.clock = clock;
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
          // Whoever is connected saw it elsewhere before.
          publish(SessionForm.resyncEvent("the session has moved"));
        });
  }

  private void restore(SessionLoaded loaded) {
    ledger = new Ledger(vertx, clock, opened, loaded, this);
    holds = new HoldKeeper(vertx, ledger);
    holds.watch();
    // Whoever held a line when the session stopped here has a moment to come back.
    endHoldsLater(Identity.SYSTEM);
    leases = new Leases(vertx, LEASE_MILLIS, client -> gone(client, false));
    idle = new IdleClock(settings.idleTimeout(), settings.idleWarning(), opened.lastActivity());
    watch = new IdleWatch(vertx, clock, idle, this::warn, () -> close(Identity.SYSTEM, IDLE));
    watch.start();
  }

  private Future<?> listen() {
    doors = new Doors(vertx, this::durableRevision);
    CommandDesk desk = new CommandDesk(vertx, id, ledger, participants);
    return Future.all(List.of(
        doors.open(Address.join(id), this::join),
        doors.open(Address.submit(id), this::submit),
        doors.open(Address.command(id), desk::command),
        doors.open(Address.restore(id), desk::restore),
        doors.open(Address.replace(id), desk::replace),
        doors.open(Address.leave(id), this::leave),
        doors.open(Address.extend(id), this::extend),
        doors.open(Address.close(id), this::closeWithNotice),
        doors.open(Address.closeIdle(id), this::closeIdle),
        doors.open(Address.participants(id), this::present),
        doors.open(Address.seen(id), this::seen),
        doors.open(Address.owner(id), this::owner),
        doors.open(Address.disconnected(id), this::disconnected),
        doors.open(Address.state(id), this::state),
        lost()));
  }

  private Future<JsonObject> join(Message<JsonObject> message) {
    Identity identity = Identity.of(message.headers());
    SessionForm.Join join = SessionForm.readJoin(message.body());
    ClientId client = join.clientId();
    if (participants.isTaken(client, identity) || client.equals(ClientId.SERVER)) {
      return Doors.refused("CLIENT_ID_TAKEN", "the client id belongs to somebody else");
    }
    long from = join.lastRevision().orElse(-1L);
    if (from > durableRevision()) {
      return Doors.refused("FUTURE_REVISION", "the last revision does not exist");
    }
    participants.join(client, identity, clock.instant()).ifPresent(participant -> {
      publish(SessionForm.joinedEvent(participant));
      note(new NoteJoined(id, participant.userId(), participant.name()));
    });
    keep(client, identity);
    touch();
    if (from < 0) {
      return Future.succeededFuture(SessionForm.joinedWithSnapshot(
          opened,
          participants.all(),
          ledger.lastSequence(client),
          durableRevision(),
          ledger.durableDocument()));
    }
    int missing = (int) Math.min(durableRevision() - from, MISSED_CHANGES_MAX);
    boolean more = from + missing < durableRevision();
    return Bus.persistence(vertx, new ReadChanges(id, from + 1, missing))
        .map(reply -> SessionForm.joinedWithOperations(
            opened,
            participants.all(),
            ledger.lastSequence(client),
            from + missing,
            ((Changes) reply).changes(),
            more));
  }

  /** A client over REST has no socket whose end would tell that it is gone. */
  private void keep(ClientId client, Identity identity) {
    if (identity.socketId().isEmpty()) {
      leases.renew(client);
    }
  }

  private Future<JsonObject> submit(Message<JsonObject> message) {
    Identity identity = Identity.of(message.headers());
    Submission submission = SessionForm.readSubmission(id, message.body());
    if (!participants.has(submission.clientId(), identity)) {
      return Doors.refused("NOT_JOINED", "join before submitting");
    }
    keep(submission.clientId(), identity);
    return ledger.submit(submission, identity);
  }

  private Future<JsonObject> leave(Message<JsonObject> message) {
    ClientId client = SessionForm.readClientId(message.body());
    if (participants.has(client, Identity.of(message.headers()))) {
      gone(client, true);
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

  private Future<JsonObject> present(Message<JsonObject> message) {
    return Future.succeededFuture(SessionForm.participantList(participants.all()));
  }

  private Future<JsonObject> seen(Message<JsonObject> message) {
    CommandForm.readSeen(
        message.body(),
        (client, cursor, selection) ->
            participants.see(client, new Participants.Place(cursor, selection)));
    return Future.succeededFuture(new JsonObject());
  }

  /** From inside: answers with the closed session, or empty where it is not idle. */
  private Future<JsonObject> closeIdle(Message<JsonObject> message) {
    return idle.isIdleFor(SessionForm.readTimeout(message.body()), clock.instant())
        ? close(Identity.SYSTEM, IDLE).map(SessionForm::closed)
        : Future.succeededFuture(new JsonObject());
  }

  /** From inside: whoever is there is told, and has a moment to send what is under way. */
  private Future<JsonObject> closeWithNotice(Message<JsonObject> message) {
    String reason = CommandForm.readReason(message.body());
    if (participants.isEmpty()) {
      return close(Identity.SYSTEM, reason).map(SessionForm::closed);
    }
    watch.stop();
    publish(SessionForm.closingEvent(clock.instant().plus(settings.closeNotice()), reason));
    return vertx
        .timer(Math.max(1, settings.closeNotice().toMillis()), TimeUnit.MILLISECONDS)
        .compose(told -> close(Identity.SYSTEM, reason))
        .map(SessionForm::closed);
  }

  private void touch() {
    if (idle.touch(clock.instant())) {
      publish(SessionForm.extendedEvent(idle.closesAt()));
    }
  }

  private void warn() {
    note(new Audit(id, "warned", Identity.SYSTEM.userId(), IDLE));
    publish(SessionForm.closingEvent(idle.closesAt(), IDLE));
  }

  /** Ends the session for good: what is on its way is made durable first, then nobody gets in. */
  private Future<SessionClosed> close(Identity actor, String reason) {
    if (retired) {
      return Future.failedFuture("the session ends already");
    }
    retire();
    holds.end(hold -> true, actor);
    return noted
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

  private void note(Request request) {
    noted = noted
        .transform(before -> Bus.persistence(vertx, request))
        .onFailure(fault -> LOG.warn("not noted session_id={} {}", id, request));
  }

  private Future<JsonObject> disconnected(Message<JsonObject> message) {
    participants
        .on(Identity.of(message.headers()).socketId())
        .forEach(client -> gone(client, false));
    return Future.succeededFuture(new JsonObject());
  }

  /** @param left whether the user meant it; a connection that was lost may come back */
  private void gone(ClientId client, boolean left) {
    leases.end(client);
    vertx.eventBus().send(Address.gone(id), PresenceForm.client(client));
    participants.leave(client).ifPresent(user -> {
      publish(SessionForm.leftEvent(user.identity().userId()));
      note(new NoteLeft(
          id,
          user.identity().userId(),
          user.place().cursor().map(SessionForm::value),
          user.place().selection().map(SessionForm::value),
          left ? "left" : "connection lost"));
      if (left) {
        endHoldsOfAbsent(user.identity());
      } else {
        endHoldsLater(user.identity());
      }
    });
  }

  private void endHoldsLater(Identity actor) {
    long millis = Math.max(1, settings.holdGrace().toMillis());
    vertx.setTimer(millis, timer -> endHoldsOfAbsent(actor));
  }

  private void endHoldsOfAbsent(Identity actor) {
    if (!retired) {
      holds.end(hold -> !participants.isPresent(hold.userId()), actor);
    }
  }

  /** Whoever was connected to a node that is gone, is gone, and may come back by another. */
  private Future<?> lost() {
    nodesLost = vertx.eventBus().localConsumer(Address.NODES_LOST);
    nodesLost.handler(message ->
        participants.at(NodeForm.readNode(message.body())).forEach(client -> gone(client, false)));
    return nodesLost.completion();
  }

  private Future<JsonObject> state(Message<JsonObject> message) {
    return Future.succeededFuture(SessionForm.state(durableRevision(), ledger.durableDocument()));
  }

  private Future<JsonObject> owner(Message<JsonObject> message) {
    if (!retired && SessionForm.readOwner(message.body()) > opened.ownerEpoch()) {
      broken(new IllegalStateException("another process has taken the session over"));
    }
    return Future.succeededFuture(new JsonObject());
  }

  @Override
  public void committed(LoggedChange change) {
    JsonObject event = SessionForm.committed(id, change);
    if (change.change().revision() % StateHash.REVISIONS == 0) {
      SessionForm.putStateHash(event, ledger.durableDocument());
    }
    publish(event);
    touch();
    if (change.change().clientId().equals(ClientId.SERVER) && !retired) {
      holds.watch();
    }
  }

  @Override
  public void broken(Throwable cause) {
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
      return noted.otherwiseEmpty();
    }
    return ledger
        .saveSnapshot()
        .transform(done -> noted)
        .onComplete(done -> publish(SessionForm.resyncEvent("the session moves")))
        .otherwiseEmpty();
  }

  /** Nobody reaches the session any more. */
  private void retire() {
    retired = true;
    watch.stop();
    ledger.stop();
    holds.stop();
    leases.endAll();
    nodesLost.unregister();
    doors.close();
  }

  private void publish(JsonObject event) {
    vertx.eventBus().publish(Address.events(id), event);
  }

  private void publish(State state) {
    vertx.eventBus().publish(Address.SESSION_LIFECYCLE, new Lifecycle(id, opened.quoteId(), state));
  }
}
