package dev.quotey.live.session;

import dev.quotey.live.core.quote.Holds;
import dev.quotey.live.protocol.Identity;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Predicate;

/** Ends holds when their time is over or their holder is gone. */
final class HoldKeeper {
  private final Vertx vertx;
  private final Ledger ledger;
  private long timer = -1;

  HoldKeeper(Vertx vertx, Ledger ledger) {
    this.vertx = vertx;
    this.ledger = ledger;
  }

  /** To be called when the document may have other holds. */
  void watch() {
    vertx.cancelTimer(timer);
    Optional<Instant> next =
        Holds.of(ledger.newest()).values().stream().map(Holds.Hold::until).min(Instant::compareTo);
    next.ifPresent(until -> {
      long millis = Duration.between(ledger.now(), until).toMillis();
      timer = vertx.setTimer(Math.max(1, millis), fired -> endDue());
    });
  }

  private void endDue() {
    Instant now = ledger.now();
    end(hold -> !hold.until().isAfter(now), Identity.SYSTEM);
    watch();
  }

  /** Ends those holds that {@code ended} names. */
  void end(Predicate<Holds.Hold> ended, Identity actor) {
    ledger.make(Holds.end(ledger.newest(), ended), actor);
  }

  void stop() {
    vertx.cancelTimer(timer);
  }
}
