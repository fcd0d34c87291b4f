package dev.quotey.live.bench;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The tables of workloads that are no load of many editors: joining, the core, sessions that nobody is in,
 * and how cost grows.
 */
final class FurtherTables {
  private final Results results;
  private final StringBuilder text;
  private final Path docs;

  FurtherTables(Results results, StringBuilder text, Path docs) {
    this.results = results;
    this.text = text;
    this.docs = docs;
  }

  void write() throws IOException {
    joins();
    core();
    idle();
    growth();
  }

  private void joins() {
    if (!heading(
        "W5",
        "joining a quote with a long log; medians in ms, with opening the socket",
        "| system | edits in the log | cold | warm | 1,000 missed edits |")) {
      return;
    }
    for (JsonObject run : results.runs("W5")) {
      text.append("| ").append(run.getString("system")).append(" | ");
      text.append(
          run.containsKey("missing")
              ? "not measured: " + run.getString("missing").replace('\n', ' ')
              : Report.whole(run.getDouble("log")) + " | " + number(run.getDouble("cold_join_ms"))
                  + " | " + number(run.getDouble("warm_join_ms")) + " | "
                  + number(run.getDouble("missed_1000_ms")));
      text.append(" |\n");
    }
    text.append('\n');
  }

  private void core() {
    if (!heading(
        "W6",
        "the core; operations/s",
        "| case | Quotey Live, JVM | Quotey Live, browser build | ot-json1 | ot-json0 |")) {
      return;
    }
    for (JsonObject run : results.runs("W6")) {
      text.append("| ").append(run.getString("case"));
      for (String column : List.of("jvm", "quotey", "json1", "json0")) {
        Double figure = run.getDouble(column);
        text.append(" | ").append(figure == null ? "–" : Report.whole(figure));
      }
      text.append(" |\n");
    }
    text.append('\n');
  }

  private void idle() {
    if (!heading(
        "W8",
        "sessions that nobody is in",
        "| sessions | | heap for each, bytes | opening one of the first, ms | one of the last, ms |")) {
      return;
    }
    for (JsonObject run : results.runs("W8")) {
      text.append("| ")
          .append(Report.whole(run.getDouble("sessions")))
          .append(" | ")
          .append(run.getString("state"))
          .append(" | ")
          .append(Report.whole(run.getDouble("bytes_per_session")))
          .append(" | ")
          .append(number(run.getDouble("open_ms_first")))
          .append(" | ")
          .append(number(run.getDouble("open_ms_last")))
          .append(" |\n");
    }
    text.append('\n');
  }

  private void growth() throws IOException {
    if (!heading(
        "growth",
        "how cost grows, Quotey Live alone",
        "| what | how many | sync p50 / p95 / p99 / max ms | server CPU ms per edit"
            + " | edits/s at saturation | server CPU ms per edit there |")) {
      return;
    }
    Map<String, Plot> plots = new LinkedHashMap<>();
    Map<String, List<JsonObject>> series = results.runs("growth").stream()
        .collect(Collectors.groupingBy(
            run -> run.getString("series"), LinkedHashMap::new, Collectors.toList()));
    series.forEach((name, runs) -> {
      runs.forEach(run -> text.append("| ")
          .append(name)
          .append(" | ")
          .append(Report.whole(run.getDouble("size")))
          .append(" | ")
          .append(
              run.containsKey("sync_ms") ? Report.millis(run, "sync_ms") : run.getString("fault"))
          .append(" | ")
          .append(number(run.getDouble("cpu_ms_per_edit")))
          .append(" | ")
          .append(number(run.getDouble("saturated_edits_per_second")))
          .append(" | ")
          .append(number(run.getDouble("saturated_cpu_ms_per_edit")))
          .append(" |\n"));
      plots.put(name, plot(name, runs));
    });
    for (Map.Entry<String, Plot> plot : plots.entrySet()) {
      String file = "growth-" + plot.getKey().replace(' ', '-') + ".svg";
      Files.createDirectories(docs.resolve("bench"));
      Files.writeString(docs.resolve("bench").resolve(file), plot.getValue().lines());
      text.append("\n![").append(plot.getKey()).append("](bench/").append(file).append(")\n");
    }
    text.append('\n');
  }

  private static Plot plot(String name, List<JsonObject> runs) {
    Plot plot = new Plot("By " + name);
    line(plot, "sync p50 ms", runs, run -> percentile(run, 0));
    line(plot, "sync p99 ms", runs, run -> percentile(run, 2));
    line(plot, "saturated, edits/s", runs, run -> run.getDouble("saturated_edits_per_second"));
    line(plot, "CPU ms per edit there", runs, run -> run.getDouble("saturated_cpu_ms_per_edit"));
    return plot;
  }

  private static Double percentile(JsonObject run, int which) {
    return run.containsKey("sync_ms")
        ? Double.valueOf(Figures.doubles(run.getJsonArray("sync_ms"))[which])
        : null;
  }

  /** Leaves out what was not measured. */
  private static void line(
      Plot plot, String name, List<JsonObject> runs, Function<JsonObject, Double> figure) {
    List<double[]> points = runs.stream()
        .filter(run -> figure.apply(run) != null)
        .map(run -> new double[] {run.getDouble("size"), figure.apply(run)})
        .toList();
    if (!points.isEmpty()) {
      plot.line(name, points);
    }
  }

  private boolean heading(String workload, String title, String columns) {
    if (results.runs(workload).isEmpty()) {
      return false;
    }
    text.append("### ").append(workload).append(", ").append(title).append("\n\n");
    text.append(results.circumstances(workload).map(Report::where).orElse("")).append("\n\n");
    text.append(columns).append('\n');
    text.append('|')
        .append("---|".repeat((int) columns.chars().filter(one -> one == '|').count() - 1))
        .append('\n');
    return true;
  }

  /** To three digits; a dash for what was not measured. */
  static String number(Double number) {
    if (number == null) {
      return "–";
    }
    int digits = number < 10 ? 2 : number < 100 ? 1 : 0;
    return String.format(Locale.ROOT, "%,." + digits + "f", number);
  }
}
