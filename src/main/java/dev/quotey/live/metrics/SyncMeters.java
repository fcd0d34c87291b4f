package dev.quotey.live.metrics;

import dev.quotey.live.metrics.SocketMeters.Transport;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/** How long edits take until others see them, as browsers tell that have painted them. */
final class SyncMeters {
  private final Map<Transport, Timer> timers = new EnumMap<>(Transport.class);
  private final Map<KpiCount, LongAdder> counts = new EnumMap<>(KpiCount.class);

  SyncMeters(MeterRegistry registry) {
    Duration[] bounds = KpiCount.SYNC_BOUNDS.stream()
        .filter(one -> one != KpiCount.SYNC_LONGER)
        .map(one -> Duration.ofMillis(one.syncMillis()))
        .toArray(Duration[]::new);
    for (Transport transport : Transport.values()) {
      timers.put(
          transport,
          Timer.builder("quotey.sync.latency")
              .description("From the making of an edit until another browser has painted it")
              .tag("transport", transport.name().toLowerCase(Locale.ROOT))
              .serviceLevelObjectives(bounds)
              .register(registry));
    }
    KpiCount.SYNC_BOUNDS.forEach(bound -> counts.put(bound, new LongAdder()));
  }

  /** A browser has painted somebody else's edit. */
  void painted(Transport transport, long millis) {
    timers.get(transport).record(millis, TimeUnit.MILLISECONDS);
    KpiCount.SYNC_BOUNDS.stream()
        .filter(bound -> millis <= bound.syncMillis())
        .findFirst()
        .ifPresent(bound -> counts.get(bound).increment());
  }

  void count(Map<KpiCount, Long> all) {
    counts.forEach((bound, count) -> all.put(bound, count.sum()));
  }
}
