package dev.quotey.live.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quotey.live.session.IdleClock.Due;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class IdleClockTest {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  private final IdleClock clock =
      new IdleClock(Duration.ofMinutes(30), Duration.ofMinutes(5), START);

  @Test
  @DisplayName("[LC1] an idle session is warned once, and then closed")
  void closes() {
    assertThat(clock.check(at(24))).isEqualTo(Due.NOTHING);
    assertThat(clock.untilNext(at(24))).isEqualTo(Duration.ofMinutes(1));
    assertThat(clock.check(at(25))).isEqualTo(Due.WARN);
    assertThat(clock.check(at(26))).isEqualTo(Due.NOTHING);
    assertThat(clock.untilNext(at(26))).isEqualTo(Duration.ofMinutes(4));
    assertThat(clock.check(at(30))).isEqualTo(Due.CLOSE);
  }

  @Test
  @DisplayName("[LC2] whatever is done takes the warning back and starts the time anew")
  void extended() {
    assertThat(clock.touch(at(10))).isFalse();
    assertThat(clock.check(at(30))).isEqualTo(Due.NOTHING);
    assertThat(clock.check(at(35))).isEqualTo(Due.WARN);
    assertThat(clock.touch(at(36))).isTrue();
    assertThat(clock.closesAt()).isEqualTo(at(66));
    assertThat(clock.check(at(60))).isEqualTo(Due.NOTHING);
    assertThat(clock.check(at(61))).isEqualTo(Due.WARN);
  }

  @Test
  @DisplayName("[LC1] a timer that fires late closes all the same")
  void late() {
    assertThat(clock.check(at(90))).isEqualTo(Due.CLOSE);
    assertThat(clock.untilNext(at(90))).isEqualTo(Duration.ofMillis(1));
    assertThat(clock.isIdleFor(Duration.ofMinutes(90), at(90))).isTrue();
    assertThat(clock.isIdleFor(Duration.ofMinutes(91), at(90))).isFalse();
  }

  private static Instant at(int minutes) {
    return START.plus(Duration.ofMinutes(minutes));
  }
}
