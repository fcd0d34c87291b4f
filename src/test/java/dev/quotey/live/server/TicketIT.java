package dev.quotey.live.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpRequest;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How people get onto a socket, stay there, and are sent away. */
class TicketIT {
  private static final String QUOTE = "Q-1001";
  private static final String ORIGIN = "https://host.example";
  private static final JsonObject NOTHING = new JsonObject();

  @TempDir
  static Path folder;

  private static final Vertx VERTX = Vertx.vertx();
  private static LocalServer server;

  /** Tokens are good for four seconds here, and sockets stay for two more. */
  @BeforeAll
  static void start() {
    server = LocalServer.start(
        folder,
        Map.of(
            "development.token_seconds", "4",
            "auth.leeway_seconds", "2",
            "http.allowed_origins", ORIGIN));
  }

  @AfterAll
  static void stop() {
    server.close();
    VERTX.close().toCompletionStage().toCompletableFuture().join();
  }

  @Test
  @DisplayName("[TI1] a ticket opens one socket, however many show it, and is no token")
  void once() throws Exception {
    String ticket = ticket("ana");
    assertThat(ticket.split("\\.", -1)).hasSize(2);
    try (BusSocket first = BusSocket.open(VERTX, server.port());
        BusSocket second = BusSocket.open(VERTX, server.port())) {
      assertThat(first.show(server.token("ana")).getJsonObject("error").getString("code"))
          .isEqualTo("INVALID_TICKET");
      JsonObject request = new JsonObject().put("ticket", ticket);
      List<String> asked = List.of(first.ask("auth", request), second.ask("auth", request));
      List<JsonObject> answers =
          List.of(first.answer(asked.getFirst()), second.answer(asked.getLast()));
      assertThat(answers).filteredOn(one -> one.containsKey("user")).hasSize(1);
      assertThat(answers).filteredOn(one -> code(one).equals("INVALID_TICKET")).hasSize(1);
      assertThat(code(first.show(ticket))).isEqualTo("INVALID_TICKET");
      String forged = ticket.substring(0, ticket.length() - 2) + "AA";
      assertThat(code(second.show(forged))).isEqualTo("INVALID_TICKET");
      assertThat(code(second.show(""))).isEqualTo("INVALID_TICKET");
    }
    assertThat(server
            .send(HttpRequest.newBuilder(server.uri("/api/quotes"))
                .header("Authorization", "Bearer " + ticket("ana")))
            .statusCode())
        .isEqualTo(401);
  }

  @Test
  @DisplayName("[TI2] a ticket that a page has asked for is good at that page's origin alone")
  void origin() throws Exception {
    String token = server.token("ana");
    try (BusSocket own = BusSocket.openFrom(VERTX, server.port(), ORIGIN);
        BusSocket other =
            BusSocket.openFrom(VERTX, server.port(), "http://127.0.0.1:" + server.port());
        BusSocket none = BusSocket.open(VERTX, server.port())) {
      String ticket = BusSocket.ticket(server.port(), token, "Origin", ORIGIN);
      assertThat(code(other.show(ticket))).isEqualTo("INVALID_TICKET");
      assertThat(code(none.show(ticket))).isEqualTo("INVALID_TICKET");
      assertThat(own.show(ticket).getJsonObject("user").getString("user_id")).isEqualTo("ana");
    }
  }

  @Test
  @DisplayName("[TI3] a socket that shows no ticket within five seconds is closed")
  void deadline() {
    try (BusSocket silent = BusSocket.open(VERTX, server.port());
        BusSocket wrong = BusSocket.open(VERTX, server.port())) {
      wrong.show("a.b");
      assertThat(silent.closeCode()).isEqualTo(4401);
      assertThat(wrong.closeCode()).isEqualTo(4401);
    }
  }

