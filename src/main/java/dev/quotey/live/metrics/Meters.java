package dev.quotey.live.metrics;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;

/** The meters of a node, by who tells them. */
public record Meters(
    SessionMeters sessions,
    SocketMeters sockets,
    DatabaseMeters database,
    ClusterMeters cluster,
    SlackMeters slack) {
  /** At most once for a registry. */
  static Meters in(MeterRegistry registry) {
    return new Meters(
        new SessionMeters(registry),
        new SocketMeters(registry),
        new DatabaseMeters(registry),
        new ClusterMeters(registry),
        new SlackMeters(registry));
  }

  /** For what runs without a management port: nobody reads these. */
  public static Meters unread() {
    return in(new SimpleMeterRegistry());
  }
}
