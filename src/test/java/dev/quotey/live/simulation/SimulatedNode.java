package dev.quotey.live.simulation;

import dev.quotey.live.core.sync.CommittedChange;
import dev.quotey.live.core.sync.QuoteId;
import dev.quotey.live.core.sync.Submission;
import dev.quotey.live.directory.SimulatedDirectory;
import dev.quotey.live.protocol.PendingRequests;
import dev.quotey.live.protocol.PersistenceMessage.SessionOpened;
import dev.quotey.live.protocol.SessionMessage.Beat;
import dev.quotey.live.protocol.SessionMessage.Claims;
import dev.quotey.live.protocol.SessionMessage.Placed;
import dev.quotey.live.protocol.SessionMessage.Placing;
import dev.quotey.live.protocol.SessionMessage.SessionMoved;
import dev.quotey.live.protocol.SessionMessage.State;
import dev.quotey.live.protocol.SessionMessage.Unplaced;
import dev.quotey.live.session.SimulatedLedger;
import io.vertx.core.Future;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;

/**
 * A node: its real directory and its real ledgers, on a simulated network and database. Host, bridge and
 * persistence are as short as their rules allow.
 */
final class SimulatedNode {
  private static final long BEAT_MILLIS = 500;
  private static final long REBALANCE_MILLIS = 5_000;
  private static final long SUCCESSORS_MILLIS = 10_000;
  private static final long LETTER_MILLIS = 20_000;
  private static final long STORE_MILLIS = 1_500;
  private static final long DOUBT_MILLIS = 200;

  private final String name;
  private final VirtualTime time;
  private final SimulatedNetwork network;
  private final SimulatedStore store;
  private final Map<String, SimulatedNode> nodes;
  private final SimulatedAppends appends;
  private final SimulatedDirectory directory;
  private final Map<QuoteId, Session> sessions = new HashMap<>();
  private final Map<QuoteId, Future<Placing>> starting = new HashMap<>();

  /** As the bridge has it. */
  private final Map<QuoteId, Placed> routes = new HashMap<>();

  private final Map<QuoteId, Set<SimulatedClient>> listeners = new HashMap<>();
  private final PendingRequests pending = new PendingRequests();
  private boolean serving = true;
  private boolean hosting = true;

  private static final class Session {
    private final Placed placed;
    private final SimulatedLedger ledger;
    private final Map<String, String> edges = new HashMap<>();
    private boolean retired;

    Session(Placed placed, SimulatedLedger ledger) {
      this.placed = placed;
      this.ledger = ledger;
    }
  }

  /** @param nodes all nodes by name, as they are now */
  SimulatedNode(
      String name,
      VirtualTime time,
      SimulatedNetwork network,
      SimulatedStore store,
      Map<String, SimulatedNode> nodes) {
    this.name = name;
    this.time = time;
    this.network = network;
    this.store = store;
    this.nodes = nodes;
    appends = new SimulatedAppends(name, network, store);
    directory = new SimulatedDirectory(
        name, time.now(), new SimulatedPorts(this, name, network, nodes, pending));
  }

  void start() {
    beat();
    network.timer(name, REBALANCE_MILLIS, this::rebalance);
    network.timer(name, SUCCESSORS_MILLIS, this::askForSuccessors);
  }

  private void askForSuccessors() {
    for (Session session : List.copyOf(sessions.values())) {
      SessionOpened opened = session.placed.opened();
      askStore(() -> store.epoch(opened.quoteId())).onSuccess(epoch -> {
        if (epoch > opened.ownerEpoch()) {
          retire(session);
        }
      });
    }
    network.timer(name, SUCCESSORS_MILLIS, this::askForSuccessors);
  }

  private void rebalance() {
    directory.rebalance();
    network.timer(name, REBALANCE_MILLIS, this::rebalance);
  }

  private void beat() {
    Beat beat = directory.beat(time.now());
    toEveryNode(node -> node.directory.heard(beat, time.now()));
    askForAges();
    var standing = directory.standing(time.now());
    if (hosting && !standing.hosting()) {
      List.copyOf(sessions.values()).forEach(this::retire);
    }
    hosting = standing.hosting();
    serving = standing.serving();
    network.timer(name, BEAT_MILLIS, this::beat);
  }

