package dev.quotey.live.session;

import java.time.Duration;
import java.time.Instant;

/**
 * When a session has been idle for too long: first a warning, then its end, unless somebody does
 * something in between. Knows no timers; it is asked.
 */
final class IdleClock {
  private final Duration timeout;
  private final Duration warning;
  private Instant lastActivity;
  private boolean warned;

  /** What is to be done now. */
  enum Due {
    NOTHING,
    WARN,
    CLOSE
  }

  /**
   * @param timeout from the last activity to the end
   * @param warning how long before the end people are warned, at most {@code timeout}
   */
  IdleClock(Duration timeout, Duration warning, Instant lastActivity) {
    this.timeout = timeout;
    this.warning = warning;
    this.lastActivity = lastActivity;
  }

  /** Somebody did something. Returns whether that takes a warning back. */
  boolean touch(Instant now) {
    boolean takesBack = warned;
    lastActivity = now;
    warned = false;
    return takesBack;
  }

  /** Says each warning once. */
  Due check(Instant now) {
    if (!now.isBefore(closesAt())) {
      return Due.CLOSE;
    }
    if (!warned && !now.isBefore(closesAt().minus(warning))) {
      warned = true;
      return Due.WARN;
    }
    return Due.NOTHING;
  }

  /** How long nothing can be due; at least a millisecond, as timers want it. */
  Duration untilNext(Instant now) {
    Instant next = warned ? closesAt() : closesAt().minus(warning);
    Duration left = Duration.between(now, next);
    return left.toMillis() < 1 ? Duration.ofMillis(1) : left;
  }

  Duration timeout() {
    return timeout;
  }

  Instant lastActivity() {
    return lastActivity;
  }

  /** Whether people are to be warned of the end, or were. */
  boolean isNearEnd(Instant now) {
    return !now.isBefore(closesAt().minus(warning));
  }

  Instant closesAt() {
    return lastActivity.plus(timeout);
  }

  boolean isIdleFor(Duration duration, Instant now) {
    return !now.isBefore(lastActivity.plus(duration));
  }
}
