package dev.quotey.live.core.sync;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class VectorClockTest {
  private static final int STEPS = 5_000;
  private static final int CLIENTS = 12;
  private static final ClientId ANA = new ClientId("ana");
  private static final ClientId BEN = new ClientId("ben");

  private final long seed = Long.getLong("clock.seed", System.nanoTime());

  @Test
  @DisplayName(
      "[SQ10] a clock says of each client what a map of sequences says, in the order of the ids")
  void likeAMap() {
    System.out.println("clock.seed=" + seed);
    Random random = new Random(seed);
    Map<ClientId, Long> sequences = new HashMap<>();
    VectorClock clock = VectorClock.EMPTY;
    for (int step = 0; step < STEPS; step++) {
      ClientId client = new ClientId("c" + random.nextInt(CLIENTS));
      VectorClock before = clock;
      Map<ClientId, Long> wasBefore = Map.copyOf(sequences);
      if (random.nextBoolean()) {
        long sequence = random.nextInt(4);
        clock = clock.with(client, sequence);
        sequences.merge(client, sequence, Math::max);
      } else {
        Map<ClientId, Long> earlier = new HashMap<>();
        sequences.keySet().stream()
            .filter(known -> random.nextInt(3) == 0)
            .forEach(known -> earlier.put(known, (long) random.nextInt(4)));
        clock = clock.before(earlier);
        sequences.putAll(earlier);
      }
      // Of whom nothing is known there is no entry.
      sequences.values().removeIf(known -> known == 0);

      assertThat(clock).isEqualTo(VectorClock.of(sequences));
      assertThat(entries(clock)).isEqualTo(sorted(sequences));
      assertThat(clock.of(client)).isEqualTo(sequences.getOrDefault(client, 0L));
      assertThat(before).as("no clock changes").isEqualTo(VectorClock.of(wasBefore));
    }
  }

  @Test
  @DisplayName("[SQ10] before is who knows nothing that the other does not know, and less")
  void before() {
    VectorClock one = VectorClock.EMPTY.with(ANA, 1);
    VectorClock both = one.with(BEN, 1);
    VectorClock other = VectorClock.EMPTY.with(BEN, 2);

    assertThat(VectorClock.EMPTY.isBefore(one)).isTrue();
    assertThat(one.isBefore(both)).isTrue();
    assertThat(both.isBefore(one)).isFalse();
    assertThat(both.isBefore(both)).isFalse();
    assertThat(both.isBefore(other)).isFalse();
    assertThat(other.isBefore(both)).isFalse();
    assertThat(VectorClock.EMPTY.with(ANA, 2).isBefore(both)).isFalse();
  }

  private static List<String> entries(VectorClock clock) {
    List<String> entries = new ArrayList<>();
    clock.forEach((client, sequence) -> entries.add(client + "=" + sequence));
    return entries;
  }

  private static List<String> sorted(Map<ClientId, Long> sequences) {
    Map<String, Long> sorted = new TreeMap<>();
    sequences.forEach((client, sequence) -> sorted.put(client.value(), sequence));
    return sorted.entrySet().stream().map(Map.Entry::toString).toList();
  }
}
