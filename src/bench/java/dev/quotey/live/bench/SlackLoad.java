package dev.quotey.live.bench;

import dev.quotey.live.fakeslack.FakeSlack;
import dev.quotey.live.fakeslack.FakeSlackSettings;
import dev.quotey.live.fakeslack.Faults.Fault;
import dev.quotey.live.server.ServerProcess;
import dev.quotey.live.server.SlackServer;
import io.vertx.core.Vertx;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * W1 on three servers in turns: one that tells no Slack, one whose Slack is well, and one whose Slack takes
 * each call and never answers. All three run all the time, so a noisy moment of the machine meets each of
 * them; their latencies of all turns are taken together.
 */
final class SlackLoad {
  private static final int ROUNDS = 8;
  private static final Workload WARM_UP =
      Workload.paced("warm-up", 1, 5, 20, 20).together();
  private static final Workload TURN = Workload.paced("W1", 1, 5, 100, 10).together();

  private final String name;
  private final ServerProcess server;
  private final Latencies sync = new Latencies();

  private SlackLoad(String name, Map<String, String> environment) throws Exception {
    this.name = name;
    Path folder = Files.createTempDirectory("quotey-slack");
    server = ServerProcess.start(folder, 0, environment);
  }

  static void run() throws Exception {
    Vertx vertx = Vertx.vertx();
    FakeSlack well = FakeSlack.start(vertx, FakeSlackSettings.forTests(1));
    FakeSlack hanging = FakeSlack.start(vertx, FakeSlackSettings.forTests(1));
    hanging.faults().fail("*", Fault.HANGS, Integer.MAX_VALUE);
    List<SlackLoad> all = new ArrayList<>();
    boolean sound = true;
    try {
      all.add(new SlackLoad("off", Map.of()));
      all.add(new SlackLoad("well", environment(well)));
      all.add(new SlackLoad("hanging", environment(hanging)));
      for (SlackLoad one : all) {
        sound &= one.turn(WARM_UP);
        one.sync.clear();
      }
      for (int round = 0; round < ROUNDS; round++) {
        for (int turn = 0; turn < all.size(); turn++) {
          sound &= all.get((round + turn) % all.size()).turn(TURN);
        }
      }
      for (SlackLoad one : all) {
        System.out.println(
            "slack=" + one.name + " deliveries=" + one.sync.count() + " sync_ms=" + one.sync);
      }
      System.out.println("calls: well=" + well.workspace().calls().size() + " hanging="
          + hanging.workspace().calls().size());
    } finally {
      all.forEach(one -> one.server.close());
    }
    System.exit(sound ? 0 : 1);
  }

  /** Told as often as a server is by default. */
  private static Map<String, String> environment(FakeSlack slack) {
    Map<String, String> environment = new HashMap<>(SlackServer.environment(slack));
    environment.put("QUOTEY_SLACK_DIGEST_SECONDS", "60");
    environment.put("QUOTEY_SLACK_CARD_SECONDS", "5");
    return environment;
  }

  private boolean turn(Workload workload) throws Exception {
    LoadGenerator load = new LoadGenerator(
        workload,
        List.of(new RestClient(server.port())),
        () -> ServerUsage.of(List.of(server.pid())),
        seats -> "slack=" + name);
    boolean sound = load.run();
    sync.addAll(load.syncLatencies());
    return sound;
  }
}
