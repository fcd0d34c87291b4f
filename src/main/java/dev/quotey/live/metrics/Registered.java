package dev.quotey.live.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/** How the meters of this package are made. */
final class Registered {
  /** Bounds of histograms. The middle ones are what users notice, and what they may wait at most. */
  private static final Duration[] BOUNDS = {
    Duration.ofMillis(1),
    Duration.ofMillis(2),
    Duration.ofMillis(5),
    Duration.ofMillis(10),
    Duration.ofMillis(20),
    Duration.ofMillis(50),
    Duration.ofMillis(100),
    Duration.ofMillis(200),
    Duration.ofMillis(500),
    Duration.ofSeconds(1),
    Duration.ofSeconds(2),
    Duration.ofSeconds(5),
    Duration.ofSeconds(10)
  };

  private Registered() {}

  static AtomicInteger gauge(MeterRegistry registry, String name, String help, String... labels) {
    AtomicInteger value = new AtomicInteger();
    Gauge.builder(name, value, AtomicInteger::get)
        .description(help)
        .tags(labels)
        .strongReference(true)
        .register(registry);
    return value;
  }

  static Timer histogram(MeterRegistry registry, String name, String help, String... labels) {
    return Timer.builder(name)
        .description(help)
        .tags(labels)
        .serviceLevelObjectives(BOUNDS)
        .register(registry);
  }

  static Counter counter(MeterRegistry registry, String name, String help, String... labels) {
    return Counter.builder(name).description(help).tags(labels).register(registry);
  }

  /** Counts what is refused because there is too much of it. */
  static Counter overload(MeterRegistry registry, String scope) {
    return counter(
        registry,
        "quotey.rate.limited",
        "Requests refused for there being too many",
        "scope",
        scope);
  }
}
