package dev.quotey.live.cluster;

import dev.quotey.live.persistence.DatabaseLocation;
import dev.quotey.live.persistence.EmbeddedDatabase;
import dev.quotey.live.server.FreePort;
import dev.quotey.live.server.ServerProcess;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;

/**
 * Several nodes, each a process of its own, on one database. Whatever they say to one another and to the
 * database goes over a {@link Wire}.
 */
final class Nodes implements AutoCloseable {
  private final Path folder;
  private final Map<String, String> settings;
  private final List<Node> nodes = new ArrayList<>();
  private final StringBuilder earlierOutput = new StringBuilder();
  private volatile EmbeddedDatabase database;

  private static final class Node {
    private final int http = FreePort.next();
    private final int management = FreePort.next();
    private final int hazelcast = FreePort.next();
    private final int bus = FreePort.next();
    private Wire hazelcastWire;
    private Wire busWire;
    private Wire databaseWire;
    private volatile ServerProcess process;
  }

  private Nodes(Path folder, Map<String, String> settings) {
    this.folder = folder;
    this.settings = settings;
    database = EmbeddedDatabase.start(folder.resolve("database"));
  }

  /** Starts the first node, which migrates the database, then the others together. */
  static Nodes start(Vertx vertx, Path folder, int count) throws IOException {
    return start(vertx, folder, count, Map.of());
  }

  /** As above, with more environment. */
  static Nodes start(Vertx vertx, Path folder, int count, Map<String, String> settings)
      throws IOException {
    Nodes nodes = new Nodes(folder, settings);
    for (int i = 0; i < count; i++) {
      Node node = new Node();
      node.hazelcastWire = new Wire(vertx, 0, () -> node.hazelcast, nodes::owner);
      node.busWire = new Wire(vertx, 0, () -> node.bus, nodes::owner);
      node.databaseWire = new Wire(vertx, 0, () -> nodes.database.location().port(), port -> 0);
      nodes.nodes.add(node);
    }
    nodes.start(0);
    for (int i = 1; i < count; i++) {
      nodes.launch(i);
    }
    for (int i = 1; i < count; i++) {
      nodes.nodes.get(i).process.ready();
    }
    return nodes;
  }

  /** Which node has a connection with this port at its end; -1 for none of them. */
  private int owner(int port) {
    return IntStream.range(0, nodes.size())
        .filter(i -> nodes.get(i).process != null)
        .filter(i -> Processes.has(nodes.get(i).process.pid(), port))
        .findFirst()
        .orElse(-1);
  }

  /** Starts a node that does not run, and waits until it is ready. */
  void start(int index) throws IOException {
    launch(index);
    nodes.get(index).process.ready();
  }

  private void launch(int index) throws IOException {
    Node node = nodes.get(index);
    if (node.process != null) {
      earlierOutput.append(node.process.output());
    }
    DatabaseLocation location = database.location();
    Map<String, String> environment = new HashMap<>(settings);
    environment.put("QUOTEY_HTTP_PORT", String.valueOf(node.http));
    environment.put("QUOTEY_MANAGEMENT_PORT", String.valueOf(node.management));
    environment.put("QUOTEY_DATABASE_EMBEDDED", "false");
    environment.put("QUOTEY_DATABASE_HOST", "127.0.0.1");
    environment.put("QUOTEY_DATABASE_PORT", String.valueOf(node.databaseWire.port()));
    environment.put("QUOTEY_DATABASE_NAME", location.name());
    environment.put("QUOTEY_DATABASE_USER", location.user());
    environment.put("QUOTEY_DATABASE_PASSWORD", location.password());
    environment.put("QUOTEY_DATA_DIR", folder.resolve("shared").toString());
    environment.put("QUOTEY_CLUSTER_ENABLED", "true");
    environment.put("QUOTEY_CLUSTER_PORT", String.valueOf(node.hazelcast));
    environment.put("QUOTEY_CLUSTER_BUS_PORT", String.valueOf(node.bus));
    environment.put("QUOTEY_CLUSTER_PUBLIC_PORT", String.valueOf(node.hazelcastWire.port()));
    environment.put("QUOTEY_CLUSTER_PUBLIC_BUS_PORT", String.valueOf(node.busWire.port()));
    environment.put(
        "QUOTEY_CLUSTER_MEMBERS",
        String.join(
            ",",
            nodes.stream().map(one -> "127.0.0.1:" + one.hazelcastWire.port()).toList()));
    node.process = ServerProcess.launch(folder, environment);
  }

  int count() {
    return nodes.size();
  }

  ServerProcess node(int index) {
    return nodes.get(index).process;
  }

  /** The ports of browsers and of health checks. */
  List<int[]> ports() {
    return nodes.stream().map(node -> new int[] {node.http, node.management}).toList();
  }

  /** The two sides do not hear one another any more; each reaches the database and its browsers. */
  void split(IntPredicate side) {
    for (int i = 0; i < nodes.size(); i++) {
      boolean here = side.test(i);
      nodes.get(i).hazelcastWire.block(from -> from >= 0 && side.test(from) != here);
      nodes.get(i).busWire.block(from -> from >= 0 && side.test(from) != here);
    }
  }

  void join() {
    nodes.forEach(node -> {
      node.hazelcastWire.mend();
      node.busWire.mend();
    });
  }

  /** Waits until every node says that it takes browsers. */
  void awaitReady() {
    HttpClient http = HttpClient.newHttpClient();
    Awaitility.await().atMost(Duration.ofSeconds(90)).ignoreExceptions().until(() -> {
      for (Node node : nodes) {
        URI ready = URI.create("http://127.0.0.1:" + node.management + "/health/ready");
        HttpRequest request =
            HttpRequest.newBuilder(ready).timeout(Duration.ofSeconds(2)).build();
        if (http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() != 200) {
          return false;
        }
      }
      return true;
    });
  }

  /** The way from a node to the database. */
  Wire databaseWire(int index) {
    return nodes.get(index).databaseWire;
  }

  DatabaseLocation database() {
    return database.location();
  }

  void restartDatabase() {
    database.close();
    database = EmbeddedDatabase.start(folder.resolve("database"));
  }

  /** What all nodes have logged, those that are gone, too. */
  String output() throws IOException {
    StringBuilder all = new StringBuilder(earlierOutput);
    for (Node node : nodes) {
      all.append(node.process.output());
    }
    return all.toString();
  }

  @Override
  public void close() {
    nodes.parallelStream()
        .filter(node -> node.process != null && node.process.isAlive())
        .forEach(node -> {
          try {
            node.process.signal("CONT");
          } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
          }
          node.process.close();
        });
    nodes.forEach(node -> {
      node.hazelcastWire.close();
      node.busWire.close();
      node.databaseWire.close();
    });
    database.close();
  }
}
