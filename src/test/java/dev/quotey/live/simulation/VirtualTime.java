package dev.quotey.live.simulation;

import java.util.PriorityQueue;

/** Time that passes only as far as something is to happen. One thread; the same calls give the same order. */
final class VirtualTime {
  private final PriorityQueue<Event> events = new PriorityQueue<>();
  private long nowMillis;
  private long next;

  private record Event(long atMillis, long order, Runnable action) implements Comparable<Event> {
    @Override
    public int compareTo(Event other) {
      int byTime = Long.compare(atMillis, other.atMillis);
      return byTime != 0 ? byTime : Long.compare(order, other.order);
    }
  }

  long now() {
    return nowMillis;
  }

  /** What is due at the same time happens in the order in which it was asked for. */
  void at(long millis, Runnable action) {
    events.add(new Event(Math.max(millis, nowMillis), next++, action));
  }

  void after(long millis, Runnable action) {
    at(nowMillis + millis, action);
  }

  void runUntil(long millis) {
    while (!events.isEmpty() && events.peek().atMillis() <= millis) {
      Event event = events.poll();
      nowMillis = event.atMillis();
      event.action().run();
    }
    nowMillis = millis;
  }
}
