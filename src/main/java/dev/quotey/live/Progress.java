package dev.quotey.live;

import java.io.PrintWriter;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** Says on standard error how far a long command is, once a second at most; its output stays what it is. */
final class Progress {
  private static final long PAUSE_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final PrintWriter err;
  private final String what;
  private final LongSupplier clock;
  private long saidNanos;

  /** @param what there is to do, in the plural */
  Progress(PrintWriter err, String what) {
    this(err, what, System::nanoTime);
  }

  /** @param clock nanoseconds from any moment on */
  Progress(PrintWriter err, String what, LongSupplier clock) {
    this.err = err;
    this.what = what;
    this.clock = clock;
    saidNanos = clock.getAsLong();
  }

  /** So many of all are done. */
  void at(long done, long all) {
    long now = clock.getAsLong();
    if (now - saidNanos >= PAUSE_NANOS) {
      saidNanos = now;
      err.printf("%,d of %,d %s%n", done, all, what);
      err.flush();
    }
  }
}
