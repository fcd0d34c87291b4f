package dev.quotey.live.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quotey.live.persistence.DatabaseLocation;
import dev.quotey.live.persistence.EmbeddedDatabase;
import dev.quotey.live.protocol.Address;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The life of a session, from its first visitor to its log after the end. */
@Tag("waiting")
class LifecycleIT {
  private static final String QUOTE = "Q-1001";
  private static final int NOTES_LENGTH = 2_000;

  @TempDir
  Path folder;

  private final Vertx vertx = Vertx.vertx();

  @AfterEach
  void close() {
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }

  @Test
  @DisplayName("[LC3] a closed session keeps its log; the next one starts from where it ended")
  void closedAndReopened() throws Exception {
    try (LocalServer server = LocalServer.start(folder, Map.of());
        BusSocket ana = BusSocket.open(vertx, server.port(), server.token("ana"))) {
      String first = join(ana, "c1");
      edit(ana, first, "c1", 1, "Closed and open again");
      JsonObject closed = closeInactive(server).getJsonArray("closed").getJsonObject(0);
      assertThat(closed.getString("session_id")).isEqualTo(first);
      assertThat(closed.getString("quote_id")).isEqualTo(QUOTE);
      assertThat(closed.getLong("revision")).isEqualTo(1);
      assertThat(ana.event("closed", one -> true).getString("reason")).isEqualTo("idle");

      JsonObject record = session(server, first);
      assertThat(record.getString("state")).isEqualTo("closed");
      assertThat(record.getJsonArray("participants")).isEmpty();
      JsonObject log = json(server, "/api/sessions/" + first + "/operations?from=1");
      assertThat(log.getJsonArray("operations").getJsonObject(0).getString("user_id"))
          .isEqualTo("ana");

      String second = join(ana, "c1");
      assertThat(second).isNotEqualTo(first);
      assertThat(server.get("/api/quotes/" + QUOTE).body()).contains("Closed and open again");
      edit(ana, second, "c1", 1, "Again");
      assertThat(session(server, second).getLong("revision")).isEqualTo(1);
      assertThat(session(server, second).getString("state")).isEqualTo("open");
    }
  }

  @Test
  @DisplayName("[LC4] each step of a session's life is in its audit, with actor and reason")
  void audit() throws Exception {
    try (LocalServer server = LocalServer.start(folder, Map.of())) {
      String session;
      try (BusSocket ana = BusSocket.open(vertx, server.port(), server.token("ana"));
          BusSocket ben = BusSocket.open(vertx, server.port(), server.token("ben"))) {
        session = join(ana, "c1");
        join(ben, "c2");
        assertThat(users(json(server, "/api/sessions/" + session + "/participants")))
            .containsExactlyInAnyOrder("ana", "ben");
        ben.request("session." + session + ".leave", new JsonObject().put("client_id", "c2"));
        ana.event("left", one -> one.getString("user_id").equals("ben"));
        ana.request("session." + session + ".extend", new JsonObject().put("client_id", "c1"));
        closeInactive(server);
      }
      List<String> steps =
          json(server, "/api/sessions/" + session + "/audit").getJsonArray("audit").stream()
              .map(JsonObject.class::cast)
              .map(step -> step.getString("event") + " " + step.getString("actor"))
              .toList();
      assertThat(steps)
          .containsExactly(
              "created ana",
              "joined ana",
              "joined ben",
              "left ben",
              "extended ana",
              "closed system");
    }
  }

  @Test
  @DisplayName(
      "[LC9] a session of whose new owner nothing was heard finds out, though nobody edits:"
          + " its people are told to join again")
  void successors() throws Exception {
    EmbeddedDatabase database = EmbeddedDatabase.start(folder.resolve("database"));
    DatabaseLocation at = database.location();
    Map<String, String> settings = Map.of(
        "database.embedded", "false",
        "database.host", at.host(),
        "database.port", String.valueOf(at.port()),
        "database.name", at.name(),
        "database.user", at.user(),
        "database.password", at.password());
    try (LocalServer server = LocalServer.start(folder.resolve("server"), settings);
        BusSocket ana = BusSocket.open(vertx, server.port(), server.token("ana"));
        Connection connection =
            DriverManager.getConnection(at.jdbcUrl(), at.user(), at.password());
        Statement statement = connection.createStatement()) {
      String session = join(ana, "c1");
      // A new owner whose announcement is lost.
      statement.execute("UPDATE quote_sessions SET owner_epoch = owner_epoch + 1");
      ana.event("resync", one -> true);
      assertThat(join(ana, "c1")).isEqualTo(session);
      JsonObject reply = ana.submit(session, "c1", 1, 0, BusSocket.set("/customer", "After it"));
      assertThat(reply.getString("status")).isEqualTo("committed");
    } finally {
      database.close();
    }
  }

