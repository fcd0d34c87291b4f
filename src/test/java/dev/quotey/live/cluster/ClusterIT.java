package dev.quotey.live.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.DeserializationFeature;
import dev.quotey.live.bench.Edits;
import dev.quotey.live.bench.LiveClient;
import dev.quotey.live.core.json.JsonText;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.json.jackson.DatabindCodec;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Three nodes on one database, with people at all of them. */
class ClusterIT {
  private static final int QUOTES = 4;
  private static final int EDITORS = 5;
  private static final int EDIT_MILLIS = 50;
  private static final Duration TIMEOUT = Duration.ofSeconds(60);

  private final Vertx vertx = Vertx.vertx();
  private final Context loop = vertx.getOrCreateContext();
  private final Map<String, List<LiveClient>> clients = new ConcurrentHashMap<>();
  private final Map<String, Long> acknowledged = new ConcurrentHashMap<>();
  private final AtomicBoolean editing = new AtomicBoolean(true);

  @TempDir
  Path folder;

  @AfterEach
  void close() {
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }

  @Test
  @DisplayName(
      "[CN1] a node is killed under load: its sessions go on elsewhere, nothing is lost or doubled")
  void killed() throws Exception {
    run(nodes -> nodes.node(busiest(nodes)).kill());
  }

  @Test
  @DisplayName(
      "[CN2] a node that is stopped hands its sessions over, and nothing is lost or doubled")
  void drained() throws Exception {
    run(nodes -> nodes.node(busiest(nodes)).close());
  }

