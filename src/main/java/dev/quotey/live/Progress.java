package dev.quotey.live;

import java.io.PrintWriter;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Says on standard error how far a long command is: what begins and which migrations are done at once,
 * counts once a second at most. Its output stays what it is.
 */
final class Progress {
  private static final long PAUSE_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final PrintWriter err;
  private final String counted;
  private final LongSupplier clock;
  private long saidNanos;

  /** @param counted what counts are of, in the plural */
  Progress(PrintWriter err, String counted) {
    this(err, counted, System::nanoTime);
  }

  /** @param clock nanoseconds from any moment on */
  Progress(PrintWriter err, String counted, LongSupplier clock) {
    this.err = err;
    this.counted = counted;
    this.clock = clock;
    saidNanos = clock.getAsLong();
  }

  /** This is done from here on. */
  void begins(String step) {
    say(step);
  }

  /** This migration is in the database now. */
  void applied(String version, String description) {
    say("applied " + version + ", " + description);
  }

  private void say(String what) {
    err.println(what);
    err.flush();
  }

  /** So many of all are done. */
  void at(long done, long all) {
    long now = clock.getAsLong();
    if (now - saidNanos >= PAUSE_NANOS) {
      saidNanos = now;
      say("%,d of %,d %s".formatted(done, all, counted));
    }
  }
}
