package dev.quotey.live.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quotey.live.core.json.JsonNumber;
import dev.quotey.live.core.json.Path;
import dev.quotey.live.core.ot.Change;
import dev.quotey.live.core.ot.Operation;
import dev.quotey.live.core.sync.ClientId;
import dev.quotey.live.core.sync.CommittedChange;
import dev.quotey.live.core.sync.SessionId;
import dev.quotey.live.core.sync.VectorClock;
import dev.quotey.live.metrics.Meters;
import dev.quotey.live.protocol.LoggedChange;
import dev.quotey.live.protocol.PersistenceMessage.Append;
import dev.quotey.live.protocol.PersistenceMessage.Appended;
import dev.quotey.live.protocol.PersistenceMessage.Reason;
import dev.quotey.live.protocol.PersistenceMessage.Refused;
import dev.quotey.live.protocol.PersistenceMessage.Reply;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgBuilder;
import io.vertx.sqlclient.Pool;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Appends that wait for a database, and for one another. */
class AppendQueueIT {
  private static final ClientId CLIENT = new ClientId("c1");
  private static final int MORE = 44;
  private static final int GROUP = 4;

  @TempDir
  java.nio.file.Path folder;

  @Test
  @DisplayName(
      "[BP9] the appends of a node that wait are bounded; past it the answer is OVERLOADED, and what"
          + " waited is written when the database answers again")
  void bounded() throws Exception {
    onDatabase((vertx, pool, sql) -> {
      // One append is under way while the others wait.
      int taken = AppendQueue.WAITING_MAX + 1;
      sessions(sql, taken + MORE);
      sql.getConnection().setAutoCommit(false);
      sql.execute("LOCK TABLE session_operations IN SHARE MODE");
      List<Future<Reply>> replies = appends(vertx, pool, taken + MORE);

      assertThat(replies.subList(0, taken)).noneMatch(Future::isComplete);
      assertThat(replies.subList(taken, taken + MORE))
          .allMatch(Future::isComplete)
          .allMatch(reply -> reply.result().equals(new Refused(Reason.OVERLOADED)));

      sql.getConnection().rollback();
      Awaitility.await()
          .atMost(60, TimeUnit.SECONDS)
          .until(() -> replies.stream().allMatch(Future::isComplete));
      assertThat(replies.subList(0, taken))
          .allMatch(reply -> reply.succeeded() && reply.result().equals(new Appended(1)));
      ResultSet rows =
          sql.executeQuery("SELECT count(*), count(DISTINCT session_id) FROM session_operations");
      rows.next();
      assertThat(rows.getInt(1)).isEqualTo(taken);
      assertThat(rows.getInt(2)).isEqualTo(taken);
    });
  }

  @Test
  @DisplayName(
      "[PS19] where the event loop coalesces, the appends of one turn are one statement, though they come one task"
          + " after another; where it does not, the first leaves at once")
  void turn() throws Exception {
    onDatabase((vertx, pool, sql) -> {
      sessions(sql, 2 * GROUP);

      await(inTasks(vertx, pool, 1, () -> true));
      assertThat(statements(sql)).isEqualTo(1);
      await(inTasks(vertx, pool, 1 + GROUP, () -> false));
      // The first of the second kind alone, and the others together.
      assertThat(statements(sql)).isEqualTo(1 + 2);
    });
  }

  @Test
  @DisplayName(
      "[PS22] who changes something without having a name gets one, who has one keeps it, and of"
          + " whom that is known nothing is asked")
  void names() throws Exception {
    onDatabase((vertx, pool, sql) -> {
      sessions(sql, 3);
      sql.execute("INSERT INTO user_names (user_id, user_name) VALUES ('ben', 'Benjamin')");
      Promise<AppendQueue> made = Promise.promise();
      vertx.runOnContext(go -> made.complete(queue(vertx, pool, () -> false)));
      AppendQueue queue = await(made.future());

      append(vertx, queue, 1, change("ana", "Ana"));
      append(vertx, queue, 2, change("ben", "Ben"));
      assertThat(names(sql)).containsExactly("ana Ana", "ben Benjamin");

      sql.execute("DELETE FROM user_names");
      append(vertx, queue, 3, change("ana", "Ana"));
      assertThat(names(sql)).isEmpty();
    });
  }

  private static void append(Vertx vertx, AppendQueue queue, int session, LoggedChange change) {
    Promise<Reply> done = Promise.promise();
    Append append = new Append(new SessionId("s_" + session), 1, 0, List.of(change));
    vertx.runOnContext(go -> queue.append(append).onComplete(done));
    assertThat(await(done.future())).isEqualTo(new Appended(1));
  }

