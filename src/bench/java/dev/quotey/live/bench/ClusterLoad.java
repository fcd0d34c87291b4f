package dev.quotey.live.bench;

import dev.quotey.live.bench.LoadGenerator.Seat;
import dev.quotey.live.persistence.DatabaseLocation;
import dev.quotey.live.persistence.EmbeddedDatabase;
import dev.quotey.live.server.FreePort;
import dev.quotey.live.server.ServerProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * W3 and W2 on one, two and three packaged nodes, twice in turns; all nodes, their PostgreSQL and the editors share
 * this machine's cores, so that it shows what the hop between nodes costs, and not what nodes add. Editors come
 * by the nodes in turns, wherever their session runs.
 */
final class ClusterLoad {
  private static final int ROUNDS = 2;
  private static final int NODES_MAX = 3;
  private static final Workload WARM_UP = Workload.saturated("warm-up", 20, 5, 30);
  private static final Pattern STARTED =
      Pattern.compile("session started .* quote_id=(\\S+) revision=\\d+ epoch=(\\d+)");

  private ClusterLoad() {}

  /** Who ran a quote's session last. */
  private record Owner(int port, long epoch) {}

  static void run() throws Exception {
    // Trained before anything is measured.
    List<String> program = PackagedServer.program();
    boolean sound = true;
    for (int round = 0; round < ROUNDS; round++) {
      for (int count = 1; count <= NODES_MAX; count++) {
        sound &= run(count, program);
      }
    }
    System.exit(sound ? 0 : 1);
  }

  private static boolean run(int count, List<String> program) throws Exception {
    Path folder = Files.createTempDirectory("quotey-cluster");
    List<ServerProcess> nodes = new ArrayList<>();
    try (EmbeddedDatabase database = EmbeddedDatabase.start(folder.resolve("database"))) {
      List<Integer> members =
          IntStream.range(0, count).mapToObj(i -> FreePort.next()).toList();
      try {
        for (int member : members) {
          nodes.add(ServerProcess.start(
              folder,
              FreePort.next(),
              environment(folder, database.location(), member, members),
              program));
        }
        long postgres =
            Long.parseLong(Files.readAllLines(folder.resolve("database/postgres/postmaster.pid"))
                .getFirst());
        List<Long> pids = nodes.stream().map(ServerProcess::pid).toList();
        Supplier<ServerUsage> usage = () -> ServerUsage.of(pids, postgres);
        List<RestClient> doors =
            nodes.stream().map(node -> new RestClient(node.port())).toList();
        boolean sound = true;
        for (Workload workload :
            List.of(WARM_UP, LoadGenerator.workload("W3"), LoadGenerator.workload("W2"))) {
          sound &=
              new LoadGenerator(workload, doors, usage, seats -> elsewhere(nodes, seats)).run();
        }
        return sound;
      } finally {
        nodes.forEach(ServerProcess::close);
      }
    }
  }

  private static Map<String, String> environment(
      Path folder, DatabaseLocation location, int member, List<Integer> members) {
    Map<String, String> environment = new HashMap<>();
    environment.put("QUOTEY_DATABASE_EMBEDDED", "false");
    environment.put("QUOTEY_DATABASE_HOST", "127.0.0.1");
    environment.put("QUOTEY_DATABASE_PORT", String.valueOf(location.port()));
    environment.put("QUOTEY_DATABASE_NAME", location.name());
    environment.put("QUOTEY_DATABASE_USER", location.user());
    environment.put("QUOTEY_DATABASE_PASSWORD", location.password());
    environment.put("QUOTEY_DATA_DIR", folder.resolve("shared").toString());
    environment.put("QUOTEY_CLUSTER_ENABLED", String.valueOf(members.size() > 1));
    environment.put("QUOTEY_CLUSTER_PORT", String.valueOf(member));
    environment.put(
        "QUOTEY_CLUSTER_MEMBERS",
        String.join(",", members.stream().map(port -> "127.0.0.1:" + port).toList()));
    return environment;
  }

  /** How many editors sit at another node than their session, and how many sessions each node has. */
  private static String elsewhere(List<ServerProcess> nodes, List<Seat> seats) {
    Map<String, Owner> owners = new HashMap<>();
    for (ServerProcess node : nodes) {
      Matcher started = STARTED.matcher(output(node));
      while (started.find()) {
        owners.merge(
            started.group(1),
            new Owner(node.port(), Long.parseLong(started.group(2))),
            (one, other) -> one.epoch() > other.epoch() ? one : other);
      }
    }
    long away = seats.stream()
        .filter(seat -> owners.get(seat.quote()).port() != seat.port())
        .count();
    List<Long> sessions = nodes.stream()
        .map(node -> seats.stream()
            .map(Seat::quote)
            .distinct()
            .filter(quote -> owners.get(quote).port() == node.port())
            .count())
        .toList();
    return String.format(
        Locale.ROOT,
        "editors_elsewhere=%.0f%% sessions=%s",
        100.0 * away / seats.size(),
        sessions.toString().replace(" ", ""));
  }

  private static String output(ServerProcess node) {
    try {
      return node.output();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
