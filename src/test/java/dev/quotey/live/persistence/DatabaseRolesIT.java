package dev.quotey.live.persistence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What each role of the database may do, as PostgreSQL sees it. */
class DatabaseRolesIT {
  private static final String NOT_ALLOWED = "42501";

  @TempDir
  static Path folder;

  private static TestDatabase database;

  @BeforeAll
  static void start() throws SQLException {
    database = TestDatabase.start(folder);
    Migrator.migrate(database.location());
    // A session of long ago, one of now.
    asOwner("INSERT INTO quotes (quote_id, document) VALUES ('q1', '{}'), ('q2', '{}')");
    asOwner("INSERT INTO quote_sessions (session_id, quote_id, created_by, closed_at, close_reason)"
        + " VALUES ('old', 'q1', 'ana', now() - interval '40 days', 'idle'),"
        + " ('new', 'q2', 'ana', now(), 'idle')");
    asOwner("INSERT INTO session_participants (session_id, user_id, user_name)"
        + " VALUES ('old', 'ana', 'Ana'), ('new', 'ana', 'Ana')");
    asOwner(
        "INSERT INTO session_audit (session_id, event, actor, reason) VALUES"
            + " ('old', 'joined', 'ana', ''), ('old', 'checkpoint', 'system', ''), ('new', 'joined', 'ana', '')");
    asOwner("INSERT INTO user_names (user_id, user_name) VALUES ('ana', 'Ana')");
    asOwner("CREATE ROLE a_server LOGIN PASSWORD 's'; GRANT quotey_app TO a_server");
  }

  @AfterAll
  static void stop() {
    database.close();
  }

  @ParameterizedTest(name = "[DA2] refused to the server: {0}")
  @DisplayName("[DA2] the server cannot change what is logged, the audit, a quote, or the schema")
  @ValueSource(
      strings = {
        "UPDATE session_operations SET actor = 'x'",
        "DELETE FROM session_operations",
        "TRUNCATE session_operations",
        "UPDATE session_audit SET reason = ''",
        "DELETE FROM session_audit",
        "UPDATE quotes SET document = '{}'",
        "SELECT document FROM quotes",
        "DELETE FROM session_participants",
        "UPDATE user_names SET erased_at = NULL",
        "SELECT erase_user('ana')",
        "CREATE TABLE mine (a int)",
        "DROP TABLE session_audit",
        "ALTER TABLE session_audit DISABLE TRIGGER ALL",
        "ALTER ROLE quotey_app SUPERUSER",
        "SET ROLE quotey_audit; SELECT 1"
      })
  void server(String sql) {
    DatabaseLocation server = database.location().as("a_server", "s");
    assertThatThrownBy(() -> run(server, "SET ROLE quotey_app", sql))
        .isInstanceOfSatisfying(
            SQLException.class, fault -> assertThat(fault.getSQLState()).isEqualTo(NOT_ALLOWED));
  }

  @ParameterizedTest(name = "[DA2] refused to its login: {0}")
  @DisplayName("[DA2] nor can whoever has the server's password, in whatever role")
  @ValueSource(strings = {"SET ROLE postgres", "DELETE FROM session_audit", "SELECT * FROM quotes"})
  void login(String sql) {
    DatabaseLocation server = database.location().as("a_server", "s");
    assertThatThrownBy(() -> run(server, "RESET ROLE", sql.replace("postgres", ownerName())))
        .isInstanceOfSatisfying(
            SQLException.class, fault -> assertThat(fault.getSQLState()).isEqualTo(NOT_ALLOWED));
  }

  @ParameterizedTest(name = "[DA3] refused to the audit: {0}")
  @DisplayName("[DA3] the audit reads the logs, and writes nothing")
  @ValueSource(
      strings = {
        "INSERT INTO session_audit (session_id, event, actor, reason) VALUES ('new', 'x', 'x', 'x')",
        "UPDATE quote_sessions SET owner_epoch = 9",
        "DELETE FROM session_snapshots",
        "SELECT create_quote('q3', '{}')",
        "SELECT project_quote('new', 0, 0)",
        "SELECT forget_old(1, 0)",
        "SELECT * FROM known_users",
        "SELECT * FROM slack_outbox",
        "CREATE TEMP TABLE mine AS SELECT 1; CREATE TABLE public.mine (a int)"
      })
  void audit(String sql) {
    assertThatThrownBy(() -> run(database.location(), "SET ROLE quotey_audit", sql))
        .isInstanceOfSatisfying(
            SQLException.class, fault -> assertThat(fault.getSQLState()).isEqualTo(NOT_ALLOWED));
  }

  @Test
  @DisplayName("[DA3] what the audit was granted is to read, and nothing else")
  void granted() throws SQLException {
    String grants =
        "SELECT table_name || ' ' || privilege_type FROM information_schema.role_table_grants"
            + " WHERE grantee = 'quotey_audit' ORDER BY 1";
    assertThat(read(grants))
        .containsExactly(
            "quote_sessions SELECT",
            "session_audit SELECT",
            "session_operations SELECT",
            "session_participants SELECT",
            "session_snapshots SELECT",
            "stored_quotes SELECT",
            "user_names SELECT");
  }

  @Test
  @DisplayName("[DA8] what is kept for a time is forgotten after it, checkpoints and logs never")
  void retention() throws SQLException {
    String kept = "SELECT session_id || ' ' || event FROM session_audit ORDER BY audit_id";
    assertThatThrownBy(() -> asOwner("DELETE FROM session_audit"))
        .hasMessageContaining("append-only");
    assertThatThrownBy(() -> asOwner("SELECT forget_old(0, 29)")).hasMessageContaining("30 days");
    Vertx vertx = Vertx.vertx();
    try {
      vertx.deployVerticle(new RetentionVerticle(database.location(), 1, 30));
      Awaitility.await()
          .untilAsserted(
              () -> assertThat(read(kept)).containsExactly("old checkpoint", "new joined"));
    } finally {
      vertx.close().toCompletionStage().toCompletableFuture().join();
    }
    assertThat(read("SELECT session_id FROM session_participants")).containsExactly("new");
  }

  @Test
  @DisplayName("[DA8] one node forgets at a time")
  void oneAtATime() throws SQLException {
    try (Connection other = connect(database.location());
        Statement holding = other.createStatement()) {
      other.setAutoCommit(false);
      holding.execute("SELECT pg_advisory_xact_lock(hashtext('quotey.retention'))");
      asOwner("INSERT INTO session_participants (session_id, user_id, user_name)"
          + " VALUES ('old', 'ben', 'Ben')");
      assertThat(read("SELECT forget_old(1, 0)::text")).containsExactly("0");
      other.rollback();
      assertThat(read("SELECT (forget_old(1, 0) > 0)::text")).containsExactly("true");
    }
  }

  private static String ownerName() {
    return database.location().user();
  }

  private static void asOwner(String sql) throws SQLException {
    run(database.location(), sql);
  }

  private static void run(DatabaseLocation location, String... statements) throws SQLException {
    try (Connection connection = connect(location);
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  private static List<String> read(String sql) throws SQLException {
    List<String> rows = new ArrayList<>();
    try (Connection connection = connect(database.location());
        Statement statement = connection.createStatement()) {
      ResultSet found = statement.executeQuery(sql);
      while (found.next()) {
        rows.add(found.getString(1));
      }
    }
    return rows;
  }

  private static Connection connect(DatabaseLocation location) throws SQLException {
    return DriverManager.getConnection(location.jdbcUrl(), location.user(), location.password());
  }
}
