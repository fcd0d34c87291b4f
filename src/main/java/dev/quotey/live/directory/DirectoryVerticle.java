package dev.quotey.live.directory;

import dev.quotey.live.core.sync.QuoteId;
import dev.quotey.live.core.sync.SessionId;
import dev.quotey.live.metrics.ClusterMeters;
import dev.quotey.live.protocol.Address;
import dev.quotey.live.protocol.Bus;
import dev.quotey.live.protocol.BusMessage;
import dev.quotey.live.protocol.Door;
import dev.quotey.live.protocol.Identity;
import dev.quotey.live.protocol.Letter;
import dev.quotey.live.protocol.PendingRequests;
import dev.quotey.live.protocol.PersistenceMessage.BeatNode;
import dev.quotey.live.protocol.PersistenceMessage.ForgetNode;
import dev.quotey.live.protocol.PersistenceMessage.NodeAges;
import dev.quotey.live.protocol.PersistenceMessage.ReadSession;
import dev.quotey.live.protocol.PersistenceMessage.SessionRecord;
import dev.quotey.live.protocol.SessionForm;
import dev.quotey.live.protocol.SessionMessage.Beat;
import dev.quotey.live.protocol.SessionMessage.Claims;
import dev.quotey.live.protocol.SessionMessage.FindSession;
import dev.quotey.live.protocol.SessionMessage.Lifecycle;
import dev.quotey.live.protocol.SessionMessage.LocateSession;
import dev.quotey.live.protocol.SessionMessage.MoveSession;
import dev.quotey.live.protocol.SessionMessage.PlaceSession;
import dev.quotey.live.protocol.SessionMessage.Placed;
import dev.quotey.live.protocol.SessionMessage.Placing;
import dev.quotey.live.protocol.SessionMessage.ReadClaims;
import dev.quotey.live.protocol.SessionMessage.RunSession;
import dev.quotey.live.protocol.SessionMessage.SessionMoved;
import dev.quotey.live.protocol.SessionMessage.Standing;
import dev.quotey.live.protocol.SessionMessage.Unplaced;
import dev.quotey.live.protocol.SessionSettings;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Gives each quote its one session, started when first asked for. */
public final class DirectoryVerticle extends VerticleBase {
  private static final Logger LOG = LoggerFactory.getLogger(DirectoryVerticle.class);
  private static final String USER = Identity.SYSTEM.userId();
  private static final long BEAT_MILLIS = 500;

  /** How often it is looked who has fallen silent: what people wait for at worst, besides. */
  private static final long TICK_MILLIS = 100;

  /** After so long without a beat a node is taken for silent. */
  private static final long SILENT_MILLIS = 2_000;

  /** When a node asks once more that may be on the smaller side of a split. */
  private static final long DOUBT_MILLIS = 200;

  /** How often a node that is not heard is called. */
  private static final long REUNION_MILLIS = 4_000;

  /** For so long nothing has to have moved before sessions are moved to even out the load. */
  private static final long REBALANCE_MILLIS = 5_000;

  private static final long SWEEP_MILLIS = 60_000;
  private static final long SWEEP_MILLIS_MIN = 1_000;

  /** A session that runs answers at once. */
  private static final long ANSWER_MILLIS = 1_000;

  /** From asking a node to run a session until it does; one that is lost meanwhile fails at once. */
  private static final long START_MILLIS = 8_000;

  /** A home may have to try more than one node. */
  private static final long PLACE_MILLIS = 15_000;

  private static final Placing NOT_OPEN =
      new Unplaced("SESSION_NOT_FOUND", "the session is not open");

  private final String node;
  private final Supplier<List<String>> nodes;
  private final ClusterMeters meters;
  private final PendingRequests pending = new PendingRequests();
  private final Directory.Ports ports = new BusPorts();
  private final Directory directory;
  private Standings standings;
  private IdleSweep sweep;
  private SessionSettings settings;
  private Standing told = new Standing(true, true, true);
  private long tickMillis;
  private boolean asking;

  /**
   * @param node this node's name
   * @param nodes the names of all nodes that are in the cluster now, this one among them
   */
  public DirectoryVerticle(
      SessionSettings settings, String node, Supplier<List<String>> nodes, ClusterMeters meters) {
    this.meters = meters;
    this.settings = settings;
    this.node = node;
    this.nodes = nodes;
    directory = new Directory(node, SILENT_MILLIS, ports);
  }

  @Override
  public Future<?> start() {
    standings = new Standings(node, directory, now());
    sweep = new IdleSweep(vertx, directory);
    tickMillis = now();
    return listen().compose(done -> ask()).onSuccess(done -> {
      sweep.closeSwitchedOff(settings);
      beat();
      vertx.setPeriodic(BEAT_MILLIS, timer -> beat());
      vertx.setPeriodic(REUNION_MILLIS, timer -> callSilentNodes());
      vertx.setPeriodic(REBALANCE_MILLIS, timer -> directory.rebalance(USER));
      sweepLater();
    });
  }

