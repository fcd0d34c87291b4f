package dev.quotey.live.core.sync;

import java.util.Arrays;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.ObjLongConsumer;

/**
 * For each client, the highest client sequence that is known of: the causal past of a change. A
 * change a happened before b exactly when a's clock {@link #isBefore} b's.
 *
 * <p>Each change has one, and it differs from the one before in one number: clocks share their
 * clients, in the order of their ids, until another one comes.
 *
 * <p>Source: Fidge 1988, Mattern 1989.
 */
public final class VectorClock {
  public static final VectorClock EMPTY = new VectorClock(new String[0], new long[0]);

  private final String[] clients;
  private final long[] sequences;

  private VectorClock(String[] clients, long[] sequences) {
    this.clients = clients;
    this.sequences = sequences;
  }

  public static VectorClock of(Map<ClientId, Long> sequences) {
    NavigableMap<String, Long> byId = new TreeMap<>();
    sequences.forEach((client, sequence) -> byId.put(client.value(), sequence));
    return ofSorted(byId);
  }

  private static VectorClock ofSorted(NavigableMap<String, Long> byId) {
    long[] sequences = byId.values().stream().mapToLong(Long::longValue).toArray();
    return new VectorClock(byId.keySet().toArray(new String[0]), sequences);
  }

  private int indexOf(String client) {
    return Arrays.binarySearch(clients, client);
  }

  /** The highest sequence of that client that is known of; 0 where none is. */
  public long of(ClientId client) {
    int index = indexOf(client.value());
    return index < 0 ? 0 : sequences[index];
  }

  /** This clock, knowing of {@code sequence} of {@code client} too. */
  public VectorClock with(ClientId client, long sequence) {
    int index = indexOf(client.value());
    if (index < 0) {
      return sequence == 0 ? this : withNewcomer(client.value(), sequence);
    }
    if (sequences[index] >= sequence) {
      return this;
    }
    long[] changed = sequences.clone();
    changed[index] = sequence;
    return new VectorClock(clients, changed);
  }

  private VectorClock withNewcomer(String client, long sequence) {
    NavigableMap<String, Long> byId = byId();
    byId.put(client, sequence);
    return ofSorted(byId);
  }

  /**
   * This clock as it was before changes of clients that it knows. All in one step: there may be as many of
   * them as there are clients.
   *
   * @param sequences what each of these clients had done before; 0 where nothing
   */
  VectorClock before(Map<ClientId, Long> sequences) {
    long[] earlier = this.sequences.clone();
    sequences.forEach((client, sequence) -> earlier[indexOf(client.value())] = sequence);
    VectorClock before = new VectorClock(clients, earlier);
    return sequences.containsValue(0L) ? before.withoutUnknown() : before;
  }

  private VectorClock withoutUnknown() {
    NavigableMap<String, Long> byId = byId();
    byId.values().removeIf(sequence -> sequence == 0);
    return ofSorted(byId);
  }

  private NavigableMap<String, Long> byId() {
    NavigableMap<String, Long> byId = new TreeMap<>();
    forEach(byId::put);
    return byId;
  }

  /** Whether everything known here is known there, and more. */
  public boolean isBefore(VectorClock other) {
    for (int i = 0; i < clients.length; i++) {
      int there = other.indexOf(clients[i]);
      if (sequences[i] > (there < 0 ? 0 : other.sequences[there])) {
        return false;
      }
    }
    return !equals(other);
  }

  /** The clients' ids and sequences, in the order of the ids. */
  public void forEach(ObjLongConsumer<String> each) {
    for (int i = 0; i < clients.length; i++) {
      each.accept(clients[i], sequences[i]);
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof VectorClock clock
        && Arrays.equals(sequences, clock.sequences)
        && Arrays.equals(clients, clock.clients);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(clients) + Arrays.hashCode(sequences);
  }

  @Override
  public String toString() {
    StringBuilder out = new StringBuilder("{");
    forEach((client, sequence) ->
        out.append(out.length() > 1 ? ", " : "").append(client).append('=').append(sequence));
    return out.append('}').toString();
  }
}
