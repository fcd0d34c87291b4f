package dev.quotey.live.directory;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class QuorumTest {
  private static final List<String> NODES = List.of("n-1", "n-2", "n-3", "n-4", "n-5");
  private static final Duration NOW = Duration.ofMillis(400);
  private static final Duration LONG_AGO = Duration.ofSeconds(10);

  @Test
  @DisplayName("[PL5] of the two sides of any split exactly one goes on")
  void sides() {
    for (int count = 2; count <= NODES.size(); count++) {
      List<String> nodes = NODES.subList(0, count);
      for (int split = 1; split < (1 << count) - 1; split++) {
        Set<String> goingOn = new TreeSet<>();
        for (int i = 0; i < count; i++) {
          Set<String> side = side(nodes, split, (split >> i & 1) == 1);
          Map<String, Duration> ages = new HashMap<>();
          nodes.forEach(node -> ages.put(node, NOW));
          if (Quorum.holds(nodes.get(i), ages, side)) {
            goingOn.add(side.toString());
          }
        }
        assertThat(goingOn).as("%d nodes, split %s", count, split).hasSize(1);
      }
    }
  }

  private static Set<String> side(List<String> nodes, int split, boolean set) {
    Set<String> side = new TreeSet<>();
    for (int i = 0; i < nodes.size(); i++) {
      if ((split >> i & 1) == 1 == set) {
        side.add(nodes.get(i));
      }
    }
    return side;
  }

  @Test
  @DisplayName("[PL6] nodes that are gone, and not only out of hearing, do not count")
  void survivors() {
    Map<String, Duration> ages = Map.of("n-1", LONG_AGO, "n-2", LONG_AGO);
    assertThat(Quorum.holds("n-3", ages, List.of("n-3"))).isTrue();
    assertThat(Quorum.holds("n-3", Map.of("n-1", NOW, "n-2", LONG_AGO), List.of("n-3")))
        .isFalse();
    assertThat(Quorum.holds("n-3", Map.of(), List.of())).isTrue();
  }
}