  /** From here on no session is placed here, and those that people are in move to other nodes. */
  public Future<?> drain() {
    Promise<Void> drained = Promise.promise();
    context.runOnContext(go -> leave().<Void>mapEmpty().onComplete(drained));
    return drained.future();
  }

  private Future<?> leave() {
    standings.leave();
    beat();
    return directory
        .drain(USER)
        .onSuccess(done ->
            // Their sessions are at other nodes now.
            Bus.publish(vertx, Address.NODE_STANDING, new Standing(false, true, true)))
        .compose(done -> Bus.persistence(vertx, new ForgetNode(node)))
        .otherwiseEmpty();
  }

  private Future<?> listen() {
    EventBus bus = vertx.eventBus();
    MessageConsumer<Lifecycle> lifecycle = bus.localConsumer(Address.SESSION_LIFECYCLE);
    lifecycle.handler(message -> directory.attended(message.body()));
    MessageConsumer<SessionMoved> moves = bus.consumer(Address.SESSIONS_PLACED);
    moves.handler(message -> directory.moved(message.body()));
    MessageConsumer<Beat> beats = bus.consumer(Address.NODES_BEAT);
    beats.handler(message -> directory.heard(message.body(), now()));
    MessageConsumer<String> left = bus.localConsumer(Address.NODES_LEFT);
    left.handler(message -> directory.left(message.body()));
    MessageConsumer<SessionSettings> changed = bus.localConsumer(Address.SESSIONS_SETTINGS);
    changed.handler(message -> {
      settings = message.body();
      sweep.closeSwitchedOff(settings);
    });
    return Future.all(List.of(
        lifecycle.completion(),
        moves.completion(),
        beats.completion(),
        left.completion(),
        changed.completion(),
        Bus.<FindSession, Placing>serve(vertx, Address.SESSIONS_CREATE, this::find),
        Bus.<LocateSession, Placing>serve(vertx, Address.SESSIONS_LOCATE, this::locate),
        Bus.<JsonObject, JsonObject>serve(
            vertx, Address.SESSIONS_CLOSE_INACTIVE, this::closeInactive),
        Bus.<BusMessage, BusMessage>serveAll(vertx, Address.directory(node), this::answer)));
  }

  /** What the others run, so that it is not started here again; who is not heard would seem to be cut off. */
  private Future<?> ask() {
    List<Future<?>> asked = new ArrayList<>();
    for (String other : nodes.get()) {
      if (!other.equals(node)) {
        asked.add(
            Bus.<Claims>request(vertx, Address.directory(other), new ReadClaims(), ANSWER_MILLIS)
                .onSuccess(directory::learn)
                .compose(claims ->
                    Bus.<Beat>request(vertx, Address.directory(other), ownBeat(), ANSWER_MILLIS))
                .onSuccess(beat -> directory.heard(beat, now()))
                .onFailure(fault -> LOG.warn("node does not answer node={}", other)));
      }
    }
    return Future.join(asked).otherwiseEmpty();
  }

  /** Often enough that people are warned about when they should be. */
  private void sweepLater() {
    long millis = Math.clamp(settings.idleWarning().toMillis() / 4, SWEEP_MILLIS_MIN, SWEEP_MILLIS);
    vertx.setTimer(millis, timer -> sweep.startDue(settings).onComplete(done -> sweepLater()));
  }

  private void tick() {
    long now = now();
    if (now - tickMillis > SILENT_MILLIS) {
      LOG.warn("this node stood still millis={}", now - tickMillis);
      directory.awake();
    }
    tickMillis = now;
    directory.tick(now);
  }

  private void beat() {
    tick();
    tellOthers();
    askDatabase();
    tellNode();
    watchOthers();
  }

  /** Until the next beat. A node that is alone has nobody to look at, and is not woken for it. */
  private void watchOthers() {
    if (directory.nodes().size() > 1) {
      for (long later = TICK_MILLIS; later < BEAT_MILLIS; later += TICK_MILLIS) {
        vertx.setTimer(later, timer -> tick());
      }
    }
  }

  private void tellOthers() {
    Bus.publish(vertx, Address.NODES_BEAT, ownBeat());
  }

  private Beat ownBeat() {
    return directory.beat(standings.isHosting(now()), now());
  }

  private void tellNode() {
    Standing standing = standings.at(now());
    if (!standings.isLeaving() && !standing.equals(told)) {
      LOG.warn(
          "node standing serving={} hosting={} database={}",
          standing.serving(),
          standing.hosting(),
          standing.database());
      told = standing;
      Bus.publish(vertx, Address.NODE_STANDING, standing);
    }
    boolean serves = told.serving() && !standings.isLeaving();
    meters.stands(serves, standings.isHosting(now()), directory.nodes().size());
  }

  /** The cluster may have dropped a node that is there, and takes its time to take it in again. */
  private void callSilentNodes() {
    Beat beat = ownBeat();
    directory.silentNodes().forEach(other -> vertx.eventBus().send(Address.directory(other), beat));
  }

