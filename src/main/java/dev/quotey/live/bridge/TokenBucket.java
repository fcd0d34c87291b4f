package dev.quotey.live.bridge;

import dev.quotey.live.config.AppConfig.Rate;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** So many a second, and so many at once after a pause. One event loop. */
final class TokenBucket {
  private final Rate rate;
  private final LongSupplier nanos;
  private double left;
  private long seenNanos;

  /** @param nanos from any moment on */
  TokenBucket(Rate rate, LongSupplier nanos) {
    this.rate = rate;
    this.nanos = nanos;
    left = rate.burst();
    seenNanos = nanos.getAsLong();
  }

  /** Takes one; false where there is none. */
  boolean take() {
    refill();
    if (left < 1) {
      return false;
    }
    left--;
    return true;
  }

  /** Whether there is none now. */
  boolean isEmpty() {
    refill();
    return left < 1;
  }

  private void refill() {
    long now = nanos.getAsLong();
    double gained = (now - seenNanos) * (double) rate.perSecond() / TimeUnit.SECONDS.toNanos(1);
    left = Math.min(rate.burst(), left + gained);
    seenNanos = now;
  }

  /** How long until there is one, in milliseconds; at least 1. */
  long waitMillis() {
    return Math.max(1, (long) Math.ceil((1 - left) * 1_000 / rate.perSecond()));
  }

  /** Whether nothing of it is in use. */
  boolean isFull() {
    refill();
    return left >= rate.burst();
  }
}