  @Test
  @DisplayName(
      "[CN3] people at different nodes are in one session, and a killed node leaves no ghost")
  void ghosts() throws Exception {
    DatabindCodec.mapper().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);
    try (Nodes nodes = Nodes.start(folder, 2)) {
      editing.set(false);
      open("Q-1001", "c_ana", nodes.node(0).port(), nodes.node(0).token("ana"), 1);
      open("Q-1001", "c_ben", nodes.node(1).port(), nodes.node(1).token("ben"), 2);
      assertThat(participants(nodes)).contains("\"ana\"", "\"ben\"");
      nodes.node(0).kill();
      Awaitility.await().atMost(TIMEOUT).until(() -> {
        String there = participants(nodes);
        return there.contains("\"ben\"") && !there.contains("\"ana\"");
      });
    }
  }

  /** As the second node tells it. */
  private static String participants(Nodes nodes) throws Exception {
    String token = nodes.node(1).token("ben");
    String session = nodes
        .node(1)
        .post("/api/quotes/Q-1001/sessions", token, "")
        .replaceFirst(".*\"session_id\":\"([^\"]+)\".*", "$1");
    return nodes.node(1).get("/api/sessions/" + session + "/participants", token);
  }

  private interface Fault {
    void happen(Nodes nodes) throws Exception;
  }

  private void run(Fault fault) throws Exception {
    long seed = Long.getLong("seed", System.nanoTime());
    System.out.println("three nodes, seed " + seed);
    DatabindCodec.mapper().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);
    try (Nodes nodes = Nodes.start(folder, 3);
        Balancer balancer = new Balancer(vertx, nodes.ports())) {
      String token = nodes.node(0).token("ana");
      for (int quote = 0; quote < QUOTES; quote++) {
        nodes
            .node(0)
            .put(
                "C-" + quote,
                nodes
                    .node(0)
                    .get("/api/quotes/Q-1001", token)
                    .replace("\"quote_id\":\"Q-1001\",", ""));
        for (int i = 0; i < EDITORS; i++) {
          open("C-" + quote, "e" + quote + "_" + i, balancer.port(), token, seed + i);
        }
      }
      awaitMore(200);
      int[] started = {nodes.started(0), nodes.started(1), nodes.started(2)};
      assertThat(started[0] + started[1] + started[2]).isEqualTo(QUOTES);
      long before = acknowledged.size();
      long start = System.nanoTime();
      fault.happen(nodes);
      awaitEverybody();
      System.out.printf(
          "sessions at the nodes %d %d %d; %d acknowledged before; everybody live again after %d ms%n",
          started[0], started[1], started[2], before, (System.nanoTime() - start) / 1_000_000);
      awaitMore(200);
      editing.set(false);
      Awaitility.await().atMost(TIMEOUT).until(this::atRest);
      check(nodes, token);
    }
  }

  private int busiest(Nodes nodes) throws Exception {
    int busiest = 0;
    for (int i = 1; i < 3; i++) {
      busiest = nodes.started(i) > nodes.started(busiest) ? i : busiest;
    }
    return busiest;
  }

  /** Everybody has something acknowledged that was edited after now. */
  private void awaitEverybody() {
    Map<LiveClient, Integer> counts = new HashMap<>();
    for (List<LiveClient> all : clients.values()) {
      for (LiveClient client : all) {
        counts.put(client, acknowledgedBy(client));
      }
    }
    Awaitility.await()
        .atMost(TIMEOUT)
        .pollInterval(Duration.ofMillis(20))
        .until(() -> counts.entrySet().stream()
            .allMatch(entry -> acknowledgedBy(entry.getKey()) > entry.getValue() + 1));
  }

  private int acknowledgedBy(LiveClient client) {
    return (int) acknowledged.keySet().stream()
        .filter(key -> key.startsWith(client.clientId() + "/"))
        .count();
  }

  private void awaitMore(long count) {
    long target = acknowledged.size() + count;
    Awaitility.await().atMost(TIMEOUT).until(() -> acknowledged.size() >= target);
  }

  private boolean atRest() throws Exception {
    for (List<LiveClient> all : clients.values()) {
      if (!onLoop(() -> all.stream().noneMatch(LiveClient::hasPending)
          && all.stream().map(LiveClient::revision).distinct().count() == 1)) {
        return false;
      }
    }
    return true;
  }

  /** The clients are equal to one another and to the stored quote; each edit has its one revision. */
  private void check(Nodes nodes, String token) throws Exception {
    int alive = aliveNode(nodes);
    for (Map.Entry<String, List<LiveClient>> entry : clients.entrySet()) {
      String stored = nodes.node(alive).get("/api/quotes/" + entry.getKey(), token);
      long edits = 0;
      for (LiveClient client : entry.getValue()) {
        assertThat(onLoop(client::document)).isEqualTo(JsonText.parse(stored));
        edits += acknowledgedBy(client);
      }
      List<Long> revisions = acknowledged.entrySet().stream()
          .filter(one -> one.getKey().startsWith("e" + entry.getKey().substring(2) + "_"))
          .map(Map.Entry::getValue)
          .toList();
      assertThat(revisions).doesNotHaveDuplicates();
      assertThat(edits).isEqualTo(onLoop(entry.getValue().getFirst()::revision));
    }
  }

  private static int aliveNode(Nodes nodes) {
    for (int i = 0; i < 3; i++) {
      try {
        nodes.node(i).token("ana");
        return i;
      } catch (Exception e) {
        // This one is gone; another is there.
      }
    }
    throw new AssertionError("no node is there");
  }

  private void open(String quote, String id, int port, String token, long seed) throws Exception {
    Edits edits = new Edits(new Random(seed), id);
    LiveClient client = onLoop(() -> new LiveClient(vertx, port, token, quote, id));
    clients.computeIfAbsent(quote, key -> new ArrayList<>()).add(client);
    client.onCommitted(commit -> {
      if (commit.clientId().equals(id)) {
        acknowledged.put(id + "/" + commit.clientSequence(), commit.revision());
      }
    });
    CompletableFuture<Void> opened = new CompletableFuture<>();
    loop.runOnContext(go -> client.open().onSuccess(done -> {
      vertx.setPeriodic(EDIT_MILLIS, timer -> {
        if (editing.get() && !client.hasPending()) {
          client.edit(edits.next(client.document()));
        }
      });
      opened.complete(null);
    }));
    opened.get();
  }

  private <T> T onLoop(Callable<T> call) throws Exception {
    CompletableFuture<T> result = new CompletableFuture<>();
    loop.runOnContext(go -> {
      try {
        result.complete(call.call());
      } catch (Exception e) {
        result.completeExceptionally(e);
      }
    });
    return result.get();
  }
}
