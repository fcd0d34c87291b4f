package dev.quotey.live.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class RecentPastTest {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  @Test
  @DisplayName(
      "[SQ12] what is younger than twenty seconds is kept, and nothing older than 21 seconds")
  void keepsTheRecent() {
    long seed = System.nanoTime();
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    RecentPast past = new RecentPast();
    List<Instant> ordered = new ArrayList<>(List.of(START));
    Instant now = START;
    for (int revision = 1; revision <= 5_000; revision++) {
      boolean pause = random.nextInt(100) == 0;
      now = now.plusMillis(random.nextInt(pause ? 40_000 : 100));
      ordered.add(now);
      int older = (int) past.note(revision, now.toEpochMilli());
      assertThat(older).isLessThan(revision);
      assertThat(ordered.get(older + 1)).isAfterOrEqualTo(now.minusSeconds(21));
      if (older > 0) {
        assertThat(ordered.get(older)).isBefore(now.minusMillis(RecentPast.LENGTH_MILLIS));
      }
    }
  }
}
