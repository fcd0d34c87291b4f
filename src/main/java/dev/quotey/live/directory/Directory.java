package dev.quotey.live.directory;

import dev.quotey.live.core.sync.QuoteId;
import dev.quotey.live.core.sync.SessionId;
import dev.quotey.live.protocol.SessionMessage.Beat;
import dev.quotey.live.protocol.SessionMessage.Claims;
import dev.quotey.live.protocol.SessionMessage.Lifecycle;
import dev.quotey.live.protocol.SessionMessage.Placed;
import dev.quotey.live.protocol.SessionMessage.Placing;
import dev.quotey.live.protocol.SessionMessage.SessionMoved;
import dev.quotey.live.protocol.SessionMessage.Unplaced;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Finds a quote's session, and has a node run it where none does. Of all directories one decides for a
 * quote, its home, so that two do not start it at two nodes; where they do, since nodes do not see the
 * same, the later owner epoch counts and the other owner retires.
 *
 * <p>One thread. It knows no clock and no bus: {@link Ports} are what it asks.
 */
final class Directory {
  /** Sessions that are moved to less loaded nodes at a time. */
  static final int MOVES_MAX = 4;

  /** For so long a node that has just started says to carry no less than the others do. */
  static final long SLOW_START_MILLIS = 10_000;

  private final String self;
  private final Ports ports;
  private final Neighbours neighbours;
  private final ClaimTable claims = new ClaimTable();
  private final Map<QuoteId, Future<Placing>> finding = new HashMap<>();
  private final Map<QuoteId, Future<Placing>> placing = new HashMap<>();

  private final RunningSessions running = new RunningSessions();

  /** When this node told its load first, or -1. */
  private long firstMillis = -1;

  /** Sessions that are on their way to less loaded nodes. */
  private int moving;

  /** Whether a session has changed its node, or a node has come or gone, since {@link #rebalance}. */
  private boolean stirred;

  /** What a directory asks of others. Each may fail, or time out. */
  interface Ports {
    /** Has the node run the quote's session, whoever runs it now. */
    Future<Placing> run(String node, QuoteId quote, String user);

    /** Has the node's directory decide where the quote's session runs. */
    Future<Placing> place(String node, QuoteId quote, String user);

    /** Has the node's directory move the quote's session to the host. */
    Future<Placing> move(String node, QuoteId quote, String user, String host);

    /** Whether the session runs there; fails where there is no answer. */
    Future<Boolean> runs(Placed placed);

    /** Which sessions run at the node. */
    Future<Claims> claims(String node);

    /** Done when it is known whether this node is on the side of a split that goes on. */
    Future<Void> certain();

    /** Tells a session of this node that another node has taken it over. */
    void takenOver(Placed placed);

    /** Tells this node that another is heard. */
    void met(String node);

    /** Tells this node that another is gone, or silent. */
    void lost(String node);
  }

  /** @param silentMillis after how long without a beat a node is taken for silent */
  Directory(String self, long silentMillis, Ports ports) {
    this.self = self;
    this.ports = ports;
    neighbours = new Neighbours(self, silentMillis);
  }

  /** Those who ask at the same time get the same session. */
  Future<Placing> find(QuoteId quote, String user) {
    return once(
        finding,
        quote,
        () -> known(quote)
            .compose(known ->
                known.isPresent() ? Future.succeededFuture(known.get()) : decide(quote, user)));
  }

  /** Decides where the quote's session runs, for a directory that takes this one for its home. */
  Future<Placing> place(QuoteId quote, String user) {
    return once(placing, quote, () -> placeNow(quote, user));
  }

  /**
   * Moves the quote's session to the host, for a directory that takes this one for its home. Whoever looks
   * for the session meanwhile gets it from there, and does not have it started elsewhere.
   */
  Future<Placing> move(QuoteId quote, String user, String host) {
    return once(
        placing,
        quote,
        () -> run(host, quote, user)
            .transform(answer -> answer.result() instanceof Placed placed
                ? Future.succeededFuture(placed)
                : placeNow(quote, user)));
  }

  private Future<Placing> placeNow(QuoteId quote, String user) {
    return known(quote)
        .compose(known -> known.isPresent()
            ? Future.succeededFuture(known.get())
            : choose(quote, user, new TreeSet<>()));
  }

  private interface Question {
    Future<Placing> ask();
  }

