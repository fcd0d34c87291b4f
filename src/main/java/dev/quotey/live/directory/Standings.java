package dev.quotey.live.directory;

import dev.quotey.live.protocol.SessionMessage.Standing;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.Map;

/**
 * Whether this node may run sessions and serve browsers: by whether it reaches the database, and whether
 * it is on the side of a split that goes on. Knows no clock.
 */
final class Standings {
  /** After so long without the database no session is placed here. */
  private static final long DATABASE_MILLIS = 2_000;

  /** After so long without the database the sessions here are left to nodes that have one. */
  private static final long ABANDON_MILLIS = 3_000;

  /**
   * A side is left only when it was the smaller one this many times in turn; it takes no session from the
   * first time on.
   */
  private static final int MINORITY_TIMES = 2;

  private final String self;
  private final Directory directory;
  private long databaseMillis;
  private int minority;
  private Promise<Void> certain = Promise.promise();
  private boolean leaving;

  Standings(String self, Directory directory, long nowMillis) {
    this.self = self;
    this.directory = directory;
    databaseMillis = nowMillis;
    settle();
  }

  /** Nodes are lost: which side of a split this node is on, the database has to say. */
  void lost(long nowMillis) {
    if (certain.future().isComplete() && !directory.hearsMost(nowMillis)) {
      certain = Promise.promise();
    }
  }

  /** The database has been asked since, and has answered, or has not. */
  void settle() {
    certain.tryComplete();
  }

  /** Done when it is known whether this node is on the side of a split that goes on. */
  Future<Void> certain() {
    return certain.future();
  }

  /** The database has answered: for how long each other node has not been there. */
  void answered(Map<String, Duration> ages, long nowMillis) {
    databaseMillis = nowMillis;
    boolean holds = Quorum.holds(self, ages, directory.nodes(), directory.silences(nowMillis));
    minority = holds ? 0 : minority + 1;
  }

  /** Whether the next answer decides if this node steps back. */
  boolean isInDoubt() {
    return minority > 0 && minority < MINORITY_TIMES;
  }

  /** No session is placed here any more. */
  void leave() {
    leaving = true;
  }

  boolean isLeaving() {
    return leaving;
  }

  /** Whether sessions may be placed here. */
  boolean isHosting(long nowMillis) {
    return !leaving && minority == 0 && nowMillis - databaseMillis < DATABASE_MILLIS;
  }

  /** What the sessions and browsers here have to know. */
  Standing at(long nowMillis) {
    boolean database = nowMillis - databaseMillis < ABANDON_MILLIS;
    boolean together = minority < MINORITY_TIMES;
    return new Standing(together, together && (database || directory.isOnlyHost()), database);
  }
}
