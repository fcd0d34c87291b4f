package dev.quotey.live.server;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.core.OutputStreamAppender;
import dev.quotey.live.persistence.DatabaseLocation;
import dev.quotey.live.persistence.EmbeddedDatabase;
import dev.quotey.live.server.LocalServer.Answer;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
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
import org.slf4j.LoggerFactory;

/** A server with distinctive secrets is used, misused and disturbed; then what it has said is read. */
class DiscretionIT {
  private static final String SECRET = "SECRET-5f1c";
  private static final String CELL = "CELL-93d2";
  private static final JsonObject NOTHING = new JsonObject();

  @TempDir
  static Path folder;

  private static final Vertx VERTX = Vertx.vertx();
  private static final ByteArrayOutputStream LOG = new ByteArrayOutputStream();
  private static final List<String> ANSWERS = new ArrayList<>();
  private static EmbeddedDatabase database;
  private static LocalServer server;
  private static OutputStreamAppender<ch.qos.logback.classic.spi.ILoggingEvent> appender;

  @BeforeAll
  static void start() {
    listen();
    database = EmbeddedDatabase.start(folder.resolve("database"));
    server = LocalServer.start(folder.resolve("server"), settings());
  }

  @AfterAll
  static void stop() {
    VERTX.close().toCompletionStage().toCompletableFuture().join();
    database.close();
    root().detachAppender(appender);
    ours().setLevel(Level.INFO);
  }

  /** All that the server logs, our own at every level, with stack traces. */
  private static void listen() {
    PatternLayoutEncoder encoder = new PatternLayoutEncoder();
    encoder.setContext(root().getLoggerContext());
    encoder.setPattern("%level %logger %msg%n%ex");
    encoder.start();
    appender = new OutputStreamAppender<>();
    appender.setContext(root().getLoggerContext());
    appender.setEncoder(encoder);
    appender.setOutputStream(LOG);
    appender.start();
    root().addAppender(appender);
    ours().setLevel(Level.TRACE);
  }

  private static Logger root() {
    return (Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME);
  }

  private static Logger ours() {
    return (Logger) LoggerFactory.getLogger("dev.quotey.live");
  }

  @Test
  @DisplayName("[DA10] no secret, no token and no cell is in a log, and no secret in an answer")
  void discreet() throws Exception {
    String token = server.token("ana");
    BusSocket ana = BusSocket.open(VERTX, server.port(), token);
    BusSocket ben = BusSocket.open(VERTX, server.port(), server.token("ben"));
    String session = ana.join("Q-1001", "c1");
    ben.join("Q-1001", "c2");
    edits(ana, ben, session);
    misuse(ana, session);
    rest(session);
    disturb(ana, session);
    note(TestCommands.run(wrong(), "verify"));
    note(TestCommands.run(unreachable(), "migrate"));
    ana.received().forEach(message -> note(message.encode()));
    ben.received().forEach(message -> note(message.encode()));
    // Whoever stops while the database is gone has things to say, too.
    database.close();
    server.close();

    String log = LOG.toString(StandardCharsets.UTF_8);
    assertThat(log).contains("session started", "appends wait for the database", "session retires");
    assertThat(log).doesNotContain(SECRET, CELL, token, token.substring(token.length() - 20));
    assertThat(ANSWERS).hasSizeGreaterThan(20).noneMatch(answer -> answer.contains(SECRET));
  }

  private static void edits(BusSocket ana, BusSocket ben, String session) {
    assertThat(
            ana.submit(session, "c1", 1, 0, BusSocket.set("/customer", CELL)).getString("status"))
        .isEqualTo("committed");
    ana.request(
        "session." + session + ".command",
        new JsonObject().put("command", "hold").put("line_id", "ln_1"));
    ben.submit(session, "c2", 1, 2, BusSocket.set("/lines/#ln_1/description", CELL));
    ana.submit(session, "c1", 2, 2, BusSocket.set("/lines/#ln_1/quantity", CELL));
    ana.submit(session, "c1", 3, 2, BusSocket.set("/" + CELL, 1));
    ana.submit(session, "c1", 4, 99, BusSocket.set("/customer", CELL));
    ana.submit(
        session, "c1", 5, 2, BusSocket.set("/customer", CELL).put("path", "/lines/#" + CELL));
  }

  private static void misuse(BusSocket ana, String session) {
    BusSocket stranger = BusSocket.open(VERTX, server.port());
    stranger.request("auth", new JsonObject().put("token", SECRET + "." + CELL + ".x"));
    stranger.close();
    ana.request("session." + session + ".submit", new JsonObject().put(CELL, CELL));
    ana.request("session." + session + ".command", new JsonObject().put("command", CELL));
    ana.request("session." + session + ".restore", new JsonObject().put("revision", CELL));
    ana.request("session." + session + "." + CELL, NOTHING);
    ana.send(new JsonObject().put("type", CELL).put("address", CELL));
    ana.ask("session." + session + ".presence", new JsonObject().put("cursor", CELL));
  }

