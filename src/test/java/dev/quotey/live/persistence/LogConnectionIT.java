package dev.quotey.live.persistence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgBuilder;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On a pool of one connection: what is kept of it, nobody else gets. */
class LogConnectionIT {
  private static final String BACKEND = "SELECT pg_backend_pid()";
  private static final Duration FOR_EVER = Duration.ofHours(1);
  private static final Duration MOMENT = Duration.ofMillis(20);

  @TempDir
  Path folder;

  private final Vertx vertx = Vertx.vertx();
  private final Context loop = vertx.getOrCreateContext();
  private TestDatabase database;
  private Pool pool;
  private LogConnection log;

  @BeforeEach
  void start() {
    database = TestDatabase.start(folder);
    Migrator.migrate(database.location());
    pool = PgBuilder.pool()
        .with(new PoolOptions().setMaxSize(1))
        .connectingTo(database.location().connectOptions(DatabaseRole.APPLICATION))
        .using(vertx)
        .build();
  }

  private void keep(Duration kept) {
    log = new LogConnection(vertx, pool, kept);
  }

  @AfterEach
  void stop() {
    vertx.close().toCompletionStage().toCompletableFuture().join();
    database.close();
  }

  @Test
  @DisplayName("[PS21] while appends come it is the same connection, which nobody else gets")
  void kept() {
    keep(FOR_EVER);
    int first = backend();
    Future<SqlConnection> other = onLoop(pool::getConnection);
    assertThat(backend()).isEqualTo(first);
    assertThat(backend()).isEqualTo(first);
    assertThat(other.isComplete()).isFalse();
  }

  @Test
  @DisplayName("[PS21] one that no append has come for is given back")
  void givenBack() {
    keep(MOMENT);
    int first = backend();
    assertThat(await(onLoop(() -> pool.query(BACKEND).execute().map(LogConnectionIT::one))))
        .isEqualTo(first);
  }

  @Test
  @DisplayName("[PS21] while a statement is under way it is not given back")
  void underWay() {
    keep(MOMENT);
    Future<?> slow =
        onLoop(() -> log.execute(one -> one.query("SELECT pg_sleep(0.5)").execute()));
    Future<Boolean> slowFirst = onLoop(pool::getConnection).map(given -> slow.isComplete());
    assertThat(await(slowFirst)).isTrue();
  }

  @Test
  @DisplayName(
      "[PS21] one that is lost, at rest or under a statement, is replaced by the next append")
  void lost() throws Exception {
    keep(FOR_EVER);
    int first = backend();
    Future<?> slow =
        onLoop(() -> log.execute(one -> one.query("SELECT pg_sleep(9)").execute()));
    terminate(first);
    assertThatThrownBy(() -> await(slow)).isNotNull();
    int second = backend();
    assertThat(second).isNotEqualTo(first);

    terminate(second);
    Awaitility.await()
        .pollInterval(10, TimeUnit.MILLISECONDS)
        .ignoreExceptions()
        .until(() -> backend() != second);
  }

  @Test
  @DisplayName("[PS21] of a pool of one connection none is kept")
  void noneToSpare() {
    keep(Duration.ZERO);
    int first = backend();
    assertThat(await(onLoop(() -> pool.query(BACKEND).execute().map(LogConnectionIT::one))))
        .isEqualTo(first);
    assertThat(backend()).isEqualTo(first);
  }

  /** The process of the database that works for the log. */
  private int backend() {
    return await(
        onLoop(() -> log.execute(one -> one.query(BACKEND).execute()).map(LogConnectionIT::one)));
  }

  /** As an operator who may. */
  private void terminate(int backend) throws SQLException {
    DatabaseLocation location = database.location();
    try (Connection connection =
            DriverManager.getConnection(location.jdbcUrl(), location.user(), location.password());
        Statement sql = connection.createStatement()) {
      sql.execute("SELECT pg_terminate_backend(" + backend + ")");
    }
  }

  private static int one(RowSet<Row> rows) {
    return rows.iterator().next().getInteger(0);
  }

  /** As a verticle works: always on the same event loop. */
  private <T> Future<T> onLoop(Supplier<Future<T>> work) {
    return Future.future(promise -> loop.runOnContext(go -> work.get().onComplete(promise)));
  }

  private static <T> T await(Future<T> future) {
    return future.toCompletionStage().toCompletableFuture().join();
  }
}
