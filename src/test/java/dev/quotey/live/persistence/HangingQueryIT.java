package dev.quotey.live.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quotey.live.core.json.JsonText;
import dev.quotey.live.core.sync.QuoteId;
import dev.quotey.live.metrics.Meters;
import dev.quotey.live.protocol.Address;
import dev.quotey.live.protocol.Bus;
import dev.quotey.live.protocol.Grants;
import dev.quotey.live.protocol.LoggedChanges;
import dev.quotey.live.protocol.OutboxMessage.Answer;
import dev.quotey.live.protocol.OutboxMessage.NoteUser;
import dev.quotey.live.protocol.PersistenceMessage.Append;
import dev.quotey.live.protocol.PersistenceMessage.Appended;
import dev.quotey.live.protocol.PersistenceMessage.BeatNode;
import dev.quotey.live.protocol.PersistenceMessage.CreateQuote;
import dev.quotey.live.protocol.PersistenceMessage.ListSessions;
import dev.quotey.live.protocol.PersistenceMessage.NodeAges;
import dev.quotey.live.protocol.PersistenceMessage.OpenSession;
import dev.quotey.live.protocol.PersistenceMessage.SessionOpened;
import dev.quotey.live.protocol.PersistenceMessage.SessionTaken;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import io.vertx.sqlclient.Pool;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Queries that hang: in the database, or because its answer does not come. */
@Tag("waiting")
class HangingQueryIT {
  private static final String LOCKED =
      "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'";
  private static final String LOGGED = "SELECT count(*) FROM session_operations";
  private static final String USERS = "SELECT count(*) FROM known_users";

  /** Whoever asks here waits longer than any query may hang. */
  private static final long PATIENT_MILLIS = 120_000;

  @TempDir
  java.nio.file.Path folder;

  private final Vertx vertx = Vertx.vertx();
  private TestDatabase database;
  private MuteProxy proxy;
  private Connection connection;

  @BeforeEach
  void start() throws Exception {
    database = TestDatabase.start(folder);
    Migrator.migrate(database.location());
    proxy = new MuteProxy(database.location());
    connection = connect();
    Bus.install(vertx);
  }

  @AfterEach
  void stop() throws Exception {
    connection.close();
    proxy.close();
    vertx.close().toCompletionStage().toCompletableFuture().join();
    database.close();
  }

  @Test
  @DisplayName("[BP10] a query that hangs in the database fails after a bound, holds nothing there,"
      + " and its connection serves others; an append that hung is written once")
  void hangsOnLock() throws Exception {
    serve(database.location());
    SessionOpened session = open();
    try (Connection hold = connect()) {
      hold.setAutoCommit(false);
      hold.createStatement().execute("LOCK TABLE quote_sessions, known_users");
      Future<Object> sessions = persistence(new ListSessions());
      await().until(() -> number(LOCKED) == 1);
      Future<Object> users = outbox(user("ana"));
      Future<Object> others = outbox(user("ben"));
      await().until(() -> number(LOCKED) == 3);

      await().until(() -> isComplete(sessions, users, others));
      assertThat(List.of(sessions, users, others)).allMatch(HangingQueryIT::isFault);
      assertThat(number(LOCKED)).isZero();
      assertThat(done(persistence(new BeatNode("node")))).isInstanceOf(NodeAges.class);

      String tries = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
          + " AND query LIKE 'INSERT INTO session_operations%' AND query_start > '";
      Future<Object> append = persistence(append(session, 1));
      await().until(() -> number(tries + "-infinity'") == 1);
      String first = text("SELECT max(query_start)::text FROM pg_stat_activity"
          + " WHERE query LIKE 'INSERT INTO session_operations%'");
      await().until(() -> number(tries + first + "'") == 1);
      assertThat(append.isComplete()).isFalse();
      hold.rollback();
      assertThat(done(append)).isEqualTo(new Appended(1));
    }
    assertThat(number(LOGGED)).isEqualTo(1);
    assertThat(done(outbox(user("ana")))).isEqualTo(new Answer(true));
    assertThat(number(USERS)).isEqualTo(1);
  }