  @Test
  @DisplayName(
      "[LC8] a session without people gives its memory back, comes back for who joins, and is"
          + " still warned and closed in time")
  void unloaded() throws Exception {
    Map<String, String> settings = Map.of(
        "sessions.unload_seconds", "1",
        "sessions.idle_timeout_seconds", "12",
        "sessions.idle_warning_seconds", "8");
    try (LocalServer server = LocalServer.start(folder, settings)) {
      String session;
      try (BusSocket ana = BusSocket.open(vertx, server.port(), server.token("ana"))) {
        session = join(ana, "c1");
        edit(ana, session, "c1", 1, "Before it is unloaded");
      }
      awaitRunning(server, session, false);
      assertThat(session(server, session).getString("state")).isEqualTo("open");
      try (BusSocket ana = BusSocket.open(vertx, server.port(), server.token("ana"))) {
        assertThat(join(ana, "c1")).isEqualTo(session);
        JsonObject reply =
            ana.submit(session, "c1", 2, 1, BusSocket.set("/customer", "After it came back"));
        assertThat(reply.getString("status")).isEqualTo("committed");
      }
      awaitRunning(server, session, false);
      Awaitility.await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> session(server, session).getString("state").equals("closed"));
      List<String> steps =
          json(server, "/api/sessions/" + session + "/audit").getJsonArray("audit").stream()
              .map(step -> ((JsonObject) step).getString("event"))
              .filter(step -> !step.equals("checkpoint"))
              .toList();
      assertThat(steps)
          .containsExactly("created", "joined", "left", "joined", "left", "warned", "closed");
    }
  }

  /** Whether its people are told by the session itself shows whether it runs. */
  private static void awaitRunning(LocalServer server, String session, boolean running) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(10))
        .until(
            () -> json(server, "/api/sessions/" + session + "/participants").containsKey("revision")
                == running);
  }

  @Test
  @DisplayName(
      "[BP5] a browser that does not read while others edit costs the server no memory, and is up"
          + " to date once it reads")
  void slowBrowser() throws Exception {
    try (LocalServer server = LocalServer.start(folder, Map.of());
        BusSocket ana = BusSocket.open(vertx, server.port(), server.token("ana"));
        BusSocket ben = BusSocket.open(vertx, server.port(), server.token("ben"))) {
      String session = join(ben, "c2");
      ben.stopReading();
      ana.request("session." + session + ".join", new JsonObject().put("client_id", "c1"));
      JsonArray lines =
          new JsonObject(server.get("/api/quotes/" + QUOTE).body()).getJsonArray("lines");
      int changes = 700;
      for (int i = 1; i <= changes; i++) {
        JsonArray operations = new JsonArray();
        for (Object line : lines) {
          operations.add(BusSocket.set(
              "/lines/#" + ((JsonObject) line).getString("id") + "/notes",
              (i + " ").repeat(NOTES_LENGTH / 4)));
        }
        JsonObject reply = ana.request(
            "session." + session + ".submit",
            new JsonObject()
                .put("client_id", "c1")
                .put("client_seq", i)
                .put("parent_op_id", session + ":" + (i - 1))
                .put("operations", operations));
        assertThat(reply.getString("status")).as(reply.encode()).isEqualTo("committed");
      }
      ben.readOn();
      ben.event("resync", one -> true);
      long told = ben.received().stream()
          .filter(message -> message.getValue("body") instanceof JsonObject body
              && "committed".equals(body.getString("type")))
          .count();
      // What fits into the network and the bound, and no more.
      assertThat(told).isLessThan(changes);
      long revision = told;
      JsonObject missed;
      do {
        missed = ben.request(
            "session." + session + ".join",
            new JsonObject().put("client_id", "c2").put("last_revision", revision));
        revision = missed.getLong("revision");
      } while (missed.getBoolean("more"));
      assertThat(revision).isEqualTo(changes);
    }
  }

  @Test
  @DisplayName(
      "[LC5] people are warned before an idle session closes, and one of them can extend it")
  void warned() throws Exception {
    Map<String, String> settings =
        Map.of("sessions.idle_timeout_seconds", "6", "sessions.idle_warning_seconds", "5");
    try (LocalServer server = LocalServer.start(folder, settings);
        BusSocket ana = BusSocket.open(vertx, server.port(), server.token("ana"))) {
      String session = join(ana, "c1");
      String announced = ana.event("closing", one -> true).getString("closes_at");
      JsonObject extended =
          ana.request("session." + session + ".extend", new JsonObject().put("client_id", "c1"));
      assertThat(extended.getString("closes_at")).isGreaterThan(announced);
      assertThat(ana.event("extended", one -> true).getString("closes_at"))
          .isEqualTo(extended.getString("closes_at"));
      assertThat(session(server, session).getString("state")).isEqualTo("open");
      assertThat(ana.event("closed", one -> true).getString("reason")).isEqualTo("idle");
      assertThat(session(server, session).getString("state")).isEqualTo("closed");
    }
  }

  @Test
  @DisplayName("[LC6] who was there when the server went away is there again only by joining")
  void restart() throws Exception {
    String session;
    try (LocalServer server = LocalServer.start(folder, Map.of())) {
      BusSocket ana = BusSocket.open(vertx, server.port(), server.token("ana"));
      session = join(ana, "c1");
      assertThat(users(json(server, "/api/sessions/" + session + "/participants")))
          .containsExactly("ana");
    }
    try (LocalServer server = LocalServer.start(folder, Map.of());
        BusSocket ben = BusSocket.open(vertx, server.port(), server.token("ben"))) {
      assertThat(join(ben, "c2")).isEqualTo(session);
      assertThat(users(json(server, "/api/sessions/" + session + "/participants")))
          .containsExactly("ben");
    }
  }

  @Test
  @DisplayName("[LC7] what is asked of a session that is not there is refused with a code")
  void unknown() throws Exception {
    try (LocalServer server = LocalServer.start(folder, Map.of())) {
      assertThat(server.get("/api/sessions/s_none").statusCode()).isEqualTo(404);
      assertThat(server.get("/api/sessions/s_none/audit").body()).contains("SESSION_NOT_FOUND");
      assertThat(server.get("/api/sessions/a%20b").statusCode()).isEqualTo(400);
    }
  }

  private static JsonObject closeInactive(LocalServer server) {
    return server
        .vertx()
        .eventBus()
        .<JsonObject>request(
            Address.SESSIONS_CLOSE_INACTIVE, new JsonObject().put("timeout_seconds", 0))
        .toCompletionStage()
        .toCompletableFuture()
        .join()
        .body();
  }

  private static String join(BusSocket socket, String client) {
    JsonObject created = socket.request("sessions.create", new JsonObject().put("quote_id", QUOTE));
    String session = created.getJsonObject("session").getString("session_id");
    socket.listen("session." + session + ".events");
    socket.request("session." + session + ".join", new JsonObject().put("client_id", client));
    return session;
  }

  private static void edit(
      BusSocket socket, String session, String client, long sequence, String customer) {
    JsonObject operation =
        new JsonObject().put("op_type", "set").put("path", "/customer").put("value", customer);
    JsonObject result = socket.request(
        "session." + session + ".submit",
        new JsonObject()
            .put("client_id", client)
            .put("client_seq", sequence)
            .put("parent_op_id", session + ":0")
            .put("operations", new JsonArray().add(operation)));
    assertThat(result.getString("status")).isEqualTo("committed");
  }

  private static JsonObject session(LocalServer server, String session) throws Exception {
    return json(server, "/api/sessions/" + session).getJsonObject("session");
  }

  private static JsonObject json(LocalServer server, String path) throws Exception {
    return new JsonObject(server.get(path).body());
  }

  private static List<String> users(JsonObject participants) {
    return participants.getJsonArray("participants").stream()
        .map(one -> ((JsonObject) one).getString("user_id"))
        .toList();
  }
}
