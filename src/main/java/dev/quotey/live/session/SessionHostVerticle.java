package dev.quotey.live.session;

import dev.quotey.live.core.quote.PriceBook;
import dev.quotey.live.core.sync.QuoteId;
import dev.quotey.live.core.sync.SessionId;
import dev.quotey.live.metrics.SessionMeters;
import dev.quotey.live.protocol.Address;
import dev.quotey.live.protocol.Bus;
import dev.quotey.live.protocol.Door;
import dev.quotey.live.protocol.Letter;
import dev.quotey.live.protocol.PendingRequests;
import dev.quotey.live.protocol.PersistenceMessage.Epochs;
import dev.quotey.live.protocol.PersistenceMessage.OpenSession;
import dev.quotey.live.protocol.PersistenceMessage.ReadSuccessors;
import dev.quotey.live.protocol.PersistenceMessage.Refused;
import dev.quotey.live.protocol.PersistenceMessage.Reply;
import dev.quotey.live.protocol.PersistenceMessage.SessionOpened;
import dev.quotey.live.protocol.PersistenceMessage.SessionTaken;
import dev.quotey.live.protocol.SessionForm;
import dev.quotey.live.protocol.SessionMessage.Lifecycle;
import dev.quotey.live.protocol.SessionMessage.Placed;
import dev.quotey.live.protocol.SessionMessage.Placing;
import dev.quotey.live.protocol.SessionMessage.RunSession;
import dev.quotey.live.protocol.SessionMessage.Standing;
import dev.quotey.live.protocol.SessionMessage.State;
import dev.quotey.live.protocol.SessionMessage.Unplaced;
import dev.quotey.live.protocol.SessionSettings;
import dev.quotey.live.tracing.Traces;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs this node's sessions, and hands them what comes for them from other nodes. */
public final class SessionHostVerticle extends VerticleBase {
  private static final Logger LOG = LoggerFactory.getLogger(SessionHostVerticle.class);
  private static final long ANSWER_MILLIS = 20_000;

  /** How long a session can go on that nobody edits and of whose new owner nothing was heard. */
  private static final long SUCCESSORS_MILLIS = 10_000;

  /** A message for a session that does not run here. */
  private static final int NOT_HERE = 404;

  private final HostNode host;
  /** Letters that are not answered yet, by session. */
  private final PendingRequests pending = new PendingRequests();

  private final Map<QuoteId, Future<Placing>> starting = new HashMap<>();
  private final Map<QuoteId, Running> running = new HashMap<>();

  /** Sessions that run keep the settings they were started with. */
  private SessionSettings settings;

  private boolean hosting = true;

  private record Running(SessionVerticle session, Placed placed) {}

  /**
   * @param prices of new lines, where their author may not set prices
   * @param node this node's name
   */
  public SessionHostVerticle(
      SessionSettings settings,
      PriceBook prices,
      String node,
      Clock clock,
      SessionMeters meters,
      Traces traces) {
    this.host = new HostNode(node, clock, prices, meters, traces);
    this.settings = settings;
  }

  @Override
  public Future<?> start() {
    EventBus bus = vertx.eventBus();
    MessageConsumer<SessionSettings> changed = bus.localConsumer(Address.SESSIONS_SETTINGS);
    changed.handler(message -> settings = message.body());
    MessageConsumer<Lifecycle> lifecycle = bus.localConsumer(Address.SESSION_LIFECYCLE);
    lifecycle.handler(message -> follow(message.body()));
    MessageConsumer<Standing> standing = bus.localConsumer(Address.NODE_STANDING);
    standing.handler(message -> stand(message.body()));
    MessageConsumer<Object> requests = bus.consumer(Address.sessionHost(host.name()));
    requests.handler(this::take);
    vertx.setPeriodic(SUCCESSORS_MILLIS, timer -> askForSuccessors());
    return Future.all(List.of(
        changed.completion(),
        lifecycle.completion(),
        standing.completion(),
        requests.completion()));
  }