  private void askDatabase() {
    if (!asking) {
      asking = true;
      Bus.persistence(vertx, new BeatNode(node)).onComplete(beat -> {
        asking = false;
        if (beat.succeeded() && beat.result() instanceof NodeAges found) {
          answered(found);
        }
        standings.settle();
      });
    }
  }

  private void answered(NodeAges found) {
    boolean hosting = standings.isHosting(now());
    standings.answered(found.ages(), now());
    if (hosting != standings.isHosting(now())) {
      tellOthers();
    }
    tellNode();
    if (standings.isInDoubt()) {
      vertx.setTimer(DOUBT_MILLIS, timer -> askDatabase());
    }
  }

  private Future<Placing> find(FindSession question) {
    QuoteId quote = question.quoteId();
    return settings.isEnabledFor(quote)
        ? directory.find(quote, question.userId()).otherwise(fault -> {
          LOG.warn("session not started quote_id={} cause={}", quote, fault.getMessage());
          return new Unplaced("UNAVAILABLE", "the session cannot be opened now");
        })
        : Future.succeededFuture(
            new Unplaced("SESSIONS_DISABLED", "sessions are switched off for this quote"));
  }

  private Future<Placing> locate(LocateSession question) {
    SessionId session = question.sessionId();
    Optional<Placed> known = directory.locate(session);
    if (known.isPresent() || !question.start()) {
      return Future.succeededFuture(known.<Placing>map(placed -> placed).orElse(NOT_OPEN));
    }
    return Bus.persistence(vertx, new ReadSession(session))
        .compose(reply -> reply instanceof SessionRecord found && found.closed().isEmpty()
            ? find(new FindSession(found.session().quoteId(), USER))
            : Future.succeededFuture(NOT_OPEN));
  }

  private Future<BusMessage> answer(BusMessage question) {
    return switch (question) {
      case PlaceSession place ->
        directory.place(place.quoteId(), place.userId()).map(placing -> placing);
      case MoveSession move ->
        directory.move(move.quoteId(), move.userId(), move.host()).map(placing -> placing);
      case Beat beat -> {
        directory.heard(beat, now());
        yield Future.succeededFuture(ownBeat());
      }
      case ReadClaims ignored -> Future.succeededFuture(directory.own());
      default -> Future.failedFuture("no question for a directory: " + question);
    };
  }

  private Future<JsonObject> closeInactive(JsonObject message) {
    try {
      return sweep
          .closeIdle(SessionForm.readTimeout(message), settings)
          .map(SessionForm::closedSessions);
    } catch (IllegalArgumentException e) {
      return Future.succeededFuture(SessionForm.error("MALFORMED_MESSAGE", e.getMessage()));
    }
  }

  private static long now() {
    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
  }

  private final class BusPorts implements Directory.Ports {
    @Override
    public Future<Placing> run(String host, QuoteId quote, String user) {
      return pending.to(
          host,
          Bus.request(vertx, Address.sessionHost(host), new RunSession(quote, user), START_MILLIS));
    }

    @Override
    public Future<Placing> place(String home, QuoteId quote, String user) {
      return pending.to(
          home,
          Bus.request(vertx, Address.directory(home), new PlaceSession(quote, user), PLACE_MILLIS));
    }

    @Override
    public Future<Placing> move(String home, QuoteId quote, String user, String host) {
      MoveSession move = new MoveSession(quote, user, host);
      return pending.to(home, Bus.request(vertx, Address.directory(home), move, PLACE_MILLIS));
    }

    @Override
    public Future<Boolean> runs(Placed placed) {
      Future<JsonObject> answer = Letter.ofSystem(
              placed.opened().sessionId(), Door.PARTICIPANTS, new JsonObject())
          .ask(vertx, Address.sessionHost(placed.node()), ANSWER_MILLIS);
      return pending
          .to(placed.node(), answer)
          .map(true)
          .recover(fault ->
              fault instanceof ReplyException reply && reply.failureType() != ReplyFailure.TIMEOUT
                  ? Future.succeededFuture(false)
                  : Future.failedFuture(fault));
    }

    @Override
    public Future<Claims> claims(String other) {
      return Bus.request(vertx, Address.directory(other), new ReadClaims(), ANSWER_MILLIS);
    }

    @Override
    public Future<Void> certain() {
      return standings.certain();
    }

    @Override
    public void met(String other) {
      LOG.info("node met node={}", other);
      Bus.publish(vertx, Address.NODES_MET, other);
    }

    @Override
    public void takenOver(Placed placed) {
      meters.moved();
      SessionId session = placed.opened().sessionId();
      JsonObject owner = SessionForm.owner(placed.opened().ownerEpoch());
      Letter.ofSystem(session, Door.OWNER, owner).send(vertx, Address.session(session));
    }

    @Override
    public void lost(String other) {
      LOG.info("node lost node={}", other);
      meters.lost();
      standings.lost(now());
      pending.lost(other);
      // The sooner the smaller side of a split knows that it is, the fewer sessions it takes.
      askDatabase();
      Bus.publish(vertx, Address.NODES_LOST, other);
    }
  }
}
