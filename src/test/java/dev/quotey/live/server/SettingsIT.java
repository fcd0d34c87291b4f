package dev.quotey.live.server;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** Settings that change while the server runs. */
class SettingsIT {
  private static final JsonObject NOTHING = new JsonObject();

  @TempDir
  Path folder;

  private final Vertx vertx = Vertx.vertx();
  private final ListAppender<ILoggingEvent> logged = new ListAppender<>();
  private LocalServer server;

  @BeforeEach
  void start() throws IOException {
    logged.start();
    root().addAppender(logged);
    Files.copy(Path.of("conf/application.json"), folder.resolve("application.json"));
    write(settings());
    server = LocalServer.start(
        folder.resolve("data"),
        Map.of("conf.dir", folder.toString(), "config.reload_seconds", "1"));
  }

  @AfterEach
  void stop() {
    root().detachAppender(logged);
    server.close();
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }

  @Test
  @DisplayName("[CF1] switched off, sessions close with a notice and lose nothing; on, they open")
  void switchedOff() throws Exception {
    try (BusSocket ana = BusSocket.open(vertx, server.port(), server.token("ana"))) {
      String session = ana.join("Q-1001", "c1");
      write(settings().put("enabled", false));
      JsonObject notice = ana.event("closing", one -> true);
      assertThat(notice.getString("reason")).isEqualTo("switched_off");
      // Until the announced end edits count.
      edit(ana, session, "Before the end");
      assertThat(ana.event("closed", one -> true).getString("reason")).isEqualTo("switched_off");
      JsonObject refused =
          ana.request("sessions.create", new JsonObject().put("quote_id", "Q-1001"));
      assertThat(refused.getJsonObject("error").getString("code")).isEqualTo("SESSIONS_DISABLED");
      assertThat(server.get("/api/quotes/Q-1001").body()).contains("Before the end");
      assertThat(server.get("/api/sessions/" + session + "/audit").body())
          .contains("\"reason\":\"switched_off\"");
      JsonObject put = new JsonObject().put("currency", "USD").put("customer", "x");
      assertThat(server.call("ana", "PUT", "/api/quotes/Q-1001", put).code())
          .isEqualTo("SESSIONS_DISABLED");

      write(settings());
      Awaitility.await()
          .until(() -> server.post("/api/quotes/Q-1001/sessions").statusCode() == 200);
      assertThat(ana.join("Q-1001", "c1")).isNotEqualTo(session);
    }
  }

  @Test
  @DisplayName("[CF2] patterns say which quotes have sessions, the last that matches decides")
  void patterns() throws Exception {
    try (BusSocket ana = BusSocket.open(vertx, server.port(), server.token("ana"))) {
      ana.join("Q-1001", "c1");
      String other = ana.join("Q-1002", "c1");
      write(settings().put("quotes", new JsonArray().add("*").add("!Q-10*").add("Q-1002")));
      assertThat(ana.event("closed", one -> true).getString("reason")).isEqualTo("switched_off");
      assertThat(server.post("/api/quotes/Q-1001/sessions").statusCode()).isEqualTo(503);
      assertThat(server.post("/api/quotes/Q-1004/sessions").statusCode()).isEqualTo(503);
      JsonObject record =
          server.call("ana", "GET", "/api/sessions/" + other, NOTHING).body();
      assertThat(record.getJsonObject("session").getString("state")).isEqualTo("open");
      assertThat(ana.join("Q-1002", "c1")).isEqualTo(other);
    }
  }

  @Test
  @DisplayName("[CF3] bad settings are refused whole, and the old ones stay")
  void refused() throws Exception {
    try (BusSocket ana = BusSocket.open(vertx, server.port(), server.token("ana"))) {
      String session = ana.join("Q-1001", "c1");
      write(settings().put("enabled", false).put("idle_timeout_seconds", "soon"));
      awaitLogged("sessions.idle_timeout_seconds is \"soon\"");
      Files.writeString(folder.resolve("application.development.json"), "{ no json");
      awaitLogged("Error while scanning configuration");
      assertThat(server.post("/api/quotes/Q-1001/sessions").statusCode()).isEqualTo(200);
      edit(ana, session, "Still open");
      write(settings().put("enabled", false));
      ana.event("closed", one -> true);
    }
  }

  @Test
  @DisplayName("[CF4] what was open when the server stopped is closed by one that is switched off")
  void switchedOffAtStart() throws Exception {
    String session;
    try (BusSocket ana = BusSocket.open(vertx, server.port(), server.token("ana"))) {
      session = ana.join("Q-1001", "c1");
      edit(ana, session, "Before the stop");
    }
    server.close();
    write(settings().put("enabled", false));
    server = LocalServer.start(folder.resolve("data"), Map.of("conf.dir", folder.toString()));
    Awaitility.await()
        .until(() -> server.get("/api/sessions/" + session).body().contains("\"closed\""));
    assertThat(server.get("/api/quotes/Q-1001").body()).contains("Before the stop");
  }

  private static Logger root() {
    return (Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME);
  }

  private void awaitLogged(String text) {
    Awaitility.await()
        .until(() -> List.copyOf(logged.list).stream()
            .anyMatch(event -> event.getFormattedMessage().contains(text)));
  }

  private static JsonObject settings() {
    return new JsonObject().put("enabled", true).put("close_notice_seconds", 2);
  }

  /** As an operator does: the whole file at once. */
  private void write(JsonObject sessions) throws IOException {
    JsonObject file = new JsonObject()
        .put("http", new JsonObject().put("host", "127.0.0.1"))
        .put("database", new JsonObject().put("embedded", true))
        .put("development", new JsonObject().put("enabled", true))
        .put("sessions", sessions);
    Path next = folder.resolve("next");
    Files.writeString(next, file.encodePrettily());
    Files.move(
        next,
        folder.resolve("application.development.json"),
        StandardCopyOption.REPLACE_EXISTING,
        StandardCopyOption.ATOMIC_MOVE);
  }

  private static void edit(BusSocket socket, String session, String customer) {
    JsonObject result = socket.submit(session, "c1", 1, 0, BusSocket.set("/customer", customer));
    assertThat(result.getString("status")).as(result.encode()).isEqualTo("committed");
  }
}