  private void take(Message<Object> message) {
    switch (message.body()) {
      case RunSession request ->
        run(request).onComplete(message::reply, fault -> message.fail(Bus.FAULT, "not started"));
      case Letter letter -> forward(message, letter);
      default -> {}
    }
  }

  private void forward(Message<Object> message, Letter letter) {
    if (message.replyAddress() == null) {
      letter.send(vertx, letter.localAddress());
    } else {
      pending
          .to(letter.session().value(), letter.ask(vertx, letter.localAddress(), ANSWER_MILLIS))
          .onComplete(
              message::reply, fault -> message.fail(NOT_HERE, "the session does not run here"));
    }
  }

  /** Those who ask at the same time get the same session. */
  private Future<Placing> run(RunSession request) {
    QuoteId quote = request.quoteId();
    Future<Placing> before = starting.get(quote);
    if (before != null) {
      return before;
    }
    Running known = running.get(quote);
    if (known != null) {
      return Future.succeededFuture(known.placed());
    }
    if (!hosting) {
      return Future.succeededFuture(takesNone());
    }
    Future<Placing> started = Bus.persistence(
            vertx, new OpenSession(quote, request.userId(), host.name()))
        .compose(this::open);
    if (!started.isComplete()) {
      starting.put(quote, started);
      started.onComplete(done -> starting.remove(quote, started));
    }
    return started;
  }

  private Future<Placing> open(Reply reply) {
    if (!(reply instanceof SessionTaken taken)) {
      String code = reply instanceof Refused refused ? refused.reason().name() : "UNAVAILABLE";
      return Future.succeededFuture(new Unplaced(code, "the quote cannot be opened"));
    }
    SessionOpened opened = taken.opened();
    Placed placed = new Placed(opened, host.name());
    SessionVerticle session = new SessionVerticle(taken, settings, host);
    Running one = new Running(session, placed);
    running.put(opened.quoteId(), one);
    host.meters().opened(opened.ownerEpoch() == 1);
    return vertx
        .deployVerticle(session)
        .onFailure(fault -> running.remove(opened.quoteId(), one))
        .compose(id ->
            hosting ? Future.succeededFuture(placed) : vertx.undeploy(id).map(gone -> takesNone()));
  }

  private static Placing takesNone() {
    return new Unplaced("UNAVAILABLE", "the node takes no sessions now");
  }

  private void follow(Lifecycle event) {
    if (event.state() == State.STOPPED) {
      // What it had not taken in yet when it stopped, it does not answer.
      pending.lost(event.sessionId().value());
    }
    Running known = running.get(event.quoteId());
    // The same session may run here again already, under a later epoch.
    if (event.state() == State.STOPPED
        && known != null
        && known.placed().opened().ownerEpoch() == event.ownerEpoch()) {
      running.remove(event.quoteId());
    }
  }

  /**
   * The database tells an owner of its successor, and so does the directory; both can be lost. An owner
   * that commits finds out by itself, and one that is only read would show an old quote for ever.
   */
  private void askForSuccessors() {
    Map<SessionId, Long> epochs = new HashMap<>();
    running.values().forEach(one -> {
      SessionOpened opened = one.placed().opened();
      epochs.put(opened.sessionId(), opened.ownerEpoch());
    });
    if (!epochs.isEmpty()) {
      Bus.persistence(vertx, new ReadSuccessors(epochs))
          .onSuccess(reply -> ((Epochs) reply)
              .epochs()
              .forEach(
                  (session, epoch) -> Letter.ofSystem(session, Door.OWNER, SessionForm.owner(epoch))
                      .send(vertx, Address.session(session))))
          .onFailure(fault -> LOG.debug("owners not known cause={}", fault.getMessage()));
    }
  }

  /** A node that others do not see, or that has no database, leaves its sessions to those that have. */
  private void stand(Standing standing) {
    hosting = standing.hosting();
    if (!hosting) {
      // One that is only starting ends when it has started.
      List.copyOf(running.values()).stream()
          .map(one -> one.session().deploymentID())
          .filter(Objects::nonNull)
          .forEach(vertx::undeploy);
    }
  }
}