  @Test
  @DisplayName("[TI4] before a token runs out it is told, and with another one of the same user the"
      + " session goes on without a leave; another user's is refused")
  void refresh() throws Exception {
    try (BusSocket ben = BusSocket.open(VERTX, server.port(), server.token("ben"))) {
      String session = ben.join(QUOTE, "c_ben");
      try (BusSocket ana = BusSocket.open(VERTX, server.port(), server.token("ana"))) {
        ana.join(QUOTE, "c_ana");
        String expires = ana.event("expiring", one -> true).getString("expires_at");
        assertThat(code(ana.show(ticket("eva")))).isEqualTo("OTHER_USER");
        for (int i = 0; i < 2; i++) {
          String before = expires;
          assertThat(before).isNotNull();
          // A token says seconds: one of the next second runs out later.
          Awaitility.await().until(() -> {
            assertThat(ana.show(ticket("ana")).containsKey("user")).isTrue();
            ben.show(ticket("ben"));
            return ana.received().stream()
                .map(one -> one.getValue("body"))
                .filter(JsonObject.class::isInstance)
                .map(one -> ((JsonObject) one).getString("expires_at", ""))
                .anyMatch(at -> at.compareTo(before) > 0);
          });
          expires = ana.received().stream()
              .map(one -> one.getValue("body"))
              .filter(JsonObject.class::isInstance)
              .map(one -> ((JsonObject) one).getString("expires_at", ""))
              .max(String::compareTo)
              .orElseThrow();
        }
        JsonObject result =
            ana.submit(session, "c_ana", 1, 0, BusSocket.set("/customer", "Refreshed"));
        assertThat(result.getString("status")).as(result.encode()).isEqualTo("committed");
        assertThat(ben.received())
            .noneMatch(one -> one.getValue("body") instanceof JsonObject body
                && "left".equals(body.getString("type")));
      }
    }
  }

  @Test
  @DisplayName("[TI5] once a token has run out nothing is done on its socket, which is closed then")
  void expiry() throws Exception {
    try (BusSocket ana = BusSocket.open(VERTX, server.port(), server.token("ana"))) {
      String session = ana.join("Q-1002", "c_late");
      CompletableFuture<String> refused = new CompletableFuture<>();
      Awaitility.await().until(() -> {
        JsonObject answer = ana.request("session." + session + ".participants", NOTHING);
        if (!code(answer).isEmpty()) {
          refused.complete(code(answer));
        }
        return refused.isDone();
      });
      assertThat(refused.join()).isEqualTo("TOKEN_EXPIRED");
      JsonObject edit = ana.submit(session, "c_late", 1, 0, BusSocket.set("/customer", "Late"));
      assertThat(code(edit)).isEqualTo("TOKEN_EXPIRED");
      assertThat(ana.closeCode()).isEqualTo(4401);
      assertThat(server.get("/api/quotes/Q-1002").body()).doesNotContain("\"Late\"");
    }
  }

  @Test
  @DisplayName("[RV1] who logs out has no socket and no token any more, and others have theirs")
  void logout() throws Exception {
    String token = server.token("cleo");
    String before = BusSocket.ticket(server.port(), token);
    try (BusSocket cleo = BusSocket.open(VERTX, server.port(), token);
        BusSocket ben = BusSocket.open(VERTX, server.port(), server.token("ben"))) {
      assertThat(server.call(token, "POST", "/api/logout").status()).isEqualTo(200);
      assertThat(cleo.closeCode()).isEqualTo(4401);
      assertThat(server.call(token, "GET", "/api/quotes").code()).isEqualTo("TOKEN_REVOKED");
      JsonObject created = ben.request("sessions.create", new JsonObject().put("quote_id", QUOTE));
      assertThat(created.containsKey("session")).isTrue();
      assertThat(code(ben.show(before))).isEqualTo("INVALID_TICKET");
    }
  }

  @Test
  @DisplayName("[RV2] only an operator revokes the tokens of others")
  void operator() throws Exception {
    JsonObject dan = new JsonObject().put("user_id", "dan");
    assertThat(server.call("ana", "POST", "/api/revocations", dan).code())
        .isEqualTo("ROLE_REQUIRED");
    try (BusSocket socket = BusSocket.open(VERTX, server.port(), server.token("dan"))) {
      assertThat(server.call("eva", "POST", "/api/revocations", dan).status()).isEqualTo(200);
      assertThat(socket.closeCode()).isEqualTo(4401);
    }
    assertThat(server.call("eva", "POST", "/api/revocations", NOTHING).code())
        .isEqualTo("MALFORMED_MESSAGE");
  }

  private static String ticket(String user) throws Exception {
    return BusSocket.ticket(server.port(), server.token(user));
  }

  private static String code(JsonObject reply) {
    return reply.getJsonObject("error", new JsonObject()).getString("code", "");
  }
}
