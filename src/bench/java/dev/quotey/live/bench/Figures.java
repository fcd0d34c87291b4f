package dev.quotey.live.bench;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * What one run of a workload showed.
 *
 * @param refusals how often which code refused an edit
 * @param cursors updates of cursors that came to others
 * @param acknowledge p50, p95, p99 and the highest, in milliseconds
 * @param sync the same, from the edit to each other client
 * @param server what the server and its database used in the meantime
 * @param clientMillis processor time of the load generator
 * @param load the load average before it began
 */
@SuppressWarnings("ArrayRecordComponent")
record Figures(
    int clients,
    int seconds,
    long sent,
    long acknowledged,
    boolean equal,
    Map<String, Long> refusals,
    long cursors,
    double[] acknowledge,
    double[] sync,
    long deliveries,
    ServerUsage server,
    long clientMillis,
    double load) {

  /** Whether nothing was lost, and all replicas and what is stored were equal. */
  boolean isSound() {
    return equal && sent == acknowledged;
  }

  /** Why there are no figures. */
  String fault() {
    if (!equal) {
      return "diverged";
    }
    return refusals.isEmpty() ? "not all acknowledged" : "refused: " + refusals;
  }

  double editsPerSecond() {
    return acknowledged / (double) seconds;
  }

  double cpuMillisPerEdit() {
    return server.cpu().toMillis() / (double) Math.max(1, acknowledged);
  }

  /** A run that is not sound has no other figures. */
  JsonObject toJson() {
    JsonObject json = new JsonObject()
        .put("clients", clients)
        .put("seconds", seconds)
        .put("sent", sent)
        .put("acknowledged", acknowledged)
        .put("equal", equal)
        .put("sound", isSound())
        .put("refusals", new JsonObject(new TreeMap<>(refusals)))
        .put("load_before", load);
    return isSound()
        ? json.put("edits_per_second", editsPerSecond())
            .put("deliveries", deliveries)
            .put("cursors", cursors)
            .put("ack_ms", array(acknowledge))
            .put("sync_ms", array(sync))
            .put("client_cpu_ms", clientMillis)
            .put("server_cpu_ms", server.cpu().toMillis())
            .put("database_cpu_ms", server.databaseCpu().toMillis())
            .put("server_peak_bytes", server.peakBytes())
        : json;
  }

  /** What a load client in another process tells, beside what this one has measured. */
  static Figures of(JsonObject told, int seconds, ServerUsage server, double load) {
    return new Figures(
        told.getInteger("clients"),
        seconds,
        told.getLong("sent"),
        told.getLong("acknowledged"),
        told.getBoolean("equal"),
        Map.of(),
        told.getLong("cursors"),
        doubles(told.getJsonArray("ack")),
        doubles(told.getJsonArray("sync")),
        told.getLong("deliveries"),
        server,
        told.getLong("cpu_ms"),
        load);
  }

  static double[] doubles(JsonArray millis) {
    return millis.stream().mapToDouble(one -> ((Number) one).doubleValue()).toArray();
  }

  static JsonArray array(double[] millis) {
    return new JsonArray(Arrays.stream(millis).boxed().toList());
  }

  @Override
  public String toString() {
    String figures = isSound()
        ? String.format(
            Locale.ROOT,
            "edits/s=%.0f deliveries=%d%s ack_ms=%s sync_ms=%s %s load=%.2f",
            editsPerSecond(),
            deliveries,
            cursors > 0 ? " cursors=" + cursors : "",
            Latencies.text(acknowledge),
            Latencies.text(sync),
            server.perEdit(acknowledged),
            load)
        : "no figures: " + fault();
    return "clients=" + clients + " sent=" + sent + " acknowledged=" + acknowledged + " equal="
        + equal + " " + figures;
  }
}
