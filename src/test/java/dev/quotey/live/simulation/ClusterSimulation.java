package dev.quotey.live.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quotey.live.core.json.JsonValue;
import dev.quotey.live.core.ot.Ot;
import dev.quotey.live.core.sync.QuoteId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/**
 * One schedule: three nodes, a database, a few editors, and faults, on one thread in virtual time. The seed
 * is all that it depends on.
 */
final class ClusterSimulation {
  private static final long FAULTS_MILLIS = 20_000;
  private static final long END_MILLIS = 75_000;
  private static final int NODES = 3;

  private final Random random;
  private final VirtualTime time = new VirtualTime();
  private final SimulatedNetwork network;
  private final SimulatedStore store = new SimulatedStore(time);
  private final Map<String, SimulatedNode> nodes = new TreeMap<>();
  private final List<SimulatedClient> clients = new ArrayList<>();
  private final Map<String, Integer> faults = new TreeMap<>();

  ClusterSimulation(long seed) {
    random = new Random(seed * 0x9E3779B97F4A7C15L);
    network = new SimulatedNetwork(time, random);
    for (int i = 0; i < NODES; i++) {
      startNode("node" + i);
    }
    int quotes = 1 + random.nextInt(2);
    int count = 2 + random.nextInt(3);
    // One for all, so that no two clients make an element of the same id.
    RandomEdits edits = new RandomEdits(random);
    for (int i = 0; i < count; i++) {
      SimulatedClient client = new SimulatedClient(
          "c" + i, new QuoteId("Q" + i % quotes), time, network, nodes, random, edits::next);
      clients.add(client);
      // Directories have heard one another by then.
      network.timer(client.name(), 1_000, client::start);
      editLater(client);
    }
    int failures = 1 + random.nextInt(4);
    for (int i = 0; i < failures; i++) {
      time.at(2_000 + random.nextInt((int) FAULTS_MILLIS - 2_000), this::fault);
    }
    time.at(FAULTS_MILLIS, this::heal);
  }

  private void startNode(String name) {
    network.revive(name);
    SimulatedNode node = new SimulatedNode(name, time, network, store, nodes);
    nodes.put(name, node);
    node.start();
  }

  private void editLater(SimulatedClient client) {
    network.timer(client.name(), 50 + random.nextInt(400), () -> {
      if (time.now() < FAULTS_MILLIS + 5_000) {
        client.edit();
        editLater(client);
      }
    });
  }

  private void fault() {
    String node = "node" + random.nextInt(NODES);
    switch (random.nextInt(6)) {
      case 0 -> {
        note("killed");
        network.kill(node);
        time.after(500 + random.nextInt(6_000), () -> {
          if (network.isDown(node)) {
            startNode(node);
          }
        });
      }
      case 1 -> {
        note("paused");
        network.sleep(node, 500 + random.nextInt(8_000));
      }
      case 2 -> {
        note("split");
        nodes.keySet().stream()
            .filter(other -> !other.equals(node))
            .forEach(other -> network.block(node, other));
        mendLater();
      }
      case 3 -> {
        note("split one way from one");
        network.block(node, "node" + (node.endsWith("0") ? 1 : 0));
        mendLater();
      }
      case 4 -> {
        note("database out of reach");
        network.block(node, SimulatedStore.PLACE);
        mendLater();
      }
      default -> {
        note("database gone");
        nodes.keySet().forEach(one -> network.block(one, SimulatedStore.PLACE));
        mendLater();
      }
    }
  }

  private void note(String fault) {
    faults.merge(fault, 1, Integer::sum);
  }

  private void mendLater() {
    time.after(500 + random.nextInt(8_000), network::mend);
  }

  private void heal() {
    network.mend();
    for (String node : List.copyOf(nodes.keySet())) {
      if (network.isDown(node)) {
        startNode(node);
      }
    }
  }

  /** Throws {@link AssertionError}, or what a broken rule throws at once. */
  ClusterSimulation run() {
    time.runUntil(END_MILLIS);
    for (SimulatedClient client : clients) {
      assertThat(client.isSettled())
          .as("is served in the end: %s; faults %s", client, faults)
          .isTrue();
    }
    Map<QuoteId, List<SimulatedClient>> byQuote = new HashMap<>();
    clients.forEach(client ->
        byQuote.computeIfAbsent(client.quote(), key -> new ArrayList<>()).add(client));
    byQuote.forEach(this::check);
    return this;
  }

  private void check(QuoteId quote, List<SimulatedClient> editors) {
    JsonValue document = SimulatedStore.first();
    Map<String, Map<Long, Long>> revisions = new HashMap<>();
    Map<Long, String> owners = new HashMap<>();
    long last = 0;
    long epoch = 0;
    for (SimulatedStore.Row row : store.log(quote)) {
      var change = row.change().change();
      assertThat(change.revision()).as("revisions are dense").isEqualTo(++last);
      assertThat(row.epoch()).as("epochs rise").isGreaterThanOrEqualTo(epoch);
      assertThat(owners.computeIfAbsent(row.epoch(), key -> row.node()))
          .as("one writer of an epoch")
          .isEqualTo(row.node());
      epoch = row.epoch();
      Long twice = revisions
          .computeIfAbsent(change.clientId().value(), key -> new HashMap<>())
          .put(change.clientSequence(), last);
      assertThat(twice).as("a submission is there once").isNull();
      document = Ot.apply(document, change.committed());
    }
    for (SimulatedClient editor : editors) {
      assertThat(editor.acknowledged())
          .as("what %s was told is in the log, and all of it", editor.name())
          .isEqualTo(revisions.getOrDefault(editor.name(), Map.of()));
      assertThat(editor.document()).as("what %s sees", editor.name()).isEqualTo(document);
    }
  }

  int acknowledged() {
    return clients.stream().mapToInt(client -> client.acknowledged().size()).sum();
  }

  Map<String, Integer> faults() {
    return faults;
  }

  /** Everything that may differ between two runs. */
  String trace() {
    StringBuilder trace = new StringBuilder();
    clients.forEach(client -> trace
        .append(client.name())
        .append(new TreeMap<>(client.acknowledged()))
        .append(client.document()));
    return trace.toString();
  }
}
