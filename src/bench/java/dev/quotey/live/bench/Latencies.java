package dev.quotey.live.bench;

import java.util.Arrays;
import java.util.Locale;

/** Latencies in nanoseconds; every one is kept, so percentiles are exact. */
final class Latencies {
  private long[] nanos = new long[64];
  private int count;

  void add(long latency) {
    if (count == nanos.length) {
      nanos = Arrays.copyOf(nanos, 2 * count);
    }
    nanos[count++] = latency;
  }

  void addAll(Latencies other) {
    for (int i = 0; i < other.count; i++) {
      add(other.nanos[i]);
    }
  }

  void clear() {
    count = 0;
  }

  int count() {
    return count;
  }

  /** p50, p95, p99 and the highest in milliseconds. */
  double[] percentiles() {
    Arrays.sort(nanos, 0, count);
    return new double[] {at(0.50), at(0.95), at(0.99), at(1.0)};
  }

  /** {@link #percentiles} as text. */
  @Override
  public String toString() {
    return text(percentiles());
  }

  static String text(double[] millis) {
    return String.format(
        Locale.ROOT, "%.2f/%.2f/%.2f/%.2f", millis[0], millis[1], millis[2], millis[3]);
  }

  private double at(double share) {
    if (count == 0) {
      return 0;
    }
    int index = (int) Math.ceil(share * count) - 1;
    return nanos[Math.max(0, index)] / 1e6;
  }
}
