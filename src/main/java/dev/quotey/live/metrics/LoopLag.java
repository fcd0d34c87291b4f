package dev.quotey.live.metrics;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.util.concurrent.TimeUnit;

/** Measures how late an event loop is: how much later than asked for it runs a timer. One for each loop. */
final class LoopLag extends VerticleBase {
  private static final long PERIOD_MILLIS = 1_000;

  private final Timer lag;
  private long dueNanos;

  LoopLag(MeterRegistry registry) {
    lag = Registered.histogram(
        registry,
        "quotey.event.loop.lag",
        "How much later than asked for an event loop runs a timer");
  }

  @Override
  public Future<?> start() {
    later();
    return Future.succeededFuture();
  }

  private void later() {
    dueNanos = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(PERIOD_MILLIS);
    vertx.setTimer(PERIOD_MILLIS, timer -> {
      lag.record(Math.max(0, System.nanoTime() - dueNanos), TimeUnit.NANOSECONDS);
      later();
    });
  }
}
