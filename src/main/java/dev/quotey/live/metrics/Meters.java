package dev.quotey.live.metrics;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.EnumMap;
import java.util.Map;

/** The meters of a node, by who tells them. */
public record Meters(
    SessionMeters sessions,
    SocketMeters sockets,
    DatabaseMeters database,
    ClusterMeters cluster,
    SlackMeters slack) {
  /** At most once for a registry. */
  static Meters in(MeterRegistry registry) {
    SyncMeters sync = new SyncMeters(registry);
    return new Meters(
        new SessionMeters(registry),
        new SocketMeters(registry, sync),
        new DatabaseMeters(registry),
        new ClusterMeters(registry),
        new SlackMeters(registry));
  }

  /** What was counted for the KPIs since the start, and the most editors since this was asked last. */
  public Map<KpiCount, Long> takeKpis() {
    Map<KpiCount, Long> counts = new EnumMap<>(KpiCount.class);
    sessions.count(counts);
    sockets.count(counts);
    counts.put(KpiCount.EDITORS_MAX, sessions.takeMostEditors());
    return counts;
  }

  /** For what runs without a management port: nobody reads these. */
  public static Meters unread() {
    return in(new SimpleMeterRegistry());
  }
}
