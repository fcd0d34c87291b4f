package dev.quotey.live.session;

import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Duration;

/** Asks an {@link IdleClock} when it is time, on the session's event loop. */
final class IdleWatch {
  /** Whoever had the session opened anew needs a moment to join. */
  private static final Duration START_GRACE = Duration.ofSeconds(10);

  private final Vertx vertx;
  private final Clock clock;
  private final IdleClock idle;
  private final Runnable warn;
  private final Runnable close;
  private long timer;

  IdleWatch(Vertx vertx, Clock clock, IdleClock idle, Runnable warn, Runnable close) {
    this.vertx = vertx;
    this.clock = clock;
    this.idle = idle;
    this.warn = warn;
    this.close = close;
  }

  void start() {
    long grace = Math.min(START_GRACE.toMillis(), idle.timeout().toMillis() / 2);
    long first = Math.max(idle.untilNext(clock.instant()).toMillis(), grace);
    timer = vertx.setTimer(first, fired -> check());
  }

  void stop() {
    vertx.cancelTimer(timer);
  }

  private void check() {
    switch (idle.check(clock.instant())) {
      case NOTHING -> {}
      case WARN -> warn.run();
      case CLOSE -> {
        close.run();
        return;
      }
    }
    // Activity only moves the deadline; the timer finds that out when it fires.
    timer = vertx.setTimer(idle.untilNext(clock.instant()).toMillis(), fired -> check());
  }
}
