package dev.quotey.live.directory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quotey.live.core.sync.QuoteId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class PreferenceTest {
  private static final int QUOTES = 3_000;
  private static final List<String> NODES = List.of("n-1", "n-2", "n-3", "n-4");

  private static QuoteId quote(int number) {
    return new QuoteId("Q-" + number);
  }

  @Test
  @DisplayName(
      "[PL1] a node that goes changes the home of its own quotes alone, and all others share them")
  void shares() {
    List<String> left = NODES.subList(0, 3);
    Map<String, Integer> heirs = new HashMap<>();
    for (int i = 0; i < QUOTES; i++) {
      String before = Preference.home(quote(i), NODES).orElseThrow();
      String after = Preference.home(quote(i), left).orElseThrow();
      if (before.equals("n-4")) {
        heirs.merge(after, 1, Integer::sum);
      } else {
        assertThat(after).isEqualTo(before);
      }
    }
    assertThat(heirs.keySet()).containsExactlyInAnyOrderElementsOf(left);
    // A quarter of the quotes, in thirds, give or take.
    heirs.values().forEach(count -> assertThat(count).isBetween(QUOTES / 18, QUOTES / 9));
  }

  @Test
  @DisplayName("[PL2] no node is loaded a quarter above the average, whatever the quotes prefer")
  void bounded() {
    Map<String, Long> loads = new HashMap<>();
    NODES.forEach(node -> loads.put(node, 0L));
    long step = Preference.SESSION_LOAD + Preference.CLIENT_LOAD;
    for (int i = 0; i < QUOTES; i++) {
      loads.merge(Preference.host(quote(i), loads).orElseThrow(), step, Long::sum);
    }
    long average = QUOTES * step / NODES.size();
    loads.values().forEach(load -> assertThat(load).isLessThanOrEqualTo(average * 5 / 4 + step));
  }

  @Test
  @DisplayName("[PL4] where no node takes sessions there is no host")
  void nobody() {
    assertThat(Preference.host(quote(1), Map.of())).isEmpty();
    assertThat(IntStream.range(0, 3).mapToObj(i -> Preference.home(quote(i), List.of())))
        .allMatch(Optional::isEmpty);
  }
}
