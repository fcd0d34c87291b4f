package dev.quotey.live.bench;

import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;

/**
 * How cost grows with one thing at a time: the lines of a quote, the people in it, the quotes, the length of
 * a log. Each size is measured at a pace, for the latency, and at saturation, for the edits a second.
 */
final class Growth {
  private static final int SECONDS = 10;
  private static final int CLIENTS = 5;
  private static final int LINES_EACH = 50;
  private static final int SATURATED_QUOTES = 20;
  private static final int[] LINES = {10, 50, 200, 500, 1_000, Edits.LINES_MAX};
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
          paced(1, CLIENTS, 100).keptAt(lines),
          saturated(SATURATED_QUOTES, CLIENTS).keptAt(lines));
    }
    for (int people : PEOPLE) {
      growth.add("people in a quote", people, paced(1, people, 1_000), saturated(1, people));
    }
    for (int quotes : QUOTES) {
      growth.add("quotes", quotes, paced(quotes, CLIENTS, 500), saturated(quotes, CLIENTS));
    }
    for (int log : LOGS) {
      growth.put(
          "edits in the log",
          log,
          () -> server.runAfter(Workload.paced("paced", 1, CLIENTS, 100, SECONDS), log));
    }
    return growth.runs;
  }

  private static Workload paced(int quotes, int people, long pauseMillis) {
    return Workload.paced("paced", quotes, people, pauseMillis, SECONDS).keptAt(LINES_EACH);
  }

  private static Workload saturated(int quotes, int people) {
    return Workload.saturated("saturated", quotes, people, SECONDS).keptAt(LINES_EACH);
  }

  private void add(String series, int size, Workload paced, Workload saturated) throws Exception {
    put(series, size, () -> server.run(paced));
    Optional<Figures> full = attempt(() -> server.run(saturated));
    full.filter(Figures::isSound)
        .ifPresent(figures -> runs.getLast()
            .put("saturated_edits_per_second", figures.editsPerSecond())
            .put("saturated_cpu_ms_per_edit", figures.cpuMillisPerEdit()));
  }

  /** A run that is not sound has no figures, and one that fails leaves the others theirs. */
  private void put(String series, int size, Callable<Figures> measurement)
      throws InterruptedException {
    JsonObject run = new JsonObject().put("series", series).put("size", size);
    runs.add(run);
    Optional<Figures> paced = attempt(measurement);
    if (paced.filter(Figures::isSound).isPresent()) {
      run.put("sync_ms", Figures.array(paced.get().sync()))
          .put("cpu_ms_per_edit", paced.get().cpuMillisPerEdit());
    } else {
      run.put("fault", paced.map(Figures::fault).orElse("failed"));
    }
  }

  private static Optional<Figures> attempt(Callable<Figures> measurement)
      throws InterruptedException {
    try {
      return Optional.of(measurement.call());
    } catch (InterruptedException e) {
      throw e;
    } catch (Exception e) {
      System.out.println("failed: " + e);
      return Optional.empty();
    }
  }
}
