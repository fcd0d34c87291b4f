package dev.quotey.live.slack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quotey.live.core.sync.SessionId;
import java.time.Instant;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class WatchedTest {
  private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");

  private final Watched watched = new Watched(new SessionId("s_1"), NOW);

  @Test
  @DisplayName("[SL25] a session that is being looked at is not taken for one with nothing to tell")
  void lookedAt() {
    assertThat(watched.isTold()).isFalse();
    watched.look(NOW);
    assertThat(watched.isTold()).isFalse();
    watched.looked();
    assertThat(watched.isTold()).isTrue();
  }

  @Test
  @DisplayName("[SL25] news that comes while it is being looked at has it looked at again")
  void newsMeanwhile() {
    watched.look(NOW);
    watched.lookBy(NOW.plusSeconds(2));
    watched.looked();
    assertThat(watched.isTold()).isFalse();
    assertThat(watched.lookAt).isEqualTo(NOW.plusSeconds(2));
  }
}
