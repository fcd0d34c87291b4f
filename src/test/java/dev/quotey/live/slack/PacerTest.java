package dev.quotey.live.slack;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class PacerTest {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  private final Pacer pacer = new Pacer();

  @Test
  @DisplayName(
      "[SL2] a channel gets at most one message a second, and no channel waits for another")
  void byChannel() {
    pacer.count(SlackApi.POST, "C1", START);
    assertThat(pacer.untilNext(SlackApi.POST, "C1", START)).isGreaterThan(Duration.ofSeconds(1));
    assertThat(pacer.untilNext(SlackApi.POST, "C2", START)).isZero();
    assertThat(pacer.untilNext(SlackApi.POST, "C1", START.plusMillis(1_200))).isZero();
  }

  @Test
  @DisplayName("[SL2] messages are changed less than fifty times a minute, whatever the channel")
  void byMethod() {
    int made = 0;
    for (Instant now = START; now.isBefore(START.plusSeconds(600)); now = now.plusMillis(50)) {
      String channel = "C" + made % 5;
      if (pacer.untilNext(SlackApi.UPDATE, channel, now).isZero()) {
        pacer.count(SlackApi.UPDATE, channel, now);
        made++;
      }
    }
    assertThat(made).isBetween(400, 499);
  }

  @Test
  @DisplayName(
      "[SL2] where Slack asks for a pause, that method waits as long, and all others go on")
  void paused() {
    pacer.pause(SlackApi.UPDATE, "C1", START.plusSeconds(30));
    assertThat(pacer.untilNext(SlackApi.UPDATE, "C2", START)).isEqualTo(Duration.ofSeconds(30));
    assertThat(pacer.untilNext(SlackApi.POST, "C1", START)).isZero();
    pacer.pause(SlackApi.POST, "C1", START.plusSeconds(5));
    assertThat(pacer.untilNext(SlackApi.POST, "C1", START)).isEqualTo(Duration.ofSeconds(5));
    assertThat(pacer.untilNext(SlackApi.POST, "C2", START)).isZero();
  }
}
