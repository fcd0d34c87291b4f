package dev.quotey.live.persistence;

import io.vertx.core.Vertx;
import io.vertx.core.net.NetClientOptions;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
import java.time.Duration;

/**
 * Connections under the server's role, on which no statement waits for a lock without end.
 */
final class ApplicationPool {
  /** What the server may do; V0026 says what that is. */
  static final String ROLE = "quotey_app";

  /**
   * After so long the database itself ends a statement. A connection that is merely closed leaves the
   * statement at work there, and each new try would add one.
   */
  static final Duration STATEMENT = Duration.ofSeconds(10);

  /**
   * The driver is told to give up a connection that is silent for so long. It says goodbye and waits for
   * the database to close, so this does not end a query whose database is gone without a word.
   */
  private static final Duration SILENCE = STATEMENT.plusSeconds(2);

  /** Before {@link #SILENCE}, so that no connection is lost that somebody is about to use. */
  private static final Duration IDLE = Duration.ofSeconds(6);

  private static final Duration CONNECTION = Duration.ofSeconds(5);
  private static final Duration CONNECT = Duration.ofSeconds(2);

  private ApplicationPool() {}

  static PgConnectOptions connectOptions(DatabaseLocation location) {
    return location
        .connectOptions()
        .addProperty("role", ROLE)
        .addProperty("statement_timeout", String.valueOf(STATEMENT.toMillis()));
  }

  /**
   * @param size connections
   * @param waitingMax statements that wait for one
   */
  static Pool of(Vertx vertx, DatabaseLocation location, int size, int waitingMax) {
    return PgBuilder.pool()
        .with(new PoolOptions()
            .setMaxSize(size)
            .setMaxWaitQueueSize(waitingMax)
            .setConnectionTimeout((int) CONNECTION.toSeconds())
            .setIdleTimeout((int) IDLE.toSeconds()))
        .with(new NetClientOptions()
            .setConnectTimeout((int) CONNECT.toMillis())
            .setReadIdleTimeout((int) SILENCE.toSeconds()))
        .connectingTo(connectOptions(location))
        .using(vertx)
        .build();
  }
}
