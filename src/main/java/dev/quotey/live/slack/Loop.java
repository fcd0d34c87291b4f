package dev.quotey.live.slack;

import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Work that comes again, never twice at once: when it says, or when it is woken. One context. */
final class Loop {
  private static final Logger LOG = LoggerFactory.getLogger(Loop.class);
  private static final Duration AFTER_FAULT = Duration.ofSeconds(2);

  private final Vertx vertx;
  private final Supplier<Duration> step;
  private long timer = -1;
  private boolean running;
  private boolean woken;
  private boolean stopped;

  /** @param step done on a virtual thread; says after how long it is to be done again */
  Loop(Vertx vertx, Supplier<Duration> step) {
    this.vertx = vertx;
    this.step = step;
  }

  void wake() {
    woken = true;
    if (!running && !stopped) {
      vertx.cancelTimer(timer);
      timer = vertx.setTimer(1, fired -> run());
    }
  }

  void stop() {
    stopped = true;
    vertx.cancelTimer(timer);
  }

  private void run() {
    if (running || stopped) {
      return;
    }
    running = true;
    woken = false;
    Duration next = AFTER_FAULT;
    try {
      next = step.get();
    } catch (Exception e) {
      // What a wait failed with is thrown as it is, checked or not; a stop interrupts.
      if (!stopped) {
        LOG.warn("not done now cause={}", e.toString());
      }
    } finally {
      running = false;
    }
    if (!stopped) {
      timer = vertx.setTimer(woken ? 1 : Math.max(1, next.toMillis()), fired -> run());
    }
  }
}
