package dev.quotey.live.directory;

import dev.quotey.live.protocol.Address;
import dev.quotey.live.protocol.Bus;
import dev.quotey.live.protocol.PersistenceMessage.BeatNode;
import dev.quotey.live.protocol.PersistenceMessage.NodeAges;
import dev.quotey.live.protocol.SessionMessage.Standing;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether this node may run sessions and serve browsers: by whether it reaches the database, whether it is
 * on the side of a split that goes on, and whether it stops.
 */
final class Standings {
  private static final Logger LOG = LoggerFactory.getLogger(Standings.class);

  /** After so long without the database no session is placed here. */
  private static final long DATABASE_MILLIS = 2_500;

  /** After so long without the database the sessions here are left to nodes that have one. */
  private static final long ABANDON_MILLIS = 4_000;

  /** A side is left only when it was the smaller one this many times in turn. */
  private static final int MINORITY_TIMES = 2;

  private final Vertx vertx;
  private final String node;
  private final Directory directory;
  private long databaseMillis = now();
  private Map<String, Duration> ages = Map.of();
  private int minority;
  private boolean asking;
  private boolean draining;
  private Standing told = new Standing(true, true);

  Standings(Vertx vertx, String node, Directory directory) {
    this.vertx = vertx;
    this.node = node;
    this.directory = directory;
  }

  /** Whether sessions may be placed here. */
  boolean isHosting(long now) {
    return isServing() && now - databaseMillis < DATABASE_MILLIS;
  }

  private boolean isServing() {
    return !draining && minority < MINORITY_TIMES;
  }

  /** No session is placed here any more. */
  void drain() {
    draining = true;
  }

  /** Browsers are sent to other nodes, now that their sessions are there. */
  void leave() {
    Bus.publish(vertx, Address.NODE_STANDING, new Standing(false, true));
  }

  void check(long now) {
    if (draining) {
      return;
    }
    if (!asking) {
      asking = true;
      Bus.persistence(vertx, new BeatNode(node)).onComplete(beat -> {
        asking = false;
        if (beat.succeeded() && beat.result() instanceof NodeAges found) {
          databaseMillis = now();
          ages = found.ages();
          minority = Quorum.holds(node, ages, directory.nodes()) ? 0 : minority + 1;
        }
      });
    }
    boolean database = now - databaseMillis < ABANDON_MILLIS || directory.isOnlyHost();
    boolean together = minority < MINORITY_TIMES;
    tell(new Standing(together, together && database));
  }

  private void tell(Standing standing) {
    if (!standing.equals(told)) {
      LOG.warn("node standing serving={} hosting={}", standing.serving(), standing.hosting());
      told = standing;
      Bus.publish(vertx, Address.NODE_STANDING, standing);
    }
  }

  private static long now() {
    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
  }
}
