package dev.quotey.live.cluster;

import dev.quotey.live.server.EditorCrowd;
import dev.quotey.live.server.LogCheck;
import io.vertx.core.Vertx;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;

/**
 * Editors at work in a cluster to which things happen, drawn from a seed; afterwards everything that they
 * were told is held against the log. Real processes do not replay exactly: the seed gives the same faults
 * in the same order, at the same nodes, for the same editors.
 */
public final class FaultDrill implements AutoCloseable {
  private static final int NODES = 3;
  private static final int PERCENT = 100;
  private static final int MOST = 99;

  /** What the server's own classes log, and not its libraries'. */
  private static final Pattern OWN =
      Pattern.compile(" (INFO|WARN|ERROR) +(Directory|Session|Persistence|Bridge)\\w+ ");

  private final Vertx vertx = Vertx.vertx();
  private final Random random;
  private final Nodes nodes;
  private final Balancer balancer;
  private final EditorCrowd crowd;
  private final Path folder;

  /** @param editMillis between two edits of an editor */
  FaultDrill(Path folder, long seed, int quotes, int editors, int editMillis) throws Exception {
    System.out.printf("fault drill, %d quotes, %d editors each, seed %d%n", quotes, editors, seed);
    this.folder = folder;
    random = new Random(seed);
    nodes = Nodes.start(vertx, folder, NODES);
    balancer = new Balancer(vertx, nodes.ports());
    crowd = new EditorCrowd(vertx, editMillis);
    String token = nodes.node(0).token("ana");
    String document =
        nodes.node(0).get("/api/quotes/Q-1001", token).replace("\"quote_id\":\"Q-1001\",", "");
    for (int quote = 0; quote < quotes; quote++) {
      nodes.node(0).put("C-" + quote, document);
      for (int i = 0; i < editors; i++) {
        crowd.open("C-" + quote, "e" + quote + "_" + i, balancer.port(), token, random.nextLong());
      }
    }
    crowd.awaitMore(2 * crowd.count());
  }

  Nodes nodes() {
    return nodes;
  }

  EditorCrowd crowd() {
    return crowd;
  }

  /** Each fault once, in an order that the seed gives. */
  void each(List<Fault> faults, Duration time) throws Exception {
    List<Fault> order = new ArrayList<>(faults);
    Collections.shuffle(order, random);
    for (Fault fault : order) {
      int node = random.nextInt(NODES);
      try {
        happen(fault, node, time);
      } catch (AssertionError | Exception e) {
        System.out.printf("failed: %s node %d; what the nodes said:%n", fault, node);
        nodes
            .output()
            .lines()
            .filter(line -> OWN.matcher(line).find())
            .forEach(System.out::println);
        throw e;
      }
    }
  }

  void happen(Fault fault, int node, Duration time) throws Exception {
    crowd.awaitServedSince(System.nanoTime());
    crowd.takeLongestWaits();
    fault.happen(nodes, node, time, new Waiting());
    nodes.awaitReady();
    crowd.awaitServedSince(System.nanoTime());
    List<Long> waits = crowd.takeLongestWaits();
    System.out.printf(
        "%-22s node %d: the longest that an edit waited: %,d ms; of 99 %% of the editors %,d ms, of half %,d ms%n",
        fault,
        node,
        waits.getLast(),
        waits.get((waits.size() - 1) * MOST / PERCENT),
        waits.get(waits.size() / 2));
  }

  /** Ends the editing, and holds everything against the log. */
  void check() throws Exception {
    crowd.rest();
    LogCheck log = new LogCheck(nodes.database());
    for (String quote : crowd.quotes()) {
      log.check(quote, crowd.acknowledgements(quote), crowd.documents(quote));
    }
    LogCheck.checkOwners(nodes.output());
    System.out.println("acknowledged, each in the log once: " + crowd.acknowledged());
  }

  private final class Waiting implements Fault.Editing {
    @Override
    public void recovers() {
      crowd.awaitServedSince(System.nanoTime());
    }

    @Override
    public void goesOn(Duration time) {
      long end = System.nanoTime() + time.toNanos();
      do {
        crowd.awaitServedSince(System.nanoTime());
      } while (System.nanoTime() < end);
    }

    @Override
    public void pause(Duration time) {
      Awaitility.await().pollDelay(time).atMost(time.plusSeconds(1)).until(() -> true);
    }
  }

  @Override
  public void close() {
    crowd.close();
    balancer.close();
    nodes.close();
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }

  /**
   * The long run: {@code [minutes [seed [quotes [editors [faults]]]]]}, faults by comma. Each fault that lasts
   * does so for 20 to 30 seconds.
   */
  public static void main(String[] arguments) throws Exception {
    long minutes = number(arguments, 0, 10);
    long seed = number(arguments, 1, System.nanoTime());
    int quotes = (int) number(arguments, 2, 20);
    int editors = (int) number(arguments, 3, 5);
    List<Fault> faults = arguments.length > 4
        ? Arrays.stream(arguments[4].split(",", -1)).map(Fault::valueOf).toList()
        : List.of(Fault.values());
    Path folder = Files.createTempDirectory("quotey-faults");
    try (FaultDrill drill = new FaultDrill(folder, seed, quotes, editors, 300)) {
      long end = System.nanoTime() + Duration.ofMinutes(minutes).toNanos();
      do {
        drill.each(faults, Duration.ofSeconds(20 + drill.random.nextInt(11)));
      } while (System.nanoTime() < end);
      drill.check();
      System.out.println("sound; the nodes' logs are in " + drill.folder);
    }
    System.exit(0);
  }

  private static long number(String[] arguments, int at, long otherwise) {
    return arguments.length > at ? Long.parseLong(arguments[at]) : otherwise;
  }
}