  private static Future<Placing> once(
      Map<QuoteId, Future<Placing>> asked, QuoteId quote, Question question) {
    Future<Placing> before = asked.get(quote);
    if (before != null) {
      return before;
    }
    Future<Placing> answer = question.ask();
    if (!answer.isComplete()) {
      asked.put(quote, answer);
      answer.onComplete(done -> asked.remove(quote, answer));
    }
    return answer;
  }

  /** Where the session runs, if it does, whatever the claims say. */
  private Future<Optional<Placing>> known(QuoteId quote) {
    Optional<Placed> claim = claims.of(quote).filter(placed -> neighbours.isHeard(placed.node()));
    if (claim.isEmpty() || isRunningHere(claim.get())) {
      return Future.succeededFuture(claim.map(placed -> placed));
    }
    String owner = claim.get().node();
    // A node that is heard and does not answer in time is busy, and not without its session.
    return ports.runs(claim.get()).otherwise(fault -> neighbours.isHeard(owner)).map(runs -> {
      if (!runs) {
        claims.drop(claim.get());
      }
      return claim.<Placing>map(placed -> placed).filter(placed -> runs);
    });
  }

  /** That a session has stopped can be heard before the answer that it has started. */
  private boolean isRunningHere(Placed placed) {
    return placed.node().equals(self) && running.contains(placed);
  }

  private String home(QuoteId quote) {
    return Preference.home(quote, neighbours.heard()).orElse(self);
  }

  private Future<Placing> decide(QuoteId quote, String user) {
    String home = home(quote);
    return home.equals(self)
        ? place(quote, user)
        : ports
            .place(home, quote, user)
            .onSuccess(this::note)
            // It is gone, and it is not known yet.
            .recover(fault -> choose(quote, user, new TreeSet<>(Set.of(home))));
  }

  /**
   * A node that has just lost others may be on the smaller side of a split. What it started then it would
   * take from those who go on, and be told to leave a moment later.
   */
  private Future<Placing> choose(QuoteId quote, String user, Set<String> tried) {
    return ports.certain().compose(certain -> chooseNow(quote, user, tried));
  }

  private Future<Placing> chooseNow(QuoteId quote, String user, Set<String> tried) {
    Map<String, Long> hosts = new TreeMap<>(neighbours.hosts());
    hosts.keySet().removeAll(tried);
    Optional<String> host = Preference.host(quote, hosts);
    if (host.isEmpty()) {
      return Future.succeededFuture(new Unplaced("UNAVAILABLE", "no node can run the session now"));
    }
    tried.add(host.get());
    return run(host.get(), quote, user)
        .compose(answer -> answer instanceof Unplaced no && no.code().equals("UNAVAILABLE")
            ? choose(quote, user, tried)
            : Future.succeededFuture(answer))
        .recover(fault -> choose(quote, user, tried));
  }

  private Future<Placing> run(String host, QuoteId quote, String user) {
    neighbours.placed(host, Preference.SESSION_LOAD + Preference.CLIENT_LOAD);
    return ports.run(host, quote, user).onSuccess(this::note);
  }

  /** By the quote's home, where all others ask for it. */
  private Future<Placing> moveAway(QuoteId quote, String user, String host) {
    String home = home(quote);
    return home.equals(self)
        ? move(quote, user, host)
        : ports
            .move(home, quote, user, host)
            .onSuccess(this::note)
            .recover(fault -> run(host, quote, user));
  }

  private void note(Placing answer) {
    if (answer instanceof Placed placed) {
      take(placed);
    }
  }

  /** The database tells the former owner, too; this reaches it where that message is lost. */
  private void take(Placed placed) {
    claims.take(placed).filter(before -> !before.node().equals(placed.node())).ifPresent(before -> {
      stirred = true;
      if (before.node().equals(self)) {
        ports.takenOver(placed);
      }
    });
  }

  /** Where a session is said to run. */
  Optional<Placed> locate(SessionId session) {
    return claims.of(session).filter(placed -> neighbours.isHeard(placed.node()));
  }

  /** Which sessions run at this node. */
  Claims own() {
    return new Claims(claims.at(self));
  }

  /** Takes in what runs at another node. */
  void learn(Claims others) {
    others.placed().forEach(this::take);
  }

  void moved(SessionMoved moved) {
    switch (moved.state()) {
      case STARTED -> take(moved.placed());
      case STOPPED -> claims.drop(moved.placed());
      case ATTENDED -> {}
    }
  }

