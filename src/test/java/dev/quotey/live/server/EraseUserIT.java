package dev.quotey.live.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quotey.live.persistence.DatabaseLocation;
import dev.quotey.live.persistence.EmbeddedDatabase;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server, an owner and an auditor with logins of their own; and a user whose name is erased. */
class EraseUserIT {
  private static final String QUOTE = "Q-1001";

  @TempDir
  static Path folder;

  private static final Vertx VERTX = Vertx.vertx();
  private static EmbeddedDatabase database;
  private static LocalServer server;

  @BeforeAll
  static void start() throws SQLException {
    database = EmbeddedDatabase.start(folder);
    assertThat(run("postgres", "migrate")).startsWith("0");
    execute("CREATE ROLE a_server LOGIN; GRANT quotey_app TO a_server;"
        + " CREATE ROLE an_auditor LOGIN; GRANT quotey_audit TO an_auditor");
    server = LocalServer.start(folder.resolve("server"), settings("a_server"));
  }

  @AfterAll
  static void stop() {
    server.close();
    VERTX.close().toCompletionStage().toCompletableFuture().join();
    database.close();
  }

  @Test
  @DisplayName("[DA7] an erased user's name is nowhere any more, and the logs are sound")
  void erased() throws Exception {
    String session;
    try (BusSocket ana = BusSocket.open(VERTX, server.port(), server.token("ana"))) {
      session = ana.join(QUOTE, "c1");
      ana.submit(session, "c1", 1, 0, BusSocket.set("/customer", "Northwind"));
      ana.request(
          "session." + session + ".command",
          new JsonObject().put("command", "hold").put("line_id", "ln_1"));
      // Ben has never joined.
      server.call("ben", "POST", "/api/sessions/" + session + "/restore", revision(1));
      Awaitility.await()
          .until(() -> dump().stream()
              .anyMatch(row -> row.startsWith("slack_people") || row.contains("ana@example.com")));
      // A card that names people has been sent.
      Awaitility.await()
          .until(() -> !read("SELECT shown FROM slack_cards WHERE shown <> ''").isEmpty());
    }
    assertThat(dump()).anyMatch(row -> row.contains("Ana Souza"));
    assertThat(history(session)).contains("Ana Souza");

    assertThat(run("postgres", "erase-user", "ana")).isEqualTo("0 ana: the name is erased.");
    assertThat(run("postgres", "erase-user", "ben")).isEqualTo("0 ben: the name is erased.");
    assertThat(run("postgres", "erase-user", "nobody"))
        .isEqualTo("1 Nobody here knows a user nobody.");

    assertThat(dump())
        .noneMatch(row -> row.contains("Ana Souza") || row.contains("ana@example.com"))
        .noneMatch(row -> row.contains("Ben Carter") || row.contains("ben@example.com"))
        .anyMatch(row -> row.contains("Cleo Martin"));
    assertThat(run("an_auditor", "verify", session)).startsWith("0").endsWith("sound");
    assertThat(run("an_auditor", "replay", session)).startsWith("0");
    assertThat(history(session)).contains("Erased user ").doesNotContain("Ana Souza");
    assertThat(run("postgres", "verify", session)).startsWith("0");
  }

  @Test
  @DisplayName("[DA7] who comes back after it is not named anew")
  void comesBack() throws Exception {
    try (BusSocket dan = BusSocket.open(VERTX, server.port(), server.token("dan"))) {
      dan.join("Q-1002", "c1");
      Awaitility.await().until(() -> dump().stream().anyMatch(row -> row.contains("Dan Novak")));
    }
    assertThat(run("postgres", "erase-user", "dan")).startsWith("0");
    try (BusSocket dan = BusSocket.open(VERTX, server.port(), server.token("dan"))) {
      String session = dan.join("Q-1003", "c1");
      dan.submit(session, "c1", 1, 0, BusSocket.set("/customer", "Northwind"));
      Awaitility.await()
          .until(() -> read("SELECT user_name FROM session_participants WHERE user_id = 'dan'"
                  + " AND session_id = '" + session + "'")
              .stream()
              .anyMatch(name -> name.startsWith("Erased user ")));
    }
    assertThat(dump())
        .noneMatch(row -> row.contains("Dan Novak") || row.contains("dan@example.com"));
  }

  @Test
  @DisplayName("[DA3] verify and replay need no more than the audit's rights, other commands do")
  void auditor() {
    assertThat(run("an_auditor", "verify")).startsWith("0");
    assertThat(run("an_auditor", "export", QUOTE)).startsWith("1");
    assertThat(run("an_auditor", "erase-user", "cleo"))
        .startsWith("1")
        .contains("permission denied");
    // The server's login owns nothing either.
    assertThat(run("a_server", "erase-user", "cleo")).startsWith("1").contains("permission denied");
    assertThat(run("a_server", "verify"))
        .startsWith("1")
        .contains("cannot be read as the audit does");
  }

  private static JsonObject revision(long revision) {
    return new JsonObject().put("revision", revision);
  }

  private static String history(String session) throws Exception {
    return server.get("/api/sessions/" + session + "/operations?from=1").body()
        + server.get("/api/sessions/" + session + "/history").body();
  }

  private static Map<String, String> settings(String user) {
    DatabaseLocation at = database.location();
    Map<String, String> settings = new HashMap<>();
    settings.put("database.embedded", "false");
    settings.put("database.host", at.host());
    settings.put("database.port", String.valueOf(at.port()));
    settings.put("database.name", at.name());
    settings.put("database.user", user);
    settings.put("database.migrate", "false");
    settings.put("data.dir", folder.resolve("server").toString());
    settings.put("slack.enabled", "true");
    settings.put("slack.fake_port", "0");
    return settings;
  }

  private static String run(String user, String... arguments) {
    Map<String, String> properties = new HashMap<>(Map.of("quotey.profile", "development"));
    settings(user).forEach((key, value) -> properties.put("quotey." + key, value));
    return TestCommands.run(properties, arguments);
  }

  /** Every row of every table, as text. */
  private static List<String> dump() throws SQLException {
    List<String> rows = new ArrayList<>();
    for (String table : read("SELECT relname FROM pg_class"
        + " WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace")) {
      read("SELECT '" + table + "' || ' ' || t::text FROM \"" + table + "\" t").forEach(rows::add);
    }
    return rows;
  }

  private static List<String> read(String sql) throws SQLException {
    List<String> rows = new ArrayList<>();
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      ResultSet found = statement.executeQuery(sql);
      while (found.next()) {
        rows.add(found.getString(1));
      }
    }
    return rows;
  }

  private static void execute(String sql) throws SQLException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static Connection connect() throws SQLException {
    DatabaseLocation at = database.location();
    return DriverManager.getConnection(at.jdbcUrl(), at.user(), at.password());
  }
}