  private static void rest(String session) throws Exception {
    for (String body : new String[] {"{\"customer\":\"" + CELL, "[\"" + CELL + "\"]", CELL}) {
      HttpRequest.Builder put = HttpRequest.newBuilder(server.uri("/api/quotes/" + CELL))
          .header("Authorization", "Bearer " + server.token("ana"))
          .header("Content-Type", "application/json")
          .PUT(BodyPublishers.ofString(body));
      note(server.send(put).body());
    }
    HttpRequest.Builder csv = HttpRequest.newBuilder(server.uri("/api/quotes/X-1?currency=USD"))
        .header("Authorization", "Bearer " + server.token("ana"))
        .header("Content-Type", "text/csv")
        .PUT(BodyPublishers.ofString("id,quantity\na," + CELL + "\n\"" + CELL));
    note(server.send(csv).body());
    note(server
        .send(HttpRequest.newBuilder(server.uri("/api/quotes"))
            .header("Authorization", "Bearer " + SECRET + ".a.b")
            .GET())
        .body());
    for (String path : List.of("restore", "command", "close", "submit", "nothing", CELL)) {
      Answer answer = server.call(
          "ana",
          "POST",
          "/api/sessions/" + session + "/" + path,
          new JsonObject().put("revision", CELL).put("operations", new JsonArray().add(CELL)));
      note(answer.body().encode());
    }
  }

  /** The database ends an append that is under way, and then somebody else owns the session. */
  private static void disturb(BusSocket ana, String session) throws Exception {
    try (Connection holding = connect();
        Connection connection = connect()) {
      holding.setAutoCommit(false);
      holding.createStatement().execute("LOCK TABLE quote_sessions");
      edit(ana, session, 6);
      Awaitility.await()
          .until(() -> connection
              .createStatement()
              .executeQuery(
                  "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                      + " WHERE wait_event_type = 'Lock' AND query LIKE 'INSERT INTO session_operations%'")
              .next());
      Awaitility.await().until(() -> said("appends wait for the database"));
    }
    Awaitility.await().until(() -> {
      try (Connection connection = connect()) {
        connection
            .createStatement()
            .execute("UPDATE quote_sessions SET owner_epoch = owner_epoch + 1");
      }
      edit(ana, session, 7);
      return said("session retires");
    });
  }

  private static void edit(BusSocket ana, String session, long sequence) {
    ana.ask(
        "session." + session + ".submit",
        new JsonObject()
            .put("client_id", "c1")
            .put("client_seq", sequence)
            .put("parent_op_id", session + ":2")
            .put("operations", new JsonArray().add(BusSocket.set("/customer", CELL))));
  }

  private static boolean said(String words) {
    return LOG.toString(StandardCharsets.UTF_8).contains(words);
  }

  private static void note(String answer) {
    ANSWERS.add(answer);
  }

  private static Map<String, String> settings() {
    DatabaseLocation at = database.location();
    Map<String, String> settings = new HashMap<>(Map.of(
        "database.embedded",
        "false",
        "database.host",
        at.host(),
        "database.port",
        String.valueOf(at.port()),
        "database.name",
        at.name(),
        "database.user",
        at.user(),
        "database.password",
        SECRET + "-database",
        "audit.key",
        SECRET + "-audit",
        "links.key",
        SECRET + "-links"));
    // A workspace that is not there: what is sent to it fails, with the tokens in it.
    settings.putAll(Map.of(
        "slack.enabled",
        "true",
        "slack.fake",
        "false",
        "slack.api_url",
        "http://127.0.0.1:1/api/",
        "slack.bot_token",
        SECRET + "-bot",
        "slack.app_token",
        SECRET + "-app",
        "slack.signing_secret",
        SECRET + "-signing"));
    return settings;
  }

  private static Map<String, String> wrong() {
    Map<String, String> properties = command();
    properties.put("quotey.http.port", "eighty");
    return properties;
  }

  private static Map<String, String> unreachable() {
    Map<String, String> properties = command();
    properties.put("quotey.database.port", "1");
    return properties;
  }

  private static Map<String, String> command() {
    Map<String, String> properties = new HashMap<>();
    settings().forEach((key, value) -> properties.put("quotey." + key, value));
    return properties;
  }

  private static Connection connect() throws SQLException {
    DatabaseLocation at = database.location();
    return DriverManager.getConnection(at.jdbcUrl(), at.user(), at.password());
  }
}