  @Test
  @DisplayName("[BP10] a connection over which no answer comes is closed after a bound: its query"
      + " fails, and an append whose answer was lost is looked up")
  void answerLost() throws Exception {
    serve(proxy.before(database.location()));
    SessionOpened session = open();
    // Once before, so that the statements are prepared, and what is lost is the answer to them.
    assertThat(done(persistence(append(session, 1)))).isEqualTo(new Appended(1));
    done(outbox(user("ana")));
    proxy.mute();
    Future<Object> append = persistence(append(session, 2));
    Future<Object> users = outbox(user("ben"));
    await().until(() -> number(LOGGED) == 2 && number(USERS) == 2);
    assertThat(isComplete(append)).isFalse();
    assertThat(isComplete(users)).isFalse();
    proxy.mend();

    assertThat(done(append)).isEqualTo(new Appended(2));
    assertThat(number(LOGGED)).isEqualTo(2);
    await().until(() -> isComplete(users));
    assertThat(isFault(users)).isTrue();
    assertThat(done(outbox(user("cleo")))).isEqualTo(new Answer(true));
  }

  @Test
  @DisplayName("[BP10] a connection that a database does not finish to open is given up")
  void opensMute() {
    Pool pool = BoundedPool.create(
        vertx,
        "test",
        proxy.before(database.location()).connectOptions(DatabaseRole.APPLICATION),
        1,
        10);
    proxy.mute();
    Future<?> first = pool.query("SELECT 1").execute();
    await().until(first::isComplete);
    assertThat(first.failed()).isTrue();
    proxy.mend();
    await().until(() -> {
      Future<?> next = pool.query("SELECT 1").execute();
      await().until(next::isComplete);
      return next.succeeded();
    });
  }

  @Test
  @DisplayName("[BP10] a transaction whose client is lost in the middle does not keep its locks")
  void lostTransaction() {
    Pool pool = BoundedPool.create(
        vertx,
        "test",
        proxy.before(database.location()).connectOptions(DatabaseRole.APPLICATION),
        1,
        10);
    done(pool.getConnection()
        .compose(one ->
            one.begin().compose(begun -> one.query("LOCK TABLE known_users").execute())));
    proxy.split();
    String held = "SELECT count(*) FROM pg_stat_activity WHERE state = 'idle in transaction'";
    assertThat(number(held)).isEqualTo(1);
    await().until(() -> number(held) == 0);
  }

  private void serve(DatabaseLocation location) {
    done(vertx.deployVerticle(
        new PersistenceVerticle(location, 1, "key", Meters.unread().database())));
    done(vertx.deployVerticle(new OutboxVerticle(location, 7)));
  }

  private SessionOpened open() {
    QuoteId quote = new QuoteId("Q-1");
    done(persistence(new CreateQuote(quote, JsonText.parse("{\"n\":0}"))));
    return ((SessionTaken) done(persistence(new OpenSession(quote, "ana", "node")))).opened();
  }

  private static NoteUser user(String name) {
    return new NoteUser(name + "@example.com", name, name, Grants.NONE);
  }

  private static Append append(SessionOpened session, long revision) {
    return new Append(
        session.sessionId(),
        session.ownerEpoch(),
        revision - 1,
        List.of(LoggedChanges.at(revision)));
  }

  private Future<Object> persistence(Object request) {
    return Bus.request(vertx, Address.PERSISTENCE, request, PATIENT_MILLIS);
  }

  private Future<Object> outbox(Object request) {
    return Bus.request(vertx, Address.OUTBOX, request, PATIENT_MILLIS);
  }

  private static boolean isComplete(Future<?>... futures) {
    return List.of(futures).stream().allMatch(Future::isComplete);
  }

  /** Whether it was persistence that said so, not the time that ran out. */
  private static boolean isFault(Future<?> future) {
    return future.cause() instanceof ReplyException reply
        && reply.failureType() == ReplyFailure.RECIPIENT_FAILURE
        && reply.failureCode() == Bus.FAULT;
  }

  private static ConditionFactory await() {
    return Awaitility.await().atMost(Duration.ofSeconds(45));
  }

  private static <T> T done(Future<T> future) {
    await().until(future::isComplete);
    return future.toCompletionStage().toCompletableFuture().join();
  }

  private Connection connect() throws SQLException {
    DatabaseLocation location = database.location();
    return DriverManager.getConnection(location.jdbcUrl(), location.user(), location.password());
  }

  private long number(String sql) {
    return Long.parseLong(text(sql));
  }

  private String text(String sql) {
    try (var statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      rows.next();
      return rows.getString(1);
    } catch (SQLException e) {
      throw new AssertionError(sql, e);
    }
  }
}