  private static List<String> names(Statement sql) throws Exception {
    List<String> names = new ArrayList<>();
    ResultSet rows = sql.executeQuery("SELECT user_id, user_name FROM user_names ORDER BY user_id");
    while (rows.next()) {
      names.add(rows.getString(1) + " " + rows.getString(2));
    }
    return names;
  }

  private interface Body {
    void run(Vertx vertx, Pool pool, Statement sql) throws Exception;
  }

  /** With a server's pool and a connection beside it, to an empty database. */
  private void onDatabase(Body body) throws Exception {
    Vertx vertx = Vertx.vertx();
    try (TestDatabase database = TestDatabase.start(folder);
        Connection connection = connect(database);
        Statement sql = connection.createStatement()) {
      Migrator.migrate(database.location());
      Pool pool = PgBuilder.pool()
          .connectingTo(database.location().connectOptions(DatabaseRole.APPLICATION))
          .using(vertx)
          .build();
      body.run(vertx, pool, sql);
    } finally {
      vertx.close().toCompletionStage().toCompletableFuture().join();
    }
  }

  /** As many transactions as have written to the log. */
  private static int statements(Statement sql) throws Exception {
    ResultSet rows = sql.executeQuery("SELECT count(DISTINCT xmin::text) FROM session_operations");
    rows.next();
    return rows.getInt(1);
  }

  private static AppendQueue queue(Vertx vertx, Pool pool, BooleanSupplier coalesces) {
    LogConnection log = new LogConnection(vertx, pool, LogConnection.KEPT);
    return new AppendQueue(vertx, pool, log, Meters.unread().database(), coalesces);
  }

  /** Appends of {@link #GROUP} sessions from {@code first} on, each a task of one turn, behind the one before. */
  private static Future<List<Reply>> inTasks(
      Vertx vertx, Pool pool, int first, BooleanSupplier coalesces) {
    Promise<List<Reply>> done = Promise.promise();
    vertx.runOnContext(go -> {
      AppendQueue queue = queue(vertx, pool, coalesces);
      List<Future<Reply>> replies = new ArrayList<>();
      append(vertx, queue, first, first + GROUP, replies, done);
    });
    return done.future();
  }

  private static void append(
      Vertx vertx,
      AppendQueue queue,
      int session,
      int end,
      List<Future<Reply>> replies,
      Promise<List<Reply>> done) {
    if (session == end) {
      Future.all(replies).<List<Reply>>map(all -> all.list()).onComplete(done);
      return;
    }
    replies.add(queue.append(new Append(new SessionId("s_" + session), 1, 0, List.of(change()))));
    vertx.runOnContext(next -> append(vertx, queue, session + 1, end, replies, done));
  }

  private static <T> T await(Future<T> future) {
    return future.toCompletionStage().toCompletableFuture().join();
  }

  private static Connection connect(TestDatabase database) throws Exception {
    DatabaseLocation location = database.location();
    return DriverManager.getConnection(location.jdbcUrl(), location.user(), location.password());
  }

  private static void sessions(Statement sql, int count) throws Exception {
    sql.execute("INSERT INTO quotes (quote_id, document) SELECT 'Q-' || i, '{}'"
        + " FROM generate_series(1, " + count + ") AS i");
    sql.execute("INSERT INTO quote_sessions (session_id, quote_id, created_by, owner_epoch)"
        + " SELECT 's_' || i, 'Q-' || i, 'ana', 1 FROM generate_series(1, " + count + ") AS i");
  }

  /** Done when all have been given to the queue, which works on one event loop. */
  private static List<Future<Reply>> appends(Vertx vertx, Pool pool, int count) {
    Promise<List<Future<Reply>>> given = Promise.promise();
    vertx.runOnContext(go -> {
      AppendQueue queue = queue(vertx, pool, () -> false);
      List<Future<Reply>> replies = new ArrayList<>();
      for (int i = 1; i <= count; i++) {
        replies.add(queue.append(new Append(new SessionId("s_" + i), 1, 0, List.of(change()))));
      }
      given.complete(replies);
    });
    return given.future().toCompletionStage().toCompletableFuture().join();
  }

  private static LoggedChange change() {
    return change("ana", "Ana");
  }

  private static LoggedChange change(String actor, String name) {
    Change change = Change.of(new Operation.Set(Path.parse("/n"), JsonNumber.of(1)));
    CommittedChange committed = new CommittedChange(
        1, CLIENT, 1, 0, change, change, VectorClock.of(Map.of(CLIENT, 1L)), List.of());
    return new LoggedChange(committed, actor, name, Instant.parse("2026-01-01T10:00:00Z"), "h");
  }
}
