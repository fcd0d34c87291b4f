package dev.quotey.live.directory;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReliefTest {
  private static final long FIVE_PEOPLE = Preference.SESSION_LOAD + 5 * Preference.CLIENT_LOAD;
  private static final String EMPTY = "n-new";

  private static Optional<String> first(String self, Map<String, Long> loads) {
    return new Relief(self, loads).of(FIVE_PEOPLE);
  }

  @Test
  @DisplayName(
      "[PL3] a session moves only where that makes the load clearly more even, and not back")
  void clearly() {
    Map<String, Long> loads =
        new TreeMap<>(Map.of("n-1", 2 * FIVE_PEOPLE, "n-2", 0L, "n-3", FIVE_PEOPLE));
    assertThat(first("n-1", loads)).contains("n-2");
    loads.putAll(Map.of("n-1", FIVE_PEOPLE, "n-2", FIVE_PEOPLE));
    loads.keySet().forEach(node -> assertThat(first(node, loads)).isEmpty());
    // One session more at one node than at another is as even as it gets.
    loads.put("n-1", 2 * FIVE_PEOPLE);
    assertThat(first("n-1", loads)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 5, 20})
  @DisplayName(
      "[PL15] nodes that all give to a new one at the same time give no more than it should have,"
          + " and nothing comes back")
  void together(int givers) {
    Map<String, Long> loads = new TreeMap<>(Map.of(EMPTY, 0L));
    List<String> names = IntStream.range(0, givers).mapToObj(i -> "n-" + i).toList();
    names.forEach(node -> loads.put(node, 100 * FIVE_PEOPLE));
    long average = givers * 100L * FIVE_PEOPLE / (givers + 1);
    Map<String, Long> after = new TreeMap<>(loads);
    for (String node : names) {
      Relief relief = new Relief(node, loads);
      while (relief.of(FIVE_PEOPLE).isPresent()) {
        after.merge(node, -FIVE_PEOPLE, Long::sum);
        after.merge(EMPTY, FIVE_PEOPLE, Long::sum);
      }
    }
    // Clearly less uneven than it was, and each may have rounded by a session.
    assertThat(after.get(EMPTY)).isBetween(average * 3 / 4, average + givers * FIVE_PEOPLE);
    assertThat(first(EMPTY, after)).isEmpty();
  }
}
