package dev.quotey.live.bench;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** W6 for the comparison: JMH on the JVM, then the browser build and the peers' types on Node. */
final class CoreComparison {
  private static final Path JMH = Path.of("target/bench/jmh.json");
  private static final Pattern LINE = Pattern.compile("case=\"([^\"]+)\" (.*)");
  private static final Pattern FIGURE = Pattern.compile("(\\w+)=(\\d+)");
  private static final Map<String, String> CASES = Map.of(
      "insertPastInsert", "insert past insert",
      "setPastInsert", "set past insert",
      "textPastText", "text past text",
      "applySet", "apply set",
      "applyMove", "apply move");

  private CoreComparison() {}

  /** Operations a second, a row for each case. */
  static List<JsonObject> run() throws IOException, InterruptedException {
    Map<String, JsonObject> rows = new TreeMap<>();
    double load = Machine.loadAverage();
    Files.createDirectories(JMH.getParent());
    Machine.ask(List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-cp",
        System.getProperty("java.class.path"),
        "org.openjdk.jmh.Main",
        "OtBenchmark",
        "-rf",
        "json",
        "-rff",
        JMH.toString()));
    for (Object each : new JsonArray(Files.readString(JMH))) {
      JsonObject one = (JsonObject) each;
      String method = one.getString("benchmark").replaceAll(".*\\.", "");
      JsonObject params = one.getJsonObject("params", new JsonObject());
      String name =
          CASES.get(method) + (params.isEmpty() ? "" : ", " + params.getString("lines") + " lines");
      row(rows, name).put("jvm", one.getJsonObject("primaryMetric").getDouble("score"));
    }
    try {
      String told =
          Machine.ask(List.of("node", "src/bench/js/ot.mjs", PeerContender.FOLDER.toString()));
      LINE.matcher(told).results().forEach(line -> {
        Matcher figure = FIGURE.matcher(line.group(2));
        while (figure.find()) {
          row(rows, line.group(1)).put(figure.group(1), Long.valueOf(figure.group(2)));
        }
      });
    } catch (IOException e) {
      System.out.println("workload=W6 on Node: " + e.getMessage());
    }
    List<JsonObject> all = new ArrayList<>(rows.values());
    all.forEach(row -> System.out.println(row.put("load_before", load).encode()));
    return all;
  }

  private static JsonObject row(Map<String, JsonObject> rows, String name) {
    return rows.computeIfAbsent(
        name, one -> new JsonObject().put("workload", "W6").put("case", one));
  }
}
