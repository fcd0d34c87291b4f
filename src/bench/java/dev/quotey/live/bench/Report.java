package dev.quotey.live.bench;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Writes what docs/BENCHMARKS.md has of a comparison, between two markers, and its plots. */
final class Report {
  private static final String BEGIN = "<!-- compare:begin -->";
  private static final String END = "<!-- compare:end -->";

  private static final String COLUMNS =
      "system | clients | edits sent / acknowledged | edits/s | deliveries"
          + " | acknowledged, p50 / p95 / p99 / max ms | sync, p50 / p95 / p99 / max ms"
          + " | server, load generator CPU s | server, database CPU ms per edit | server peak MB | load before"
          + " | equal";

  private final Results results;
  private final Path docs;
  private final StringBuilder text = new StringBuilder();

  Report(Results results, Path docs) {
    this.results = results;
    this.docs = docs;
  }

  /** Throws where the document has no such markers. */
  void write() throws IOException {
    Path file = docs.resolve("BENCHMARKS.md");
    String before = Files.readString(file);
    int begin = before.indexOf(BEGIN);
    int end = before.indexOf(END);
    if (begin < 0 || end < begin) {
      throw new IOException(file + " has no " + BEGIN + " and " + END);
    }
    load("W1", "five editors");
    quotes();
    load("W3", "saturation");
    load("W4", "a crowd in one quote");
    new FurtherTables(results, text, docs).write();
    load("W7", "five editors and their cursors");
    cursors();
    Files.writeString(
        file, before.substring(0, begin + BEGIN.length()) + "\n" + text + before.substring(end));
  }

  private void load(String workload, String title) throws IOException {
    List<JsonObject> runs = results.runs(workload);
    if (runs.isEmpty()) {
      return;
    }
    heading(workload, title);
    turns(runs);
    table(runs, COLUMNS);
    plots(workload, runs);
  }

  private void turns(List<JsonObject> runs) {
    int turns = runs.stream().mapToInt(run -> run.getInteger("turns", 1)).max().orElse(1);
    if (turns > 1) {
      line("All systems in " + turns + " turns; medians.");
      line("");
    }
  }

  private void quotes() throws IOException {
    List<JsonObject> runs = results.runs("W2");
    if (runs.isEmpty()) {
      return;
    }
    heading("W2", "many quotes");
    turns(runs);
    Map<String, List<JsonObject>> systems = new TreeMap<>();
    runs.forEach(run -> systems
        .computeIfAbsent(run.getString("system"), name -> new ArrayList<>())
        .add(run));
    Map<String, List<JsonObject>> full = new TreeMap<>(systems);
    full.remove(Comparison.SMALL);
    Set<Integer> steps = stepsOfAll(full.values());
    line("| system | most quotes with sync p99 ≤ 200 ms and nothing lost | edits/s | deliveries/s"
        + " | server CPU ms per edit, all steps that every system took |");
    line("|---|---|---|---|---|");
    full.forEach((system, all) -> line("| " + system + " | "
        + all.stream()
            .filter(Report::isFast)
            .reduce((first, second) -> second)
            .map(run -> run.getInteger("quotes") + " | "
                + whole(run.getDouble("edits_per_second")) + " | "
                + whole(run.getDouble("deliveries") / run.getInteger("seconds")))
            .orElse("none | – | –")
        + " | "
        + cpuPerEdit(
            all.stream().filter(run -> steps.contains(run.getInteger("quotes"))).toList())
        + " |"));
    line("");
    table(runs, COLUMNS);
    Plot plot = new Plot("W2: sync p99 in ms, by quotes of five clients");
    systems.forEach((system, all) -> plot.line(
        system,
        all.stream()
            .filter(Report::isSound)
            .map(run -> new double[] {run.getInteger("quotes"), sync(run)[2]})
            .toList()));
    save("W2-sync-p99", plot.lines());
  }

  /** The numbers of quotes with which every system has figures. */
  private static Set<Integer> stepsOfAll(Collection<List<JsonObject>> systems) {
    Set<Integer> steps = new HashSet<>();
    systems.forEach(runs -> runs.forEach(run -> steps.add(run.getInteger("quotes"))));
    systems.forEach(runs -> steps.retainAll(runs.stream()
        .filter(Report::isSound)
        .map(run -> run.getInteger("quotes"))
        .toList()));
    return steps;
  }

  private static String cpuPerEdit(List<JsonObject> runs) {
    long millis = runs.stream().mapToLong(run -> run.getLong("server_cpu_ms")).sum();
    long edits = runs.stream().mapToLong(run -> run.getLong("acknowledged")).sum();
    return edits == 0 ? "–" : String.format(Locale.ROOT, "%.3f", millis / (double) edits);
  }

  private static boolean isSound(JsonObject run) {
    return run.getBoolean("sound", false);
  }

  private static boolean isFast(JsonObject run) {
    return isSound(run) && sync(run)[2] <= Comparison.SYNC_MILLIS_MAX;
  }

  private static double[] sync(JsonObject run) {
    return Figures.doubles(run.getJsonArray("sync_ms"));
  }

  private void heading(String workload, String title) {
    line("### " + workload + ", " + title);
    line("");
    line(results.circumstances(workload).map(Report::where).orElse(""));
    line("");
  }