  private void askForAges() {
    askStore(() -> store.beat(name))
        .onSuccess(ages -> {
          directory.answered(ages, time.now());
          if (directory.isInDoubt()) {
            network.timer(name, DOUBT_MILLIS, this::askForAges);
          }
        })
        .onComplete(done -> directory.settle());
  }

  private <R> Future<R> askStore(Supplier<R> question) {
    return network.ask(
        name, SimulatedStore.PLACE, STORE_MILLIS, () -> Future.succeededFuture(question.get()));
  }

  private interface Said {
    void to(SimulatedNode node);
  }

  private void toEveryNode(Said said) {
    for (String other : List.copyOf(nodes.keySet())) {
      network.send(name, other, () -> said.to(nodes.get(other)));
    }
  }

  boolean isServing() {
    return serving;
  }

  /** For a client that is connected here. */
  Future<Placing> create(QuoteId quote) {
    return directory.find(quote).onSuccess(placing -> {
      if (placing instanceof Placed placed) {
        routes.put(quote, placed);
      }
    });
  }

  void listen(QuoteId quote, SimulatedClient client) {
    listeners.computeIfAbsent(quote, key -> new LinkedHashSet<>()).add(client);
  }

  /** What came after a revision. */
  Future<List<CommittedChange>> join(QuoteId quote, String client, long revision) {
    return tell(quote, node -> node.joined(quote, client, name, revision));
  }

  /** How far the session is; -1 where the client is not in it. */
  Future<Long> look(QuoteId quote, String client) {
    return tell(quote, node -> {
      Session session = node.sessions.get(quote);
      return Future.succeededFuture(
          session == null || !session.edges.containsKey(client)
              ? -1L
              : session.ledger.durableRevision());
    });
  }

  Future<SimulatedLedger.Answer> submit(QuoteId quote, Submission submission) {
    return tell(quote, node -> node.submitted(quote, submission));
  }

  private interface Letter<R> {
    Future<R> to(SimulatedNode node);
  }

  /** As the bridge does it: where a session runs that it does not know, the directory tells. */
  private <R> Future<R> tell(QuoteId quote, Letter<R> letter) {
    Placed known = routes.get(quote);
    if (known != null) {
      return tell(known, letter);
    }
    return create(quote)
        .compose(placing -> placing instanceof Placed placed
            ? tell(placed, letter)
            : Future.failedFuture("not placed"));
  }

  private <R> Future<R> tell(Placed placed, Letter<R> letter) {
    return pending
        .to(
            placed.node(),
            network.ask(
                name, placed.node(), LETTER_MILLIS, () -> letter.to(nodes.get(placed.node()))))
        .onFailure(fault -> routes.remove(placed.opened().quoteId(), placed));
  }

  private Future<List<CommittedChange>> joined(
      QuoteId quote, String client, String edge, long revision) {
    Session session = sessions.get(quote);
    if (session == null) {
      return Future.failedFuture("not here");
    }
    long durable = session.ledger.durableRevision();
    if (revision > durable) {
      return behind(session, client, revision);
    }
    session.edges.put(client, edge);
    directory.attended(session.placed.opened(), State.ATTENDED, session.edges.size());
    return revision == durable
        ? Future.succeededFuture(List.of())
        : network.ask(
            name,
            SimulatedStore.PLACE,
            LETTER_MILLIS,
            () -> Future.succeededFuture(store.load(quote).subList((int) revision, (int) durable)));
  }

  private Future<List<CommittedChange>> behind(Session session, String client, long revision) {
    QuoteId quote = session.placed.opened().quoteId();
    return network
        .ask(
            name,
            SimulatedStore.PLACE,
            LETTER_MILLIS,
            () -> Future.succeededFuture(store.load(quote).size()))
        .compose(size -> {
          if (size < revision) {
            throw new IllegalStateException(client + " knows a revision that does not exist");
          }
          retire(session);
          return Future.failedFuture("the session moves");
        });
  }

  private Future<SimulatedLedger.Answer> submitted(QuoteId quote, Submission submission) {
    Session session = sessions.get(quote);
    return session == null ? Future.failedFuture("not here") : session.ledger.submit(submission);
  }

