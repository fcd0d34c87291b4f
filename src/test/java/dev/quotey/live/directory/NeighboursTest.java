package dev.quotey.live.directory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quotey.live.directory.Neighbours.Change;
import dev.quotey.live.protocol.SessionMessage.Beat;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class NeighboursTest {
  private static final long SILENT = 2_000;

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
  @DisplayName(
      "[PL11] a node that the cluster has lost is silent sooner, but not while its beats come")
  void left() {
    neighbours.heard(beat("b"), 0);
    neighbours.left("b");
    neighbours.heard(beat("b"), 500);
    assertThat(neighbours.expire(2_000)).isEmpty();
    neighbours.left("b");
    assertThat(neighbours.expire(1_700)).isEmpty();
    assertThat(neighbours.expire(1_701)).containsExactly("b");
    assertThat(neighbours.silent()).containsExactly("b");
    neighbours.expire(200_000);
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
  @DisplayName(
      "[PL10] two nodes that had lost each other meet again, once their beats come through")
  void reunion() {
    Neighbours other = new Neighbours("b", SILENT);
    neighbours.heard(beat("b"), 0);
    other.heard(beat("a"), 0);
    assertThat(neighbours.expire(SILENT + 1)).containsExactly("b");
    assertThat(other.expire(SILENT + 1)).containsExactly("a");
    long now = SILENT + 2;
    for (int round = 0; round < 2; round++) {
      Beat first = new Beat("a", 0, true, neighbours.silent());
      Beat second = new Beat("b", 0, true, other.silent());
      neighbours.heard(second, now);
      other.heard(first, now);
    }
    assertThat(neighbours.isHeard("b")).isTrue();
    assertThat(other.isHeard("a")).isTrue();
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

  @Test
  @DisplayName(
      "[PL18] in a split the nodes of the other side fall silent one by one: those that are late"
          + " count as gone, and a node that left long ago does not")
  void hearsMost() {
    neighbours.heard(beat("a"), 0);
    neighbours.heard(beat("b"), 0);
    neighbours.heard(beat("c"), 300);
    assertThat(neighbours.hearsMost(500)).isTrue();
    assertThat(neighbours.expire(SILENT + 1)).containsExactly("b");
    assertThat(neighbours.hearsMost(SILENT + 1)).as("both are late").isFalse();
    neighbours.heard(beat("c"), SILENT);
    assertThat(neighbours.hearsMost(SILENT + 1)).as("two of three").isTrue();
    neighbours.suspect("c");
    assertThat(neighbours.hearsMost(2 * SILENT - 1)).as("one of three").isFalse();
    assertThat(neighbours.hearsMost(4 * SILENT)).as("alone for long").isTrue();
  }
}
