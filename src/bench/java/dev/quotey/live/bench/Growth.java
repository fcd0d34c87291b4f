package dev.quotey.live.bench;

import dev.quotey.live.bench.LoadGenerator.Workload;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;

/**
 * How cost grows with one thing at a time: the lines of a quote, the people in it, the quotes, the length of
 * a log. Each size is measured at a pace, for the latency, and at saturation, for the edits a second.
 */
final class Growth {
  private static final int SECONDS = 10;
  private static final int CLIENTS = 5;
  private static final int SATURATED_QUOTES = 20;
  private static final int[] LINES = {10, 50, 200, 500, 1_000, 2_000};
  private static final int[] PEOPLE = {2, 5, 10, 20, 50, 100, 200};
  private static final int[] QUOTES = {1, 5, 20, 50, 100, 200};
  private static final int[] LOGS = {1_000, 10_000, 100_000};

  private final QuoteyContender server;
  private final List<JsonObject> runs = new ArrayList<>();

  private Growth(QuoteyContender server) {
    this.server = server;
  }

  static List<JsonObject> run(QuoteyContender server) throws Exception {
    Growth growth = new Growth(server);
    for (int lines : LINES) {
      growth.add(
          "lines of a quote",
          lines,
          server.run(paced(1, CLIENTS, 100).withLines(lines)),
          saturated(SATURATED_QUOTES, CLIENTS).withLines(lines));
    }
    for (int people : PEOPLE) {
      growth.add(
          "people in a quote", people, server.run(paced(1, people, 1_000)), saturated(1, people));
    }
    for (int quotes : QUOTES) {
      growth.add(
          "quotes", quotes, server.run(paced(quotes, CLIENTS, 500)), saturated(quotes, CLIENTS));
    }
    for (int log : LOGS) {
      growth.put("edits in the log", log, server.runAfter(paced(1, CLIENTS, 100), log));
    }
    return growth.runs;
  }

  private static Workload paced(int quotes, int people, long pauseMillis) {
    return new Workload("paced", quotes, people, pauseMillis, SECONDS, 0, true);
  }

  private static Workload saturated(int quotes, int people) {
    return new Workload("saturated", quotes, people, 0, SECONDS);
  }

  private void add(String series, int size, Figures paced, Workload saturated) throws Exception {
    Figures full = server.run(saturated);
    put(series, size, paced);
    if (full.isSound()) {
      runs.getLast()
          .put("saturated_edits_per_second", full.editsPerSecond())
          .put("saturated_cpu_ms_per_edit", full.cpuMillisPerEdit());
    }
  }

  /** A run that lost or diverged has no figures. */
  private void put(String series, int size, Figures paced) {
    JsonObject run = new JsonObject().put("series", series).put("size", size);
    runs.add(run);
    if (paced.isSound()) {
      run.put("sync_ms", Figures.array(paced.sync()))
          .put("cpu_ms_per_edit", paced.cpuMillisPerEdit());
    }
  }
}
