package dev.quotey.live.simulation;

import dev.quotey.live.core.json.JsonValue;
import dev.quotey.live.core.ot.Change;
import dev.quotey.live.core.sync.ClientId;
import dev.quotey.live.core.sync.CommittedChange;
import dev.quotey.live.core.sync.QuoteId;
import dev.quotey.live.core.sync.Replica;
import dev.quotey.live.core.sync.Submission;
import dev.quotey.live.protocol.SessionMessage.Placed;
import io.vertx.core.Future;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;

/** An editor, with the real replica, who comes by any node that lets them in. */
final class SimulatedClient {
  private static final long REQUEST_MILLIS = 10_000;
  private static final long RETRY_MILLIS = 200;
  private static final long PING_MILLIS = 1_000;
  private static final long SILENCE_MILLIS = 3_000;
  private static final long LOOK_MILLIS = 20_000;
  private static final long ARRIVE_MILLIS = 2_000;

  private final String name;
  private final QuoteId quote;
  private final VirtualTime time;
  private final SimulatedNetwork network;
  private final Map<String, SimulatedNode> nodes;
  private final Random random;
  private final Function<JsonValue, Change> edits;
  private final Replica replica;
  private final Map<Long, Long> acknowledged = new HashMap<>();
  private String edge = "";
  private long heardMillis;
  private int connection;
  private boolean joining;
  private boolean live;

  SimulatedClient(
      String name,
      QuoteId quote,
      VirtualTime time,
      SimulatedNetwork network,
      Map<String, SimulatedNode> nodes,
      Random random,
      Function<JsonValue, Change> edits) {
    this.name = name;
    this.quote = quote;
    this.time = time;
    this.network = network;
    this.nodes = nodes;
    this.random = random;
    this.edits = edits;
    replica = new Replica(new ClientId(name), 0, SimulatedStore.first(), 0);
  }

  String name() {
    return name;
  }

  QuoteId quote() {
    return quote;
  }

  JsonValue document() {
    return replica.document();
  }

  /** Of each own client sequence, the revision it was told. */
  Map<Long, Long> acknowledged() {
    return acknowledged;
  }

  boolean isSettled() {
    return live && !replica.hasPending();
  }

  @Override
  public String toString() {
    return name + " at " + edge + " live " + live + " joining " + joining + " revision "
        + replica.revision() + " in flight " + replica.inFlight();
  }

  long revision() {
    return replica.revision();
  }

  void edit() {
    if (!replica.hasPending()) {
      replica.edit(edits.apply(replica.document()));
      submitNext();
    }
  }

  void start() {
    connect();
    ping();
    look();
  }

  /** As the vigil of the client library does. */
  private void look() {
    if (live) {
      ask(node -> node.look(quote, name)).onSuccess(revision -> {
        if (revision < 0) {
          join();
        } else {
          expect(revision);
        }
      });
    }
    network.timer(name, LOOK_MILLIS, this::look);
  }

  private void expect(long revision) {
    network.timer(name, ARRIVE_MILLIS, () -> {
      if (live && replica.revision() < revision) {
        join();
      }
    });
  }

  private void connect() {
    connection++;
    live = false;
    joining = false;
    List<String> up = nodes.keySet().stream()
        .sorted()
        .filter(node -> !network.isDown(node) && nodes.get(node).isServing())
        .toList();
    if (up.isEmpty()) {
      network.timer(name, RETRY_MILLIS, this::connect);
      return;
    }
    edge = up.get(random.nextInt(up.size()));
    heardMillis = time.now();
    join();
  }

  private void ping() {
    if (time.now() - heardMillis > SILENCE_MILLIS || !nodes.get(edge).isServing()) {
      connect();
    } else {
      ask(node -> Future.succeededFuture(true));
    }
    network.timer(name, PING_MILLIS, this::ping);
  }

  private interface Question<R> {
    Future<R> to(SimulatedNode node);
  }

  private <R> Future<R> ask(Question<R> question) {
    String at = edge;
    int made = connection;
    return network
        .ask(name, at, REQUEST_MILLIS, () -> question.to(nodes.get(at)))
        .compose(answer -> {
          if (made != connection) {
            return Future.failedFuture("an earlier connection");
          }
          heardMillis = time.now();
          return Future.succeededFuture(answer);
        });
  }

  private void join() {
    if (joining) {
      return;
    }
    joining = true;
    live = false;
    int made = connection;
    ask(node -> {
          node.listen(quote, this);
          return node.create(quote);
        })
        .compose(placing -> placing instanceof Placed
            ? ask(node -> node.join(quote, name, replica.revision()))
            : Future.failedFuture("not placed"))
        .onSuccess(missed -> {
          joining = false;
          live = true;
          missed.forEach(this::take);
          replica.inFlight().ifPresentOrElse(this::submit, this::submitNext);
        })
        .onFailure(fault -> {
          if (made == connection) {
            joining = false;
            network.timer(name, RETRY_MILLIS, this::joinUnlessLive);
          }
        });
  }

  private void joinUnlessLive() {
    if (!live) {
      join();
    }
  }

  void resync() {
    heardMillis = time.now();
    join();
  }

  void committed(CommittedChange change) {
    heardMillis = time.now();
    if (live) {
      take(change);
    }
  }

  private void take(CommittedChange change) {
    if (change.revision() <= replica.revision()) {
      return;
    }
    if (change.revision() > replica.revision() + 1) {
      join();
      return;
    }
    replica.onCommitted(
        change.revision(), change.clientId(), change.clientSequence(), change.committed());
    if (change.clientId().value().equals(name)) {
      told(change.clientSequence(), change.revision());
      submitNext();
    }
  }

  private void told(long sequence, long revision) {
    Long before = acknowledged.put(sequence, revision);
    if (before != null && before != revision) {
      throw new IllegalStateException(
          name + " was told of " + sequence + " revision " + before + ", then " + revision);
    }
  }

  private void submitNext() {
    if (live) {
      replica.nextSubmission().ifPresent(this::submit);
    }
  }

  private void submit(Submission submission) {
    ask(node -> node.submit(quote, submission))
        .onSuccess(answer -> {
          if (answer.code().isEmpty()) {
            told(submission.clientSequence(), answer.revision());
            expect(answer.revision());
          } else if (answer.code().equals("STALE_REVISION")) {
            join();
          } else {
            throw new IllegalStateException("rejected: " + answer.code());
          }
        })
        .onFailure(fault -> join());
  }
}
