package dev.quotey.live.slack;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/**
 * How fast Slack may be called: by method, and for messages by channel, too. A little slower than what it
 * documents, so that a limit is met by others and not by us; where one is met all the same, that method, in
 * that channel, waits as long as Slack says, and all others go on. Knows no clock.
 */
final class Pacer {
  private static final Map<String, Rate> RATES = Map.of(
      SlackApi.POST, new Rate(Duration.ofMillis(1_100), 1, true),
      SlackApi.UPDATE, new Rate(Duration.ofMillis(1_300), 8, false),
      SlackApi.SET_STATUS, new Rate(Duration.ofMillis(1_100), 5, true),
      SlackApi.UNFURL, new Rate(Duration.ofMillis(1_300), 5, false),
      SlackApi.REPLIES, new Rate(Duration.ofMillis(1_300), 5, false));

  private static final Rate OTHERS = new Rate(Duration.ofMillis(700), 5, false);

  private final Map<Key, Instant> full = new HashMap<>();
  private final Map<Key, Instant> paused = new HashMap<>();

  /**
   * @param interval between calls in the long run
   * @param burst calls at once after a rest
   */
  private record Rate(Duration interval, int burst, boolean byChannel) {}

  private record Key(String method, String channel) {}

  /** How long the next call has to wait; zero where it may go now. */
  Duration untilNext(String method, String channel, Instant now) {
    Rate rate = rate(method);
    Key key = key(method, channel);
    Instant paced =
        full.getOrDefault(key, now).minus(rate.interval().multipliedBy(rate.burst() - 1L));
    Instant resumed = paused.getOrDefault(key, now);
    Instant next = paced.isAfter(resumed) ? paced : resumed;
    return next.isAfter(now) ? Duration.between(now, next) : Duration.ZERO;
  }

  /** A call is made. */
  void count(String method, String channel, Instant now) {
    Key key = key(method, channel);
    Instant before = full.getOrDefault(key, now);
    full.put(key, (before.isAfter(now) ? before : now).plus(rate(method).interval()));
    full.values().removeIf(at -> at.isBefore(now.minusSeconds(1)));
  }

  /** Slack wants no such call until then. */
  void pause(String method, String channel, Instant until) {
    paused.values().removeIf(at -> at.isBefore(until.minusSeconds(3600)));
    paused.put(key(method, channel), until);
  }

  private static Rate rate(String method) {
    return RATES.getOrDefault(method, OTHERS);
  }

  private static Key key(String method, String channel) {
    return new Key(method, rate(method).byChannel() ? channel : "");
  }
}
