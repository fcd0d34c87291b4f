package dev.quotey.live.directory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quotey.live.directory.Neighbours.Change;
import dev.quotey.live.protocol.SessionMessage.Beat;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class NeighboursTest {
  private static final long SILENT = 2_500;

  private final Neighbours neighbours = new Neighbours("a", SILENT);

  private static Beat beat(String node, String... unheard) {
    return new Beat(node, 10, true, Set.of(unheard));
  }

  @Test
  @DisplayName(
      "[PL7] a node is silent after a while without a beat, once, and is met again when it is heard")
  void silence() {
    assertThat(neighbours.heard(beat("b"), 0)).isEqualTo(Change.MET);
    assertThat(neighbours.heard(beat("b"), 500)).isEqualTo(Change.NONE);
    assertThat(neighbours.expire(500 + SILENT)).isEmpty();
    assertThat(neighbours.expire(501 + SILENT)).containsExactly("b");
    assertThat(neighbours.expire(600 + SILENT)).isEmpty();
    assertThat(neighbours.heard()).containsExactly("a");
    assertThat(neighbours.silent()).containsExactly("b");
    assertThat(neighbours.heard(beat("b"), 9_000)).isEqualTo(Change.MET);
    assertThat(neighbours.silent()).isEmpty();
  }

  @Test
  @DisplayName("[PL8] a node that does not hear this one is lost, though its beats come")
  void oneWay() {
    neighbours.heard(beat("b"), 0);
    assertThat(neighbours.heard(beat("b", "a"), 500)).isEqualTo(Change.LOST);
    assertThat(neighbours.heard(beat("b", "a"), 1_000)).isEqualTo(Change.NONE);
    assertThat(neighbours.isHeard("b")).isFalse();
    assertThat(neighbours.heard(beat("b"), 1_500)).isEqualTo(Change.MET);
  }

  @Test
  @DisplayName("[PL9] what was placed at a node counts at once, until its next beat tells its load")
  void placed() {
    neighbours.heard(beat("b"), 0);
    neighbours.placed("b", 21);
    assertThat(neighbours.hosts()).containsEntry("b", 31L);
    neighbours.heard(beat("b"), 500);
    assertThat(neighbours.hosts()).containsEntry("b", 10L);
    neighbours.heard(new Beat("b", 10, false, Set.of()), 1_000);
    assertThat(neighbours.hosts()).doesNotContainKey("b");
  }
}
