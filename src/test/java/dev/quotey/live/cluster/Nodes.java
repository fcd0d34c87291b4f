package dev.quotey.live.cluster;

import dev.quotey.live.persistence.DatabaseLocation;
import dev.quotey.live.persistence.EmbeddedDatabase;
import dev.quotey.live.server.ServerProcess;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Several nodes, each a process of its own, on one database. */
final class Nodes implements AutoCloseable {
  private static final Pattern STARTED =
      Pattern.compile("session started session_id=(\\S+) quote_id=(\\S+)");

  private final Path folder;
  private final EmbeddedDatabase database;
  private final String members;
  private final List<ServerProcess> nodes = new ArrayList<>();

  private Nodes(Path folder, int count) throws IOException {
    this.folder = folder;
    database = EmbeddedDatabase.start(folder.resolve("database"));
    List<String> addresses = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      try (ServerSocket free = new ServerSocket(0)) {
        addresses.add("127.0.0.1:" + free.getLocalPort());
      }
    }
    members = String.join(",", addresses);
  }

  static Nodes start(Path folder, int count) throws IOException {
    Nodes nodes = new Nodes(folder, count);
    for (int i = 0; i < count; i++) {
      nodes.start(i);
    }
    return nodes;
  }

  private void start(int index) throws IOException {
    DatabaseLocation location = database.location();
    Map<String, String> environment = new HashMap<>();
    environment.put("QUOTEY_DATABASE_EMBEDDED", "false");
    environment.put("QUOTEY_DATABASE_HOST", location.host());
    environment.put("QUOTEY_DATABASE_PORT", String.valueOf(location.port()));
    environment.put("QUOTEY_DATABASE_NAME", location.name());
    environment.put("QUOTEY_DATABASE_USER", location.user());
    environment.put("QUOTEY_DATABASE_PASSWORD", location.password());
    environment.put("QUOTEY_DATA_DIR", folder.resolve("shared").toString());
    environment.put("QUOTEY_CLUSTER_ENABLED", "true");
    environment.put("QUOTEY_CLUSTER_MEMBERS", members);
    environment.put("QUOTEY_CLUSTER_PORT", members.split(",", -1)[index].split(":", -1)[1]);
    nodes.add(ServerProcess.start(folder, 0, environment));
  }

  ServerProcess node(int index) {
    return nodes.get(index);
  }

  List<Integer> ports() {
    return nodes.stream().map(ServerProcess::port).toList();
  }

  DatabaseLocation database() {
    return database.location();
  }

  /** How many sessions have been started at a node, as its log says. */
  int started(int index) throws IOException {
    Matcher lines = STARTED.matcher(nodes.get(index).output());
    int count = 0;
    while (lines.find()) {
      count++;
    }
    return count;
  }

  @Override
  public void close() {
    nodes.forEach(ServerProcess::close);
    database.close();
  }
}
