package dev.quotey.live.persistence;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.SqlConnection;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;

/**
 * What the log is written over: one of the pool's connections, kept while appends come, since to borrow it
 * and give it back for each of them takes time of the event loop. One statement at a time; one event
 * loop.
 */
final class LogConnection {
  /** For so long one is kept that nothing came for: shorter than a pool keeps one that is idle. */
  static final Duration KEPT = Duration.ofSeconds(1);

  private final Vertx vertx;
  private final Pool pool;
  private final long keptMillis;
  private Optional<SqlConnection> kept = Optional.empty();
  private boolean underWay;
  private boolean used;

  /** @param kept {@link #KEPT}; zero keeps none, where the pool has no other one for all else */
  LogConnection(Vertx vertx, Pool pool, Duration kept) {
    this.vertx = vertx;
    this.pool = pool;
    keptMillis = kept.toMillis();
  }

  /** Gives what the statement gives that {@code statement} makes of the connection. */
  <T> Future<T> execute(Function<SqlClient, Future<T>> statement) {
    if (keptMillis == 0) {
      return statement.apply(pool);
    }
    underWay = true;
    used = true;
    Future<T> answer = kept.isPresent()
        ? statement.apply(kept.get())
        : pool.getConnection().compose(taken -> statement.apply(keep(taken)));
    return answer.onComplete(done -> underWay = false);
  }

  private SqlConnection keep(SqlConnection taken) {
    kept = Optional.of(taken);
    taken.closeHandler(closed -> kept = kept.filter(one -> !one.equals(taken)));
    giveBackLater(taken);
    return taken;
  }

  /** One timer for many appends. */
  private void giveBackLater(SqlConnection taken) {
    used = false;
    vertx.setTimer(keptMillis, timer -> {
      if (kept.filter(taken::equals).isEmpty()) {
        return;
      }
      if (used || underWay) {
        giveBackLater(taken);
      } else {
        kept = Optional.empty();
        taken.close();
      }
    });
  }
}
