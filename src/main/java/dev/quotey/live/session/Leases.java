package dev.quotey.live.session;

import dev.quotey.live.core.sync.ClientId;
import io.vertx.core.Vertx;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Clients without a socket, whose end nobody hears: they are there for some time after each of their
 * calls.
 */
final class Leases {
  private final Vertx vertx;
  private final long millis;
  private final Consumer<ClientId> expired;
  private final Map<ClientId, Long> timers = new HashMap<>();

  Leases(Vertx vertx, long millis, Consumer<ClientId> expired) {
    this.vertx = vertx;
    this.millis = millis;
    this.expired = expired;
  }

  void renew(ClientId client) {
    end(client);
    timers.put(client, vertx.setTimer(millis, timer -> {
      timers.remove(client);
      expired.accept(client);
    }));
  }

  void end(ClientId client) {
    Long timer = timers.remove(client);
    if (timer != null) {
      vertx.cancelTimer(timer);
    }
  }

  void endAll() {
    timers.values().forEach(vertx::cancelTimer);
    timers.clear();
  }
}