  /** Machine, versions and settings, in a sentence. */
  static String where(JsonObject one) {
    JsonObject machine = one.getJsonObject("machine");
    JsonObject postgres = one.getJsonObject("postgres");
    return one.getString("ended") + ": " + machine.getInteger("cores") + " cores, "
        + machine.getLong("memory_mb") + " MB, " + machine.getString("processor") + ", "
        + machine.getString("system") + "; Java " + machine.getString("java") + ", Node "
        + machine.getString("node") + ", PostgreSQL " + postgres.getString("server_version")
        + " (fsync " + postgres.getString("fsync") + ", synchronous_commit "
        + postgres.getString("synchronous_commit") + ").";
  }

  private void table(List<JsonObject> runs, String columns) {
    line("| " + columns + " |");
    line("|" + "---|".repeat((int) columns.chars().filter(one -> one == '|').count() + 1));
    runs.forEach(run -> line("| " + row(run) + " |"));
    line("");
  }

  private static String row(JsonObject run) {
    String system = name(run);
    if (run.containsKey("missing")) {
      return system + " | not measured: " + run.getString("missing").replace('\n', ' ');
    }
    if (system.startsWith("pgbench")) {
      return system + " | " + run.getInteger("clients") + " | – | "
          + whole(run.getDouble("edits_per_second")) + " | – | "
          + (run.containsKey("ack_ms") ? millis(run, "ack_ms") : "–") + " | – | – | – | – | "
          + load(run) + " | –";
    }
    String sent = system + " | " + run.getInteger("clients") + " | " + run.getLong("sent") + " / "
        + run.getLong("acknowledged") + " | ";
    if (!isSound(run)) {
      return sent + "– | – | – | – | – | – | – | " + load(run) + " | "
          + (run.getBoolean("equal") ? "yes, and edits were not acknowledged" : "no");
    }
    long edits = Math.max(1, run.getLong("acknowledged"));
    boolean delivers = run.getLong("deliveries") > 0;
    return sent + whole(run.getDouble("edits_per_second")) + " | "
        + (delivers ? run.getLong("deliveries") : "–") + " | "
        + millis(run, "ack_ms") + " | " + (delivers ? millis(run, "sync_ms") : "–") + " | "
        + String.format(
            Locale.ROOT,
            "%.1f, %.1f | %.2f, %.2f | %d",
            run.getLong("server_cpu_ms") / 1000.0,
            run.getLong("client_cpu_ms") / 1000.0,
            run.getLong("server_cpu_ms") / (double) edits,
            run.getLong("database_cpu_ms") / (double) edits,
            run.getLong("server_peak_bytes") >> 20)
        + " | " + load(run) + " | " + (delivers ? "yes" : "–");
  }

  private static String name(JsonObject run) {
    String system = run.getString("system");
    return switch (system) {
      case "hocuspocus-database" -> system + " (acknowledges before it stores)";
      case Comparison.SMALL -> system + " (heap of 304 MB, to 200 quotes)";
      case "echo" -> "echo (limit: no quote, back to its sender alone)";
      case "pgbench" -> system + " (limit: a row in a plain table" + pace(run);
      case "pgbench-append" -> system + " (limit: a row by our statement in our tables" + pace(run);
      default -> system;
    };
  }

  private static String pace(JsonObject run) {
    return run.containsKey("ack_ms")
        ? ", at this pace over one connection)"
        : ", as fast as so many connections go)";
  }

  private static String load(JsonObject run) {
    return String.format(Locale.ROOT, "%.1f", run.getDouble("load_before"));
  }

  static String millis(JsonObject run, String name) {
    StringBuilder all = new StringBuilder();
    for (double one : Figures.doubles(run.getJsonArray(name))) {
      all.append(all.isEmpty() ? "" : " / ").append(FurtherTables.number(one));
    }
    return all.toString();
  }

  static String whole(double number) {
    return String.format(Locale.ROOT, "%,.0f", number);
  }

  private void plots(String workload, List<JsonObject> runs) throws IOException {
    Plot edits = new Plot(workload + ": acknowledged edits/s");
    Plot late = new Plot(workload + ": sync p99 in ms");
    boolean several =
        runs.stream().map(run -> run.getString("system")).distinct().count() < runs.size();
    for (JsonObject run : runs) {
      String name = run.getString("system") + (several ? ", " + run.getInteger("clients") : "");
      if (run.containsKey("edits_per_second")) {
        edits.bar(name, run.getDouble("edits_per_second"));
      }
      if (isSound(run) && run.getLong("deliveries") > 0) {
        late.bar(name, sync(run)[2]);
      }
    }
    save(workload + "-edits", edits.bars());
    save(workload + "-sync-p99", late.bars());
  }

  private void save(String name, String svg) throws IOException {
    Path folder = docs.resolve("bench");
    Files.createDirectories(folder);
    Files.writeString(folder.resolve(name + ".svg"), svg);
    line("![" + name.replace('-', ' ') + "](bench/" + name + ".svg)");
    line("");
  }

  /** Sync p99 of W7 over that of W1, by system; another hour's W1 says nothing of W7. */
  private void cursors() {
    if (!results.areOfOneRun("W1", "W7")) {
      return;
    }
    Stream<JsonObject> with = results.runs("W7").stream().filter(Report::isSound);
    List<String> ratios = with.flatMap(run -> results.runs("W1").stream()
            .filter(Report::isSound)
            .filter(alone -> alone.getString("system").equals(run.getString("system")))
            .map(alone -> run.getString("system") + " "
                + FurtherTables.number(sync(run)[2] / sync(alone)[2]) + " ("
                + whole(run.getDouble("cursors")) + " cursors delivered)"))
        .toList();
    if (!ratios.isEmpty()) {
      line("Sync p99 with cursors over that of W1 without: " + String.join(", ", ratios) + ".");
      line("");
    }
  }

  private void line(String line) {
    text.append(line).append('\n');
  }
}