  /** Has a session run here, as the host does. */
  Future<Placing> run(QuoteId quote) {
    Future<Placing> before = starting.get(quote);
    if (before != null) {
      return before;
    }
    if (sessions.containsKey(quote)) {
      return Future.succeededFuture(sessions.get(quote).placed);
    }
    if (!hosting) {
      return Future.succeededFuture(new Unplaced("UNAVAILABLE", "takes none"));
    }
    Future<Placing> started = askStore(() -> store.open(quote))
        .compose(opened -> askStore(() -> store.load(quote)).map(log -> started(opened, log)));
    starting.put(quote, started);
    started.onComplete(done -> starting.remove(quote));
    return started;
  }

  private Placing started(SessionOpened opened, List<CommittedChange> log) {
    Placed placed = new Placed(opened, name);
    Session[] self = new Session[1];
    SimulatedLedger ledger = new SimulatedLedger(
        name + "@" + opened.ownerEpoch(),
        SimulatedStore.first(),
        log,
        (base, changes) -> appends.append(opened, base, changes, false),
        change -> publish(self[0], change),
        () -> retire(self[0]));
    self[0] = new Session(placed, ledger);
    sessions.put(opened.quoteId(), self[0]);
    tellMoved(placed, State.STARTED);
    directory.attended(opened, State.STARTED, 0);
    return placed;
  }

  private void tellMoved(Placed placed, State state) {
    toEveryNode(node -> node.moved(new SessionMoved(placed, state)));
  }

  private void moved(SessionMoved moved) {
    directory.moved(moved);
    Placed now = moved.placed();
    QuoteId quote = now.opened().quoteId();
    Placed route = routes.get(quote);
    if (route == null || route.opened().ownerEpoch() > now.opened().ownerEpoch()) {
      return;
    }
    if (moved.state() == State.STOPPED) {
      routes.remove(quote);
    } else {
      routes.put(quote, now);
      if (route.opened().ownerEpoch() < now.opened().ownerEpoch()) {
        resync(quote);
      }
    }
  }

  private void resync(QuoteId quote) {
    List.copyOf(listeners.getOrDefault(quote, Set.of()))
        .forEach(client -> network.send(name, client.name(), client::resync));
  }

  private void retire(Session session) {
    if (session.retired) {
      return;
    }
    session.retired = true;
    QuoteId quote = session.placed.opened().quoteId();
    sessions.remove(quote, session);
    directory.attended(session.placed.opened(), State.STOPPED, 0);
    tellMoved(session.placed, State.STOPPED);
    new TreeSet<>(session.edges.values())
        .forEach(edge -> network.send(name, edge, () -> nodes.get(edge).resync(quote)));
  }

  private void publish(Session session, CommittedChange change) {
    QuoteId quote = session.placed.opened().quoteId();
    new TreeSet<>(session.edges.values())
        .forEach(edge -> network.send(name, edge, () -> nodes.get(edge).deliver(quote, change)));
  }

  private void deliver(QuoteId quote, CommittedChange change) {
    List.copyOf(listeners.getOrDefault(quote, Set.of()))
        .forEach(client -> network.send(name, client.name(), () -> client.committed(change)));
  }

  void lost(String other) {
    pending.lost(other);
    askForAges();
    for (Session session : List.copyOf(sessions.values())) {
      session.edges.values().removeIf(other::equals);
      directory.attended(session.placed.opened(), State.ATTENDED, session.edges.size());
    }
    for (Placed placed : List.copyOf(routes.values())) {
      if (placed.node().equals(other)) {
        routes.remove(placed.opened().quoteId());
        resync(placed.opened().quoteId());
      }
    }
  }

  Future<Placing> place(QuoteId quote) {
    return directory.place(quote);
  }

  Future<Placing> move(QuoteId quote, String host) {
    return directory.move(quote, host);
  }

  Claims claims() {
    return directory.own();
  }

  boolean runs(QuoteId quote) {
    return sessions.containsKey(quote);
  }

  void takenOver(Placed placed) {
    Session mine = sessions.get(placed.opened().quoteId());
    if (mine != null && mine.placed.opened().ownerEpoch() < placed.opened().ownerEpoch()) {
      retire(mine);
    }
  }
}
