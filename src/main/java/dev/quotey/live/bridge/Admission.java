package dev.quotey.live.bridge;

import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Who has shown a ticket at one socket, and until when that counts. Who shows none is sent away; who is
 * there is told before the token runs out, and may show another ticket meanwhile. One event loop.
 */
final class Admission {
  /** How long a socket may be open without a ticket. */
  private static final long UNKNOWN_MILLIS = 5_000;

  /** How long before the end it is told. */
  private static final Duration NOTICE = Duration.ofSeconds(60);

  private final Vertx vertx;
  private final Clock clock;
  private final Duration grace;
  private final Consumer<Instant> expiring;
  private final Consumer<String> dismiss;
  private Optional<User> user = Optional.empty();
  private long next;
  private long end;

  /**
   * @param grace after the end, until the socket is closed
   * @param expiring is told when the token runs out
   * @param dismiss closes the socket for the reason that it is given
   */
  Admission(
      Vertx vertx,
      Clock clock,
      Duration grace,
      Consumer<Instant> expiring,
      Consumer<String> dismiss) {
    this.vertx = vertx;
    this.clock = clock;
    this.grace = grace;
    this.expiring = expiring;
    this.dismiss = dismiss;
    next = vertx.setTimer(UNKNOWN_MILLIS, timer -> dismiss.accept("no ticket was shown"));
    end = next;
  }

  Optional<User> user() {
    return user;
  }

  /** Whether nothing may be done here any more. */
  boolean isOver() {
    return user.filter(one -> !one.expiresAt().isAfter(clock.instant())).isPresent();
  }

  /** Whether this is nobody else's socket. */
  boolean fits(User other) {
    return user.isEmpty() || user.get().userId().equals(other.userId());
  }

  void admit(User admitted) {
    close();
    user = Optional.of(admitted);
    Instant until = admitted.expiresAt();
    next = at(until.minus(NOTICE), () -> expiring.accept(until));
    end = at(until.plus(grace), () -> dismiss.accept("the token has run out"));
  }

  private long at(Instant moment, Runnable action) {
    long millis = Math.max(1, Duration.between(clock.instant(), moment).toMillis());
    return vertx.setTimer(millis, timer -> action.run());
  }

  /** Nothing is told or closed any more. */
  void close() {
    vertx.cancelTimer(next);
    vertx.cancelTimer(end);
  }
}
