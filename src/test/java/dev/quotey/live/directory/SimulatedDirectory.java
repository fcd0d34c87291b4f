package dev.quotey.live.directory;

import dev.quotey.live.core.sync.QuoteId;
import dev.quotey.live.protocol.PersistenceMessage.SessionOpened;
import dev.quotey.live.protocol.SessionMessage.Beat;
import dev.quotey.live.protocol.SessionMessage.Claims;
import dev.quotey.live.protocol.SessionMessage.Lifecycle;
import dev.quotey.live.protocol.SessionMessage.Placed;
import dev.quotey.live.protocol.SessionMessage.Placing;
import dev.quotey.live.protocol.SessionMessage.SessionMoved;
import dev.quotey.live.protocol.SessionMessage.Standing;
import dev.quotey.live.protocol.SessionMessage.State;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.Map;

/** The directory and the standings of a node as they are, for a simulation to drive. */
public final class SimulatedDirectory {
  private static final String USER = "somebody";
  private static final long SILENT_MILLIS = 2_000;

  private final Directory directory;
  private final Standings standings;
  private long tickMillis;

  /** As it was told last. */
  private long nowMillis;

  /** What the directory asks; each may fail. */
  public interface Ports {
    Future<Placing> run(String node, QuoteId quote);

    Future<Placing> place(String node, QuoteId quote);

    Future<Placing> move(String node, QuoteId quote, String host);

    Future<Boolean> runs(Placed placed);

    Future<Claims> claims(String node);

    void takenOver(Placed placed);

    void lost(String node);
  }

  public SimulatedDirectory(String node, long now, Ports ports) {
    nowMillis = now;
    directory = new Directory(node, SILENT_MILLIS, new Directory.Ports() {
      @Override
      public Future<Placing> run(String other, QuoteId quote, String user) {
        return ports.run(other, quote);
      }

      @Override
      public Future<Placing> place(String other, QuoteId quote, String user) {
        return ports.place(other, quote);
      }

      @Override
      public Future<Placing> move(String other, QuoteId quote, String user, String host) {
        return ports.move(other, quote, host);
      }

      @Override
      public Future<Boolean> runs(Placed placed) {
        return ports.runs(placed);
      }

      @Override
      public Future<Claims> claims(String other) {
        return ports.claims(other);
      }

      @Override
      public void met(String other) {
        // What is sent in the simulation needs nobody to be known.
      }

      @Override
      public void takenOver(Placed placed) {
        ports.takenOver(placed);
      }

      @Override
      public Future<Void> certain() {
        return standings.certain();
      }

      @Override
      public void lost(String other) {
        standings.lost(SimulatedDirectory.this.nowMillis);
        ports.lost(other);
      }
    });
    standings = new Standings(node, directory, now);
    tickMillis = now;
  }

  public Future<Placing> find(QuoteId quote) {
    return directory.find(quote, USER);
  }

  public Future<Placing> place(QuoteId quote) {
    return directory.place(quote, USER);
  }

  public Future<Placing> move(QuoteId quote, String host) {
    return directory.move(quote, USER, host);
  }

  public Claims own() {
    return directory.own();
  }

  public void moved(SessionMoved moved) {
    directory.moved(moved);
  }

  public void attended(SessionOpened opened, State state, int clients) {
    directory.attended(
        new Lifecycle(opened.sessionId(), opened.quoteId(), opened.ownerEpoch(), state, clients));
  }

  public void heard(Beat beat, long now) {
    nowMillis = now;
    directory.heard(beat, now);
  }

  public void answered(Map<String, Duration> ages, long now) {
    nowMillis = now;
    standings.answered(ages, now);
    directory.beat(standings.isHosting(now), now);
  }

  /** The database has answered, or has not. */
  public void settle() {
    standings.settle();
  }

  public boolean isInDoubt() {
    return standings.isInDoubt();
  }

  public void rebalance() {
    directory.rebalance(USER);
  }

  /** As the verticle does it; returns what to tell the others. */
  public Beat beat(long now) {
    nowMillis = now;
    if (now - tickMillis > SILENT_MILLIS) {
      directory.awake();
    }
    tickMillis = now;
    directory.tick(now);
    return directory.beat(standings.isHosting(now), now);
  }

  public Standing standing(long now) {
    return standings.at(now);
  }
}
