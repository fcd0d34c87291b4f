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
  private static final Duration SILENT = Duration.ofMillis(2_600);
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
          Map<String, Duration> silences = new HashMap<>();
          nodes.stream()
              .filter(node -> !side.contains(node))
              .forEach(node -> silences.put(node, SILENT));
          if (Quorum.holds(nodes.get(i), ages, side, silences)) {
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
    assertThat(holds(ages, Map.of())).isTrue();
    assertThat(holds(Map.of("n-1", NOW, "n-2", LONG_AGO), Map.of())).isFalse();
    assertThat(Quorum.holds("n-3", Map.of(), List.of(), Map.of())).isTrue();
  }

  @Test
  @DisplayName(
      "[PL6] a node that was killed a moment ago does not count, though the database has seen"
          + " it of late; one that the database has seen since counts")
  void killedOfLate() {
    Map<String, Duration> silences = Map.of("n-1", Duration.ofMillis(1_300));
    for (int age = 800; age <= 1_800; age += 100) {
      assertThat(holds(Map.of("n-1", Duration.ofMillis(age)), silences)).isTrue();
    }
    assertThat(holds(Map.of("n-1", NOW), silences)).isFalse();
  }

  private static boolean holds(Map<String, Duration> ages, Map<String, Duration> silences) {
    return Quorum.holds("n-3", ages, List.of("n-3"), silences);
  }
}
