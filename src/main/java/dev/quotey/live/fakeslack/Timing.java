package dev.quotey.live.fakeslack;

import java.time.Duration;
import java.time.InstantSource;

/**
 * The times that Slack has and that a test has no time for.
 *
 * @param acknowledge how long an app may take to acknowledge
 * @param refresh from the notice of a refresh to the end of the connection
 * @param ping between two pings, and as long as a pong may take
 * @param slow how long an answer takes that is made slow
 */
record Timing(
    InstantSource clock, Duration acknowledge, Duration refresh, Duration ping, Duration slow) {
  static final Timing SLACK = new Timing(
      InstantSource.system(),
      Duration.ofSeconds(3),
      Duration.ofSeconds(2),
      Duration.ofSeconds(10),
      Duration.ofSeconds(10));
}
