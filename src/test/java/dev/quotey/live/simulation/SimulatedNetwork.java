package dev.quotey.live.simulation;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Messages between places: nodes, clients, the database. A message takes some time and keeps its order; it
 * is lost where the way is blocked when it is sent or arrives, or its receiver has been started anew. A
 * place that stands still takes everything in when it wakes up.
 */
final class SimulatedNetwork {
  private static final int DELAY_MILLIS_MAX = 12;

  private final VirtualTime time;
  private final Random random;
  private final Map<String, Long> arrivals = new HashMap<>();
  private final Map<String, Integer> lives = new HashMap<>();
  private final Map<String, Long> asleepUntil = new HashMap<>();
  private final Set<String> blocked = new HashSet<>();
  private final Set<String> down = new HashSet<>();

  SimulatedNetwork(VirtualTime time, Random random) {
    this.time = time;
    this.random = random;
  }

  void block(String one, String other) {
    blocked.add(one + " " + other);
    blocked.add(other + " " + one);
  }

  void mend() {
    blocked.clear();
  }

  boolean isBlocked(String from, String to) {
    return blocked.contains(from + " " + to);
  }

  /** Whatever is on its way to the place, or was to happen there, does not. */
  void kill(String place) {
    down.add(place);
    lives.merge(place, 1, Integer::sum);
    asleepUntil.remove(place);
  }

  void revive(String place) {
    down.remove(place);
  }

  boolean isDown(String place) {
    return down.contains(place);
  }

  void sleep(String place, long millis) {
    asleepUntil.put(place, time.now() + millis);
  }

  boolean isAsleep(String place) {
    return asleepUntil.getOrDefault(place, 0L) > time.now();
  }

  /** Something that a place does later by itself. */
  void timer(String place, long millis, Runnable action) {
    int life = lives.getOrDefault(place, 0);
    time.after(millis, () -> when(place, life, action));
  }

  private void when(String place, int life, Runnable action) {
    if (lives.getOrDefault(place, 0) != life || down.contains(place)) {
      return;
    }
    long awake = asleepUntil.getOrDefault(place, 0L);
    if (awake > time.now()) {
      time.at(awake, () -> when(place, life, action));
    } else {
      action.run();
    }
  }

  void send(String from, String to, Runnable action) {
    send(from + " " + to, from, to, action);
  }

  /** What goes the same way arrives in its order. */
  private void send(String way, String from, String to, Runnable action) {
    if (isBlocked(from, to)) {
      return;
    }
    long arrival =
        Math.max(time.now() + 1 + random.nextInt(DELAY_MILLIS_MAX), arrivals.getOrDefault(way, 0L));
    arrivals.put(way, arrival);
    int life = lives.getOrDefault(to, 0);
    time.at(arrival, () -> {
      if (!isBlocked(from, to)) {
        when(to, life, action);
      }
    });
  }

  /** Fails where no answer has come in time. An answer may overtake what was sent before it. */
  <R> Future<R> ask(String from, String to, long timeoutMillis, Supplier<Future<R>> question) {
    Promise<R> answer = Promise.promise();
    send(
        from,
        to,
        () -> question
            .get()
            .onComplete(done -> send(to + " answers " + from, to, from, () -> {
              if (done.succeeded()) {
                answer.tryComplete(done.result());
              } else {
                answer.tryFail(done.cause());
              }
            })));
    timer(from, timeoutMillis, () -> answer.tryFail("no answer in time"));
    return answer.future();
  }
}
