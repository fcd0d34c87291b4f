package dev.quotey.live.persistence;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Forgets what is kept for a time. Every node tries it, and the database lets one at a time; what was
 * forgotten already costs the others nothing.
 */
public final class RetentionVerticle extends VerticleBase {
  private static final Logger LOG = LoggerFactory.getLogger(RetentionVerticle.class);
  private static final long EVERY_MILLIS = Duration.ofHours(1).toMillis();
  private static final long FIRST_MILLIS = Duration.ofSeconds(1).toMillis();

  /** While there is more to forget than one statement may. */
  private static final long MORE_MILLIS = Duration.ofSeconds(2).toMillis();

  private static final int WAITING_MAX = 1;

  private final PgConnectOptions connect;
  private final int participantsDays;
  private final int auditDays;
  private Pool pool;

  /**
   * Days that these are kept after their session was closed; 0 for ever.
   *
   * @param participantsDays who was in it
   * @param auditDays what happened to it, but for the signed checkpoints; 0, or at least 30
   */
  public RetentionVerticle(DatabaseLocation location, int participantsDays, int auditDays) {
    this.connect = location.connectOptions(DatabaseRole.APPLICATION);
    this.participantsDays = participantsDays;
    this.auditDays = auditDays;
  }

  @Override
  public Future<?> start() {
    pool = BoundedPool.create(vertx, "retention", connect, 1, WAITING_MAX);
    vertx.setTimer(FIRST_MILLIS, timer -> forget());
    return Future.succeededFuture();
  }

  @Override
  public Future<?> stop() {
    return pool.close();
  }

  private void forget() {
    pool.preparedQuery(Sql.FORGET_OLD)
        .execute(Tuple.of(participantsDays, auditDays))
        .map(rows -> rows.iterator().next().getLong("forgotten"))
        .onSuccess(count -> {
          if (count > 0) {
            LOG.info("kept long enough, forgotten rows={}", count);
          }
        })
        .onFailure(fault -> LOG.warn("not forgotten cause={}", fault.getMessage()))
        .otherwise(0L)
        .onComplete(count ->
            vertx.setTimer(count.result() > 0 ? MORE_MILLIS : EVERY_MILLIS, timer -> forget()));
  }
}
