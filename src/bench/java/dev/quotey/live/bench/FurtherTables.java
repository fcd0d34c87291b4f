package dev.quotey.live.bench;

import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Locale;

/** The tables of workloads that are no load of many editors: joining, the core, sessions that nobody is in. */
final class FurtherTables {
  private final Results results;
  private final StringBuilder text;

  FurtherTables(Results results, StringBuilder text) {
    this.results = results;
    this.text = text;
  }

  void write() {
    joins();
    core();
    idle();
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
