package dev.quotey.live.session;

import dev.quotey.live.core.sync.ClientId;
import dev.quotey.live.metrics.SessionMeters;
import dev.quotey.live.metrics.SessionMeters.End;
import dev.quotey.live.metrics.SessionMeters.People;
import io.vertx.core.Vertx;
import java.util.HashMap;
import java.util.Map;

/**
 * Counts how clients' stays in a session end. One whose connection is lost has some time to come back
 * before it counts as lost for good. One event loop.
 */
final class Stays {
  /** Who is back within this has been away, and not lost. */
  static final long RESUME_MILLIS = 10_000;

  private final Timer timer;
  private final SessionMeters meters;
  private final SessionMeters.Attended attended;
  private final Map<ClientId, Runnable> away = new HashMap<>();
  private boolean ended;

  /** Runs what it is given after {@link #RESUME_MILLIS}, and gives what prevents that. */
  interface Timer {
    Runnable after(Runnable later);
  }

  Stays(Vertx vertx, SessionMeters meters) {
    this(later -> after(vertx, later), meters);
  }

  Stays(Timer timer, SessionMeters meters) {
    this.timer = timer;
    this.meters = meters;
    attended = meters.begin();
  }

  private static Runnable after(Vertx vertx, Runnable later) {
    long id = vertx.setTimer(RESUME_MILLIS, due -> later.run());
    return () -> vertx.cancelTimer(id);
  }

  /** @param people who are there now, with this client's */
  void came(ClientId client, People people) {
    attended.people(people);
    Runnable back = away.remove(client);
    if (back != null) {
      back.run();
      meters.ended(End.RESUMED);
    }
  }

  /**
   * @param meant whether the client said so
   * @param people who are there still
   */
  void went(ClientId client, boolean meant, People people) {
    attended.people(people);
    if (meant) {
      meters.ended(End.LEFT);
    } else {
      away.put(client, timer.after(() -> stayAway(client)));
    }
  }

  private void stayAway(ClientId client) {
    away.remove(client);
    meters.ended(End.LOST);
  }

  /** The session ends here, with so many clients in it. Counts once. */
  void end(int clients) {
    if (ended) {
      return;
    }
    ended = true;
    attended.end();
    away.values().forEach(Runnable::run);
    for (int i = 0; i < away.size(); i++) {
      meters.ended(End.LOST);
    }
    away.clear();
    for (int i = 0; i < clients; i++) {
      meters.ended(End.SESSION_ENDED);
    }
  }
}
