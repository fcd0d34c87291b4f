package dev.quotey.live.kpi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quotey.live.metrics.KpiCount;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class MinutesTest {
  private static final Instant START = Instant.parse("2026-03-02T09:00:10Z");
  private static final Instant MINUTE = Instant.parse("2026-03-02T09:00:00Z");

  private final Minutes minutes = new Minutes(START);

  private void take(int second, long left, long editors) {
    minutes.take(
        START.plusSeconds(second),
        Map.of(KpiCount.STAYS_LEFT, left, KpiCount.EDITORS_MAX, editors));
  }

  @Test
  @DisplayName(
      "[KP3] a minute is kept whole, again when there is more in it, and not when there is not")
  void whole() {
    take(5, 2, 3);
    Map<String, Long> first = Map.of("stays_left", 2L, "editors_max", 3L);
    assertThat(minutes.waiting()).isEqualTo(Map.of(MINUTE, first));
    minutes.kept(MINUTE, first);
    take(10, 2, 1);
    assertThat(minutes.waiting()).isEmpty();
    take(15, 5, 1);
    assertThat(minutes.waiting())
        .isEqualTo(Map.of(MINUTE, Map.of("stays_left", 5L, "editors_max", 3L)));
  }

  @Test
  @DisplayName("[KP3] what comes while a minute is on its way is not taken for kept")
  void onItsWay() {
    take(5, 2, 0);
    Map<String, Long> sent = minutes.waiting().get(MINUTE);
    take(10, 3, 0);
    minutes.kept(MINUTE, sent);
    assertThat(minutes.waiting()).isEqualTo(Map.of(MINUTE, Map.of("stays_left", 3L)));
  }

  @Test
  @DisplayName("[KP3] each minute has what came in it alone, also while nothing can be kept")
  void apart() {
    take(5, 2, 4);
    take(55, 3, 4);
    take(60, 3, 1);
    take(65, 7, 2);
    assertThat(minutes.waiting())
        .isEqualTo(Map.of(
            MINUTE,
            Map.of("stays_left", 3L, "editors_max", 4L),
            MINUTE.plusSeconds(60),
            Map.of("stays_left", 4L, "editors_max", 2L)));
  }

  @Test
  @DisplayName("[KP3] no more than a day waits for the database")
  void bounded() {
    long all = Duration.ofDays(2).toMinutes();
    for (int minute = 0; minute < all; minute++) {
      take(60 * minute, minute + 1, 0);
    }
    assertThat(minutes.waiting()).hasSize(Minutes.WAITING_MAX);
    assertThat(minutes.waiting().firstEntry().getKey()).isAfter(MINUTE.plus(Duration.ofHours(23)));
  }
}
