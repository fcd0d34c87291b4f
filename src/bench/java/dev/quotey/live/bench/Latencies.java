package dev.quotey.live.bench;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/** Latencies in nanoseconds; every one is kept, so percentiles are exact. */
final class Latencies {
  private final List<Long> nanos = new ArrayList<>();

  void add(long latency) {
    nanos.add(latency);
  }

  void addAll(Latencies other) {
    nanos.addAll(other.nanos);
  }

  void clear() {
    nanos.clear();
  }

  int count() {
    return nanos.size();
  }

  /** p50, p95, p99 and the highest in milliseconds. */
  double[] percentiles() {
    Collections.sort(nanos);
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
    if (nanos.isEmpty()) {
      return 0;
    }
    int index = (int) Math.ceil(share * nanos.size()) - 1;
    return nanos.get(Math.max(0, index)) / 1e6;
  }
}
