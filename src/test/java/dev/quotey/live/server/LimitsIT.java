package dev.quotey.live.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.DeserializationFeature;
import dev.quotey.live.persistence.EmbeddedDatabase;
import io.vertx.core.Vertx;
import io.vertx.core.http.UpgradeRejectedException;
import io.vertx.core.json.JsonObject;
import io.vertx.core.json.jackson.DatabindCodec;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What one user may use, and that nobody else feels it. The limits are those of the settings' file. */
class LimitsIT {
  private static final JsonObject NOTHING = new JsonObject();
  private static final int SUBMISSIONS_BURST = 60;

  @TempDir
  static Path folder;

  private static final Vertx VERTX = Vertx.vertx();
  private static LocalServer server;

  @BeforeAll
  static void start() {
    DatabindCodec.mapper().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);
    server = LocalServer.start(
        folder,
        Map.of(
            "limits.submissions_per_second", "20",
            "limits.submissions_burst", String.valueOf(SUBMISSIONS_BURST),
            "limits.control_per_second", "5",
            "limits.control_burst", "20",
            "limits.calls_per_second", "20",
            "limits.calls_burst", "100",
            "limits.sockets_per_user", "10",
            "limits.sockets_per_address", "20",
            "limits.participants_per_quote", "10"));
  }

  @AfterAll
  static void stop() {
    server.close();
    VERTX.close().toCompletionStage().toCompletableFuture().join();
  }

  @Test
  @DisplayName("[LM5] past the burst an edit is refused with the time after which it may pass, and"
      + " is taken then")
  void submissions() throws Exception {
    try (BusSocket dan = BusSocket.open(VERTX, server.port(), server.token("dan"))) {
      String session = dan.join("Q-1004", "c_dan");
      List<String> asked = new ArrayList<>();
      for (int i = 0; i < 2 * SUBMISSIONS_BURST; i++) {
        asked.add(dan.ask("session." + session + ".submit", NOTHING));
      }
      List<JsonObject> answers = asked.stream().map(dan::answer).toList();
      assertThat(answers.getFirst().encode()).contains("MALFORMED_MESSAGE");
      JsonObject refused = answers.stream()
          .filter(answer -> code(answer).equals("RATE_LIMITED"))
          .findFirst()
          .orElseThrow();
      assertThat(refused.getJsonObject("error").getLong("retry_after_ms")).isBetween(1L, 50L);
      Awaitility.await().until(() -> {
        JsonObject edit = dan.submit(session, "c_dan", 1, 0, BusSocket.set("/customer", "Dan"));
        return edit.getString("status", "").equals("committed");
      });
    }
  }

  @Test
  @DisplayName("[LM6] four editors are acknowledged as ever while one floods at full speed, who is"
      + " refused and then sent away, time and again")
  void flood() throws Exception {
    EditorCrowd crowd = new EditorCrowd(VERTX, 200);
    try {
      for (String user : List.of("ana", "ben", "cleo", "dan")) {
        crowd.open("Q-1001", "c_of_" + user, server.port(), server.token(user), 1);
      }
      String token = server.token("eva");
      int closed = 0;
      int target = crowd.acknowledged() + 100;
      while (crowd.acknowledged() < target || closed < 3) {
        try (BusSocket eva = BusSocket.open(VERTX, server.port(), token)) {
          JsonObject created =
              eva.request("sessions.create", new JsonObject().put("quote_id", "Q-1001"));
          JsonObject submission = new JsonObject()
              .put("type", "send")
              .put("address", "session." + sessionOf(created) + ".submit")
              .put("body", NOTHING);
          while (!eva.isClosed()) {
            eva.send(submission);
          }
          assertThat(eva.closeCode()).isEqualTo(1008);
          closed++;
        }
      }
      crowd.rest();
      new LogCheck(EmbeddedDatabase.running(folder).orElseThrow())
          .check("Q-1001", crowd.acknowledgements("Q-1001"), crowd.documents("Q-1001"));
    } finally {
      crowd.close();
    }
  }

  /** A flooder who has used up the share may not even be told the session. */
  private static String sessionOf(JsonObject created) {
    return created.containsKey("session")
        ? created.getJsonObject("session").getString("session_id")
        : "s_none";
  }

  @Test
  @DisplayName(
      "[LM7] a user has so many sockets, an address so many, and a session so many clients")
  void connections() throws Exception {
    List<BusSocket> sockets = new ArrayList<>();
    String cleo = server.token("cleo");
    for (int i = 0; i < 10; i++) {
      sockets.add(BusSocket.open(VERTX, server.port(), cleo));
    }
    try (BusSocket more = BusSocket.open(VERTX, server.port())) {
      more.ask("auth", new JsonObject().put("ticket", BusSocket.ticket(server.port(), cleo)));
      assertThat(more.closeCode()).isEqualTo(4429);
    }
    String session = sockets.getFirst().join("Q-1005", "c_0");
    for (int i = 1; i < 10; i++) {
      JsonObject join = new JsonObject().put("client_id", "c_" + i);
      assertThat(code(sockets.get(i).request("session." + session + ".join", join)))
          .isEmpty();
    }
    try (BusSocket ben = BusSocket.open(VERTX, server.port(), server.token("ben"))) {
      JsonObject join = new JsonObject().put("client_id", "c_ben");
      assertThat(code(ben.request("session." + session + ".join", join)))
          .isEqualTo("TOO_MANY_PARTICIPANTS");
      JsonObject again = new JsonObject().put("client_id", "c_0");
      assertThat(code(sockets.getFirst().request("session." + session + ".join", again)))
          .isEmpty();
    }
    sockets.forEach(BusSocket::close);
  }

  @Test
  @DisplayName("[LM11] who may not open one more socket waits a second to be told so")
  void refusalWaits() {
    List<BusSocket> sockets = new ArrayList<>();
    Awaitility.await().until(() -> {
      long asked = System.nanoTime();
      try {
        sockets.add(BusSocket.open(VERTX, server.port()));
        return false;
      } catch (CompletionException e) {
        // The server may not know yet that others' sockets are closed, and have room for fewer.
        assertThat(((UpgradeRejectedException) e.getCause()).getStatus()).isEqualTo(429);
        assertThat(Duration.ofNanos(System.nanoTime() - asked))
            .isGreaterThan(Duration.ofMillis(950));
        return sockets.size() == 20;
      }
    });
    sockets.forEach(BusSocket::close);
  }

  @Test
  @DisplayName("[LM8] too many calls over REST are refused with 429, of their user alone")
  void calls() throws Exception {
    String token = server.token("ben");
    int status = 200;
    for (int i = 0; i < 2_000 && status == 200; i++) {
      status = server.call(token, "GET", "/api/catalog").status();
    }
    assertThat(status).isEqualTo(429);
    LocalServer.Answer refused = server.call(token, "POST", "/api/tickets");
    if (refused.status() == 429) {
      assertThat(refused.body().getJsonObject("error").getLong("retry_after_ms"))
          .isPositive();
    }
    assertThat(server.call("ana", "GET", "/api/catalog", NOTHING).status()).isEqualTo(200);
  }

  @Test
  @DisplayName("[LM9] a message that is larger than 64 KiB closes its socket, by 1009")
  void oversized() throws Exception {
    try (BusSocket eva = BusSocket.open(VERTX, server.port(), server.token("eva"))) {
      JsonObject message = new JsonObject().put("type", "ping").put("body", "x".repeat(60_000));
      eva.send(message);
      assertThat(code(eva.request("session.s_1.join", NOTHING))).isNotEmpty();
      eva.send(message.put("body", "x".repeat(64 * 1024)));
      assertThat(eva.closeCode()).isEqualTo(1009);
    }
  }

  private static String code(JsonObject reply) {
    return reply.getJsonObject("error", new JsonObject()).getString("code", "");
  }
}
