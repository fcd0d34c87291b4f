package dev.quotey.live.metrics;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** What this node tells Slack. Where it is another's turn to speak, nothing waits here. */
public final class SlackMeters {
  private final MeterRegistry registry;
  private final AtomicInteger speaks;
  private final AtomicInteger waiting;
  private final AtomicLong oldestMillis = new AtomicLong();
  private final Timer lag;

  SlackMeters(MeterRegistry registry) {
    this.registry = registry;
    speaks = Registered.gauge(
        registry,
        "quotey.slack.speaking",
        "1 at the node whose turn it is to speak to Slack, else 0");
    waiting =
        Registered.gauge(registry, "quotey.slack.queue.depth", "Messages that are due, 50 at most");
    TimeGauge.builder("quotey.slack.queue.age", () -> oldestMillis, TimeUnit.MILLISECONDS)
        .description("Age of the oldest message that is due")
        .register(registry);
    lag = Timer.builder("quotey.slack.lag")
        .description("From when a message was written down until Slack had it")
        .serviceLevelObjectives(
            Duration.ofMillis(500),
            Duration.ofSeconds(1),
            Duration.ofSeconds(2),
            Duration.ofSeconds(5),
            Duration.ofSeconds(15),
            Duration.ofMinutes(1),
            Duration.ofMinutes(5),
            Duration.ofHours(1))
        .register(registry);
  }

  /** Whether it is this node's turn. */
  public void speaks(boolean isTurn) {
    speaks.set(isTurn ? 1 : 0);
    if (!isTurn) {
      queue(0, Duration.ZERO);
    }
  }

  /** @param oldest age of the oldest message that is due; zero where there is none */
  public void queue(int due, Duration oldest) {
    waiting.set(due);
    oldestMillis.set(oldest.toMillis());
  }

  /** @param age of the message when Slack had it */
  public void sent(Duration age) {
    lag.record(age.isNegative() ? Duration.ZERO : age);
  }

  /** What became of a call. */
  public enum Outcome {
    DONE,
    LIMITED,
    REFUSED,
    UNCLEAR
  }

  /** @param method of Slack's Web API, one of those that the server uses */
  public void called(String method, Outcome outcome) {
    Registered.counter(
            registry,
            "quotey.slack.calls",
            "Calls of Slack's Web API",
            "method",
            method,
            "outcome",
            outcome.name().toLowerCase(Locale.ROOT))
        .increment();
  }
}
