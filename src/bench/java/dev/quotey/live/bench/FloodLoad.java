package dev.quotey.live.bench;

import dev.quotey.live.server.ServerProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Four editors of one quote on a server with its default limits, in turns alone and beside somebody who
 * sends as fast as it goes. Their latencies of all turns of a kind are taken together. A turn is as long as
 * who is sent away stays barred, so that each flood begins anew.
 */
final class FloodLoad {
  private static final int ROUNDS = 3;
  private static final int EDITORS = 4;
  private static final Workload WARM_UP =
      Workload.paced("warm-up", 1, EDITORS, 100, 20).together();
  private static final Workload TURN =
      Workload.paced("flood", 1, EDITORS, 100, 30).together();

  /** What a server has by default; those of tests and of other workloads are higher. */
  private static final Map<String, String> LIMITS = Map.ofEntries(
      Map.entry("QUOTEY_LIMITS_SUBMISSIONS_PER_SECOND", "20"),
      Map.entry("QUOTEY_LIMITS_SUBMISSIONS_BURST", "60"),
      Map.entry("QUOTEY_LIMITS_CONTROL_PER_SECOND", "5"),
      Map.entry("QUOTEY_LIMITS_CONTROL_BURST", "20"),
      Map.entry("QUOTEY_LIMITS_CALLS_PER_SECOND", "20"),
      Map.entry("QUOTEY_LIMITS_CALLS_BURST", "100"),
      Map.entry("QUOTEY_LIMITS_CONNECTS_PER_SECOND", "5"),
      Map.entry("QUOTEY_LIMITS_CONNECTS_BURST", "100"),
      Map.entry("QUOTEY_LIMITS_SOCKETS_PER_USER", "10"),
      Map.entry("QUOTEY_LIMITS_SOCKETS_PER_ADDRESS", "50"));

  private final ServerProcess server;
  private final Latencies acknowledge = new Latencies();
  private final Latencies sync = new Latencies();

  private FloodLoad(ServerProcess server) {
    this.server = server;
  }

  static void run() throws Exception {
    Path folder = Files.createTempDirectory("quotey-flood");
    boolean sound = true;
    try (ServerProcess server = ServerProcess.start(folder, 0, LIMITS)) {
      FloodLoad alone = new FloodLoad(server);
      FloodLoad flooded = new FloodLoad(server);
      sound &= alone.turn(WARM_UP, "none");
      alone.acknowledge.clear();
      alone.sync.clear();
      long sent = 0;
      long dismissed = 0;
      for (int round = 0; round < ROUNDS; round++) {
        sound &= alone.turn(TURN, "none");
        FlooderProcess flooder = new FlooderProcess(server.port(), server.token("cleo"));
        sound &= flooded.turn(TURN, "one");
        FlooderProcess.Flood flood = flooder.stop();
        sent += flood.sent();
        dismissed += flood.dismissed();
      }
      alone.print("none");
      flooded.print("one");
      System.out.printf(
          "flooder: %d messages/s, sent away %d times%n",
          sent / ((long) ROUNDS * TURN.seconds()), dismissed);
    }
    System.exit(sound ? 0 : 1);
  }

  private boolean turn(Workload workload, String flooders) throws Exception {
    LoadGenerator load = new LoadGenerator(
        workload,
        List.of(new RestClient(server.port())),
        () -> ServerUsage.of(List.of(server.pid())),
        seats -> "flooders=" + flooders);
    boolean sound = load.run();
    acknowledge.addAll(load.acknowledgeLatencies());
    sync.addAll(load.syncLatencies());
    return sound;
  }

  private void print(String flooders) {
    System.out.println("flooders=" + flooders + " deliveries=" + sync.count() + " ack_ms="
        + acknowledge + " sync_ms=" + sync);
  }
}
