package dev.quotey.live.core.sync;

import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * For each client, the highest client sequence that is known of: the causal past of a change. A
 * change a happened before b exactly when a's clock {@link #isBefore} b's.
 *
 * <p>Source: Fidge 1988, Mattern 1989.
 */
public record VectorClock(Map<ClientId, Long> sequences) {
  public static final VectorClock EMPTY = new VectorClock(Map.of());

  public VectorClock {
    sequences = Map.copyOf(sequences);
  }

  /** The highest sequence of that client that is known of; 0 where none is. */
  public long of(ClientId client) {
    return sequences.getOrDefault(client, 0L);
  }

  /** This clock, knowing of {@code sequence} of {@code client} too. */
  public VectorClock with(ClientId client, long sequence) {
    if (of(client) >= sequence) {
      return this;
    }
    Map<ClientId, Long> copy = new HashMap<>(sequences);
    copy.put(client, sequence);
    return new VectorClock(copy);
  }

  /** Whether everything known here is known there, and more. */
  public boolean isBefore(VectorClock other) {
    for (Map.Entry<ClientId, Long> entry : sequences.entrySet()) {
      if (entry.getValue() > other.of(entry.getKey())) {
        return false;
      }
    }
    return !equals(other);
  }

  /** The sequences by client id, in the order of the ids. */
  public Map<String, Long> sorted() {
    Map<String, Long> sorted = new TreeMap<>();
    sequences.forEach((client, sequence) -> sorted.put(client.value(), sequence));
    return sorted;
  }
}