  /** A session of this node has started or stopped, or somebody has come or gone. */
  void attended(Lifecycle event) {
    running.take(event);
  }

  void heard(Beat beat, long nowMillis) {
    switch (neighbours.heard(beat, nowMillis)) {
      case NONE -> {}
      case MET -> {
        stirred = true;
        ports.met(beat.node());
        ports.claims(beat.node()).onSuccess(this::learn);
      }
      case LOST -> lost(beat.node());
    }
  }

  /** The cluster says that a node is gone. */
  void left(String node) {
    neighbours.left(node);
    if (!neighbours.isHeard(node)) {
      lost(node);
    }
  }

  private void lost(String node) {
    stirred = true;
    ports.lost(node);
  }

  /** Time has passed: nodes may have fallen silent. */
  void tick(long nowMillis) {
    for (String node : neighbours.expire(nowMillis)) {
      // If it comes back, it tells what it runs.
      claims.at(node).forEach(claims::drop);
      lost(node);
    }
  }

  /** This node was not there for a while: what it knows of the others is old. */
  void awake() {
    for (String node : neighbours.heard()) {
      if (neighbours.suspect(node)) {
        lost(node);
      }
    }
  }

  /** Whether every other node that takes sessions is out of reach. */
  boolean isOnlyHost() {
    return neighbours.hosts().keySet().stream().allMatch(self::equals);
  }

  /** What to tell the others; this node goes by it from now on. */
  Beat beat(boolean hosting, long nowMillis) {
    Beat beat = new Beat(self, load(nowMillis), hosting, neighbours.silent());
    neighbours.heard(beat, nowMillis);
    return beat;
  }

  /**
   * A node that has just started is slow, since nothing of it is compiled. With the load that it has then
   * it would be given every session that needs a node.
   */
  private long load(long nowMillis) {
    if (firstMillis < 0) {
      firstMillis = nowMillis;
    }
    long load = running.load();
    return nowMillis - firstMillis < SLOW_START_MILLIS
        ? Math.max(load, neighbours.averageOfOthers())
        : load;
  }

  /** The nodes that are heard, this one among them. */
  List<String> nodes() {
    return neighbours.heard();
  }

  /** For how long each of the silent nodes has not been heard. */
  Map<String, Duration> silences(long nowMillis) {
    return neighbours.silences(nowMillis);
  }

  /** Whether most of the nodes that were there a moment ago are surely there still. */
  boolean hearsMost(long nowMillis) {
    return neighbours.hearsMost(nowMillis);
  }

  /** Nodes that were heard once and are not now; whoever is there answers to a beat. */
  Set<String> silentNodes() {
    return neighbours.silent();
  }

  /** Whether this node is the home of the quote. */
  boolean isHome(QuoteId quote) {
    return home(quote).equals(self);
  }

  /**
   * Moves some sessions to nodes that carry clearly less. The other node takes a session over while it
   * runs here, so that its people notice nothing but that they join again. What has moved, or lost its
   * node, carries its people only when they have joined again; until it is quiet nothing moves.
   */
  void rebalance(String user) {
    boolean quiet = !stirred && moving == 0;
    stirred = false;
    Map<String, Long> hosts = neighbours.hosts();
    if (!quiet || !hosts.containsKey(self)) {
      return;
    }
    Relief relief = new Relief(self, hosts);
    for (Lifecycle session : running.attended()) {
      if (moving < MOVES_MAX) {
        relief.of(RunningSessions.weight(session)).ifPresent(host -> {
          moving++;
          moveAway(session.quoteId(), user, host).onComplete(done -> moving--);
        });
      }
    }
  }

  /** Moves every session with people to other nodes; done when all are there, or cannot be. */
  Future<?> drain(String user) {
    Map<String, Long> hosts = new TreeMap<>(neighbours.hosts());
    hosts.remove(self);
    List<Future<Placing>> moves = new ArrayList<>();
    for (Lifecycle session : running.attended()) {
      QuoteId quote = session.quoteId();
      Preference.host(quote, hosts).ifPresent(host -> {
        hosts.merge(host, RunningSessions.weight(session), Long::sum);
        moves.add(moveAway(quote, user, host));
      });
    }
    return Future.join(moves).otherwiseEmpty();
  }
}
