package dev.quotey.live.kpi;

import dev.quotey.live.metrics.KpiCount;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.SequencedMap;
import java.util.TreeMap;

/**
 * What a node has counted, by the minute, until it is kept. A minute is kept whole and may be kept again,
 * with more in it; so whatever becomes of an attempt, nothing counts twice. One event loop.
 */
final class Minutes {
  /** Minutes that wait for a database; older ones are given up. */
  static final int WAITING_MAX = 1_440;

  private final TreeMap<Instant, Map<String, Long>> waiting = new TreeMap<>();
  private Map<KpiCount, Long> before = Map.of();
  private Map<String, Long> kept = Map.of();
  private Instant minute;
  private long mostEditors;

  Minutes(Instant start) {
    minute = start.truncatedTo(ChronoUnit.MINUTES);
  }

  /** @param counts since the start; the most editors, since the last time */
  void take(Instant now, Map<KpiCount, Long> counts) {
    mostEditors = Math.max(mostEditors, counts.getOrDefault(KpiCount.EDITORS_MAX, 0L));
    Map<String, Long> counted = since(counts);
    if (!counted.isEmpty() && !counted.equals(kept)) {
      waiting.put(minute, counted);
      if (waiting.size() > WAITING_MAX) {
        waiting.pollFirstEntry();
      }
    }
    Instant newest = now.truncatedTo(ChronoUnit.MINUTES);
    if (newest.isAfter(minute)) {
      minute = newest;
      before = new EnumMap<>(counts);
      kept = Map.of();
      mostEditors = 0;
    }
  }

  private Map<String, Long> since(Map<KpiCount, Long> counts) {
    Map<String, Long> counted = new HashMap<>();
    counts.forEach((which, count) -> {
      long more =
          which == KpiCount.EDITORS_MAX ? mostEditors : count - before.getOrDefault(which, 0L);
      if (more > 0) {
        counted.put(which.key(), more);
      }
    });
    return counted;
  }

  /** What is to be kept, by the minute, the oldest first. */
  SequencedMap<Instant, Map<String, Long>> waiting() {
    return new TreeMap<>(waiting);
  }

  /** These counts of a minute are kept now. */
  void kept(Instant at, Map<String, Long> counts) {
    waiting.remove(at, counts);
    if (at.equals(minute)) {
      kept = counts;
    }
  }
}
