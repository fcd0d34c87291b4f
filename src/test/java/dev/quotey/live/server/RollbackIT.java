package dev.quotey.live.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quotey.live.persistence.DatabaseLocation;
import dev.quotey.live.persistence.EmbeddedDatabase;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sessions into a host's database, and out of it again. */
class RollbackIT {
  private static final Duration TIMEOUT = Duration.ofSeconds(60);

  @TempDir
  Path folder;

  @Test
  @DisplayName("[MI1] after a rollback the schema is what it was, and quotes hold their last state")
  void rollback() throws Exception {
    List<String> before;
    try (EmbeddedDatabase database = EmbeddedDatabase.start(folder)) {
      DatabaseLocation at = database.location();
      Flyway.configure()
          .dataSource(url(at), at.user(), at.password())
          .locations("classpath:db/migration")
          .target("1")
          .load()
          .migrate();
      before = catalog(at);
    }
    Vertx vertx = Vertx.vertx();
    try (LocalServer server = LocalServer.start(folder, Map.of());
        BusSocket ana = BusSocket.open(vertx, server.port(), server.token("ana"))) {
      assertThat(catalog(EmbeddedDatabase.running(folder).orElseThrow())).isNotEqualTo(before);
      String session = ana.join("Q-1001", "c1");
      ana.join("Q-1002", "c1");
      ana.request("session." + session + ".command", hold());
      assertThat(server.get("/api/quotes/Q-1001").body()).contains("\"holds\"");
      edit(ana, session, "Last state");
      // Beside the server, and before any snapshot of the edit.
      assertThat(run("rollback")).startsWith("2 This removes");
      assertThat(run("rollback", "--yes"))
          .isEqualTo("0 Sessions are removed; 2 open ones left their state in their quotes.");
      DatabaseLocation at = EmbeddedDatabase.running(folder).orElseThrow();
      assertThat(catalog(at)).isEqualTo(before);
      try (Connection connection = connect(at)) {
        var row = connection
            .createStatement()
            .executeQuery("SELECT document->>'customer', document ? 'holds' FROM quotes"
                + " WHERE quote_id = 'Q-1001'");
        row.next();
        assertThat(row.getString(1)).isEqualTo("Last state");
        assertThat(row.getBoolean(2)).isFalse();
      }
      assertThat(run("rollback", "--yes")).isEqualTo("1 The database has no sessions.");
    } finally {
      vertx.close().toCompletionStage().toCompletableFuture().join();
    }
    try (LocalServer again = LocalServer.start(folder, Map.of())) {
      assertThat(again.get("/api/quotes/Q-1001").body()).contains("Last state");
      assertThat(again.post("/api/quotes/Q-1001/sessions").statusCode()).isEqualTo(200);
    }
  }

  @Test
  @DisplayName("[MI2] a rollback that is killed leaves everything as it was, and can be run again")
  void killed() throws Exception {
    try (LocalServer server = LocalServer.start(folder, Map.of())) {
      server.post("/api/quotes/Q-1001/sessions");
    }
    try (EmbeddedDatabase database = EmbeddedDatabase.start(folder)) {
      DatabaseLocation at = database.location();
      List<String> before = catalog(at);
      try (Connection other = connect(at)) {
        other.setAutoCommit(false);
        // The rollback gets as far as the log, and waits for who reads it.
        other.createStatement().execute("LOCK TABLE session_operations IN ACCESS SHARE MODE");
        Process rollback = startRollback();
        Awaitility.await().atMost(TIMEOUT).until(() -> isWaiting(at) || !rollback.isAlive());
        assertThat(rollback.isAlive()).isTrue();
        rollback.destroyForcibly().waitFor();
        other.rollback();
      }
      assertThat(catalog(at)).isEqualTo(before);
      assertThat(run("rollback", "--yes"))
          .isEqualTo("0 Sessions are removed; 1 open ones left their state in their quotes.");
    }
  }

  private Process startRollback() throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Dquotey.profile=development",
            "-Dquotey.data.dir=" + folder,
            "-cp",
            System.getProperty("java.class.path"),
            "dev.quotey.live.Main",
            "rollback",
            "--yes")
        .redirectErrorStream(true)
        .redirectOutput(folder.resolve("rollback.log").toFile())
        .start();
  }

  private static boolean isWaiting(DatabaseLocation at) throws SQLException {
    try (Connection connection = connect(at)) {
      ResultSet waiting =
          connection.createStatement().executeQuery("SELECT FROM pg_locks WHERE NOT granted");
      return waiting.next();
    }
  }

  private static JsonObject hold() {
    return new JsonObject().put("command", "hold").put("line_id", "ln_1");
  }

  private String run(String... arguments) {
    return TestCommands.run(
        Map.of("quotey.profile", "development", "quotey.data.dir", folder.toString()), arguments);
  }

  private static List<String> catalog(DatabaseLocation at) throws SQLException {
    try (Connection connection = connect(at)) {
      return Catalog.of(connection);
    }
  }

  private static Connection connect(DatabaseLocation at) throws SQLException {
    return DriverManager.getConnection(url(at), at.user(), at.password());
  }

  private static String url(DatabaseLocation at) {
    return "jdbc:postgresql://" + at.host() + ":" + at.port() + "/" + at.name();
  }

  private static void edit(BusSocket socket, String session, String customer) {
    JsonObject result = socket.submit(session, "c1", 1, 0, BusSocket.set("/customer", customer));
    assertThat(result.getString("status")).as(result.encode()).isEqualTo("committed");
  }
}
