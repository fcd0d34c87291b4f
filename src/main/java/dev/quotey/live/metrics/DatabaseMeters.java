package dev.quotey.live.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.atomic.AtomicInteger;

/** What waits for the database. */
public final class DatabaseMeters {
  private final AtomicInteger waiting;
  private final Counter outages;
  private final Counter overloaded;

  DatabaseMeters(MeterRegistry registry) {
    waiting = Registered.gauge(
        registry, "quotey.db.appends.pending", "Appends to logs that wait for the one under way");
    outages = Registered.counter(
        registry, "quotey.db.outages", "Times that the database did not answer an append");
    overloaded = Registered.overload(registry, "appends");
  }

  public void waiting(int appends) {
    waiting.set(appends);
  }

  /** The database did not answer, and is asked again. */
  public void outage() {
    outages.increment();
  }

  public void overloaded() {
    overloaded.increment();
  }
}
