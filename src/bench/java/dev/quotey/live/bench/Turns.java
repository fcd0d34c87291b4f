package dev.quotey.live.bench;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * What systems showed that were measured one after the other, several times over: a machine that is slow for
 * a minute is slow for all of them, or for one turn of one. Each figure is the median of its turns.
 */
final class Turns {
  /** By system and clients, in the order in which they came first. */
  private final Map<String, List<JsonObject>> runs = new LinkedHashMap<>();

  void add(JsonObject run) {
    String row = run.getString("system") + " " + run.getInteger("clients", 0);
    runs.computeIfAbsent(row, first -> new ArrayList<>()).add(run);
  }

  /** A row for each system and number of clients. One that has failed once has no figures. */
  List<JsonObject> medians() {
    return runs.values().stream().map(Turns::row).toList();
  }

  private static JsonObject row(List<JsonObject> turns) {
    return turns.stream()
        .filter(turn -> turn.containsKey("missing") || !turn.getBoolean("sound", true))
        .findFirst()
        .orElseGet(() -> median(turns));
  }

  private static JsonObject median(List<JsonObject> turns) {
    JsonObject row = turns.getFirst().copy();
    for (String name : row.fieldNames()) {
      List<Object> values = turns.stream().map(turn -> turn.getValue(name)).toList();
      if (values.getFirst() instanceof JsonArray array) {
        row.put(name, elements(values.stream().map(JsonArray.class::cast).toList(), array.size()));
      } else if (values.getFirst() instanceof Number first) {
        row.put(name, like(first, middle(numbers(values))));
      }
    }
    return row.put("turns", turns.size());
  }

  private static JsonArray elements(List<JsonArray> arrays, int size) {
    return new JsonArray(IntStream.range(0, size)
        .mapToObj(
            i -> middle(numbers(arrays.stream().map(one -> one.getValue(i)).toList())))
        .toList());
  }

  private static double[] numbers(Collection<?> values) {
    return values.stream()
        .mapToDouble(one -> ((Number) one).doubleValue())
        .sorted()
        .toArray();
  }

  private static double middle(double[] sorted) {
    return (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
  }

  private static Number like(Number first, double value) {
    return first instanceof Double ? value : (Number) Math.round(value);
  }
}
