package dev.quotey.live.bench;

import com.fasterxml.jackson.databind.DeserializationFeature;
import io.vertx.core.json.JsonObject;
import io.vertx.core.json.jackson.DatabindCodec;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;

/**
 * Whether this build has become slower than the last one that was recorded. What is compared are ratios to
 * an echo that runs in turns with the server, medians of several turns, so that a slow machine is slow for
 * both. Ends with 1 where one of them is above what is allowed.
 */
final class Guard {
  private static final Path RECORD = Path.of("src/bench/guard.json");
  private static final int TURNS = 3;

  /** Turns of one build differ by about as much. */
  private static final double ALLOWED = 1.4;

  private static final Workload WARM_UP = Workload.saturated("warm-up", 20, 5, 10);
  private static final Workload SATURATION = Workload.saturated("W3", 20, 5, 10);
  private static final Workload FIVE_EDITORS = Workload.paced("W1", 1, 5, 100, 10);

  private final Contender quotey;
  private final Contender echo;
  private final Map<String, List<Double>> ratios = new TreeMap<>();

  private Guard(Contender quotey, Contender echo) {
    this.quotey = quotey;
    this.echo = echo;
  }

  public static void main(String[] args) throws Exception {
    DatabindCodec.mapper().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);
    JsonObject seen;
    try (BenchDatabase database = new BenchDatabase(Files.createTempDirectory("quotey-guard"));
        Contender quotey =
            new QuoteyContender(database.create(), database.pid(), QuoteyContender.HEAP);
        Contender echo = new EchoContender()) {
      seen = new Guard(quotey, echo).measure();
    }
    if (Boolean.getBoolean("guard.record")) {
      Files.writeString(RECORD, seen.encodePrettily() + "\n");
      System.exit(0);
    }
    System.exit(isWithin(seen, new JsonObject(Files.readString(RECORD))) ? 0 : 1);
  }

  private JsonObject measure() throws Exception {
    quotey.run(WARM_UP);
    echo.run(WARM_UP);
    for (int turn = 0; turn < TURNS; turn++) {
      compare("saturation_cpu_per_edit", SATURATION, Figures::cpuMillisPerEdit);
      compare("saturation_seconds_per_edit", SATURATION, one -> 1 / one.editsPerSecond());
      compare("five_editors_acknowledged_p50", FIVE_EDITORS, one -> one.acknowledge()[0]);
    }
    JsonObject medians = new JsonObject();
    ratios.forEach(
        (name, all) -> medians.put(name, all.stream().sorted().toList().get(TURNS / 2)));
    return medians;
  }

  private void compare(String name, Workload workload, ToDoubleFunction<Figures> cost)
      throws Exception {
    Figures ours = quotey.run(workload);
    if (!ours.isSound()) {
      throw new IllegalStateException("a run lost edits or diverged: " + ours);
    }
    double ratio = cost.applyAsDouble(ours) / cost.applyAsDouble(echo.run(workload));
    ratios.computeIfAbsent(name, one -> new ArrayList<>()).add(ratio);
  }

  private static boolean isWithin(JsonObject seen, JsonObject recorded) {
    boolean within = true;
    for (String name : seen.fieldNames()) {
      double change = seen.getDouble(name) / recorded.getDouble(name);
      within &= change <= ALLOWED;
      System.out.printf(
          Locale.ROOT,
          "%s: %.1f times the echo's, recorded %.1f: %s%n",
          name,
          seen.getDouble(name),
          recorded.getDouble(name),
          change <= ALLOWED ? "within" : "ABOVE what is allowed");
    }
    return within;
  }
}
