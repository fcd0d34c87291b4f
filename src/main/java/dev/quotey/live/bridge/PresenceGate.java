package dev.quotey.live.bridge;

import dev.quotey.live.core.sync.SessionId;
import dev.quotey.live.metrics.SocketMeters;
import dev.quotey.live.protocol.Letter;
import dev.quotey.live.protocol.PresenceForm;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Where one browser says that its clients are. The first word goes on at once; what comes sooner than a
 * moment after it waits, and of each client only the last word is kept. So a flood of presence costs the
 * session's node nothing. One event loop.
 */
final class PresenceGate {
  /** Clients whose word waits; what others say meanwhile is left out. */
  static final int WAITING_MAX = 64;

  private final Consumer<Letter> next;
  private final Consumer<Runnable> timer;
  private final SocketMeters meters;
  private final Map<Place, Letter> waiting = new LinkedHashMap<>();
  private boolean pausing;
  private boolean closed;

  /** @param client as the browser has written it */
  private record Place(SessionId session, String client) {}

  /**
   * @param next takes what goes on
   * @param timer runs what it is given after a moment
   */
  PresenceGate(Consumer<Letter> next, Consumer<Runnable> timer, SocketMeters meters) {
    this.meters = meters;
    this.next = next;
    this.timer = timer;
  }

  void tell(Letter letter) {
    Place place = place(letter);
    boolean dropped = pausing && (waiting.containsKey(place) || waiting.size() >= WAITING_MAX);
    meters.presenceIn(dropped);
    if (!pausing) {
      next.accept(letter);
      pause();
    } else if (waiting.containsKey(place) || waiting.size() < WAITING_MAX) {
      waiting.put(place, letter);
    }
  }

  /** The letter's client says something else: what waits of it is old, and must not come after that. */
  void drop(Letter letter) {
    waiting.remove(place(letter));
  }

  private static Place place(Letter letter) {
    return new Place(letter.session(), PresenceForm.client(letter.body()));
  }

  private void pause() {
    pausing = true;
    timer.accept(this::flush);
  }

  private void flush() {
    pausing = false;
    if (closed || waiting.isEmpty()) {
      return;
    }
    List<Letter> letters = List.copyOf(waiting.values());
    waiting.clear();
    letters.forEach(next);
    pause();
  }

  /** The browser is gone: what it said last must not come after that. */
  void close() {
    closed = true;
    waiting.clear();
  }
}
