package dev.quotey.live.session;

import dev.quotey.live.core.sync.ClientId;
import dev.quotey.live.metrics.SessionMeters;
import dev.quotey.live.metrics.SessionMeters.End;
import dev.quotey.live.metrics.SessionMeters.People;
import dev.quotey.live.protocol.PersistenceMessage.Stranded;
import io.vertx.core.Vertx;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Counts how clients' stays in a session end. One whose connection is lost has some time to come back
 * before it counts as lost for good; so has a user who was there as the session's last node was killed.
 * One event loop.
 */
final class Stays {
  /** Who is back within this has been away, and not lost. */
  static final long RESUME_MILLIS = 10_000;

  private final Timer timer;
  private final SessionMeters meters;
  private final SessionMeters.Attended attended;
  private final Map<ClientId, Runnable> away = new HashMap<>();

  /** Users of the node that was killed who are not back. */
  private final Set<String> stranded;

  private final Runnable dontGiveUp;
  private boolean ended;

  /** Runs what it is given after so long, and gives what prevents that. */
  interface Timer {
    Runnable after(long millis, Runnable later);
  }

  Stays(Vertx vertx, SessionMeters meters, Stranded stranded) {
    this((millis, later) -> after(vertx, millis, later), meters, stranded);
  }

  Stays(Timer timer, SessionMeters meters, Stranded stranded) {
    this.timer = timer;
    this.meters = meters;
    this.stranded = new HashSet<>(stranded.userIds());
    attended = meters.begin();
    long left = RESUME_MILLIS - stranded.away().toMillis();
    dontGiveUp = stranded.userIds().isEmpty()
        ? () -> {}
        : timer.after(Math.max(1, left), this::giveUpStranded);
  }

  private static Runnable after(Vertx vertx, long millis, Runnable later) {
    long id = vertx.setTimer(millis, due -> later.run());
    return () -> vertx.cancelTimer(id);
  }

  /** @param people who are there now, with this client's */
  void came(ClientId client, String user, People people) {
    attended.people(people);
    Runnable back = away.remove(client);
    if (back != null) {
      back.run();
      meters.ended(End.RESUMED);
    }
    if (stranded.remove(user)) {
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
      away.put(client, timer.after(RESUME_MILLIS, () -> stayAway(client)));
    }
  }

  private void stayAway(ClientId client) {
    away.remove(client);
    meters.ended(End.LOST);
  }

  private void giveUpStranded() {
    stranded.forEach(user -> meters.ended(End.LOST));
    stranded.clear();
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
    dontGiveUp.run();
    giveUpStranded();
    for (int i = 0; i < clients; i++) {
      meters.ended(End.SESSION_ENDED);
    }
  }
}
