package dev.quotey.live.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a session and the gate before it answer, said by hand over a socket. */
class SessionIT {
  @TempDir
  static Path folder;

  private static final Vertx VERTX = Vertx.vertx();
  private static LocalServer server;

  @BeforeAll
  static void start() {
    server = LocalServer.start(folder, Map.of());
  }

  @AfterAll
  static void stop() {
    server.close();
    VERTX.close().toCompletionStage().toCompletableFuture().join();
  }

  @ParameterizedTest(name = "[BR1] {0}")
  @ValueSource(strings = {"sessions.create", "session.s_1.submit", "persistence", "bridge.refused"})
  @DisplayName("[BR1] before a ticket is shown nothing passes, and each message is answered")
  void ticketFirst(String address) {
    try (BusSocket socket = BusSocket.open(VERTX, server.port())) {
      assertThat(code(socket.request(address, new JsonObject()))).isEqualTo("NOT_AUTHENTICATED");
      assertThat(code(socket.show("a.b"))).isEqualTo("INVALID_TICKET");
      assertThat(code(socket.request(address, new JsonObject()))).isEqualTo("NOT_AUTHENTICATED");
    }
  }

  @ParameterizedTest(name = "[BR2] {0}")
  @ValueSource(
      strings = {
        "persistence",
        "session.host",
        "session.lifecycle",
        "bridge.refused",
        "session.s_1.state",
        "session.s_1.disconnected",
        "session.s_1.events",
        "session.s_1.submit.x",
        ""
      })
  @DisplayName("[BR2] a browser reaches no address but its own, and is told so")
  void inside(String address) throws Exception {
    try (BusSocket socket = BusSocket.open(VERTX, server.port(), server.token("ana"))) {
      assertThat(code(socket.request(address, new JsonObject()))).isEqualTo("ACCESS_DENIED");
    }
  }

  @Test
  @DisplayName(
      "[KP6] an edit was made when its page says, by the server's clock; what nobody can have waited is not believed")
  void made() throws Exception {
    try (BusSocket ana = BusSocket.open(VERTX, server.port(), server.token("ana"));
        BusSocket ben = BusSocket.open(VERTX, server.port(), server.token("ben"))) {
      server.call("ana", "PUT", "/api/quotes/Q-MADE", new JsonObject("{\"currency\":\"USD\"}"));
      String session = join(ana, "Q-MADE", "c_made_ana");
      join(ben, "Q-MADE", "c_made_ben");
      List<Object> waits = List.of(30_000, 0, 60_001, -1, 1.5, "7", Long.MAX_VALUE);
      for (int i = 0; i < waits.size(); i++) {
        JsonObject set = BusSocket.set("/customer", "No. " + i);
        assertThat(ana.submitAfter(waits.get(i), session, "c_made_ana", i + 1, set)
                .getString("status"))
            .as("waited_ms=%s", waits.get(i))
            .isEqualTo("committed");
      }
      assertThat(waited(ben, 1)).isBetween(Duration.ofMillis(29_999), Duration.ofSeconds(50));
      assertThat(waited(ben, 2)).isBetween(Duration.ofMillis(-1), Duration.ofSeconds(20));
      for (int i = 3; i <= waits.size(); i++) {
        assertThat(commit(ben, i).containsKey("made_at")).as("commit %s", i).isFalse();
      }
    }
  }

  /** From when a commit was made to when the session has ordered it. */
  private static Duration waited(BusSocket socket, long revision) {
    JsonObject commit = commit(socket, revision);
    return Duration.between(commit.getInstant("made_at"), commit.getInstant("timestamp"));
  }

  private static JsonObject commit(BusSocket socket, long revision) {
    return socket.event("committed", one -> one.getLong("revision") == revision);
  }

  @Test
  @DisplayName("[BR3] who edits is what the token says, whatever the message says")
  void identity() throws Exception {
    try (BusSocket ana = BusSocket.open(VERTX, server.port(), server.token("ana"))) {
      String session = join(ana, "Q-1001", "c_identity");
      JsonObject spoofed = new JsonObject().put("user_id", "ben").put("name", "Ben");
      JsonObject body = BusSocket.submission(
              session, "c_identity", 1, 0, set("/customer", "Spoofed"))
          .put("user_id", "ben");
      long base = revision(ana, session, "c_identity");
      body.put("parent_op_id", session + ":" + base);
      ana.request("session." + session + ".submit", body, spoofed);
      JsonObject event =
          ana.event("committed", one -> one.getString("client_id").equals("c_identity"));
      assertThat(event.getString("user_id")).isEqualTo("ana");
      assertThat(event.getString("name")).isEqualTo("Ana Souza");
    }
  }

  @Test
  @DisplayName(
      "[BR4] the headers that a browser sends, as the server's own ones are, count nothing")
  void headers() throws Exception {
    JsonObject spoofed = new JsonObject()
        .put("user_id", "eva")
        .put("user_name", "Eva Lindqvist")
        .put("user_roles", "manager,finance,operator")
        .put("socket_id", "n_1/socket")
        .put("session_id", "s_other")
        .put("door", "STATE");
    try (BusSocket ana = BusSocket.open(VERTX, server.port(), server.token("ana"))) {
      JsonObject created =
          ana.request("sessions.create", new JsonObject().put("quote_id", "Q-1002"), spoofed);
      String session = created.getJsonObject("session").getString("session_id");
      ana.listen("session." + session + ".events");
      JsonObject joined = ana.request(
          "session." + session + ".join", new JsonObject().put("client_id", "c_spoofs"), spoofed);
      assertThat(joined.getJsonArray("participants").encode())
          .contains("\"ana\"")
          .doesNotContain("\"eva\"");
      JsonObject hold = new JsonObject().put("command", "hold").put("line_id", "ln_1");
      ana.request("session." + session + ".command", hold, spoofed);
      JsonObject event = ana.event("committed", one -> one.encode().contains("/holds"));
      assertThat(event.encode()).contains("\"ana\"").doesNotContain("\"eva\"");
      assertThat(server.call("ana", "POST", "/api/revocations", spoofed).code())
          .isEqualTo("ROLE_REQUIRED");
    }
  }

  @ParameterizedTest(name = "[SE2] {0}: {1}")
  @CsvSource(
      delimiter = '|',
      value = {
        "join | {} | MALFORMED_MESSAGE",
        "join | {\"client_id\":7} | MALFORMED_MESSAGE",
        "join | {\"client_id\":\"a b\"} | MALFORMED_MESSAGE",
        "join | {\"client_id\":\"c_new\",\"last_revision\":1000000} | FUTURE_REVISION",
        "submit | {} | MALFORMED_MESSAGE",
        "submit | {\"client_id\":\"c_bad\",\"client_seq\":1} | MALFORMED_MESSAGE",
        "leave | {\"client_id\":null} | MALFORMED_MESSAGE"
      })
  @DisplayName("[SE2] a message that cannot be read is answered with a code, and the socket stays")
  void malformed(String door, String body, String code) throws Exception {
    try (BusSocket ana = BusSocket.open(VERTX, server.port(), server.token("ana"))) {
      String session = join(ana, "Q-1001", "c_bad");
      String address = "session." + session + "." + door;
      assertThat(code(ana.request(address, new JsonObject(body)))).isEqualTo(code);
      assertThat(code(ana.request(address, "text", new JsonObject())))
          .isEqualTo("MALFORMED_MESSAGE");
      assertThat(revision(ana, session, "c_bad")).isNotNegative();
    }
  }

  @ParameterizedTest(name = "[SE3] {0} {1}: {3}")
  @CsvSource(
      delimiter = '|',
      value = {
        "set | /total | 1 | COMPUTED_FIELD",
        "set | /lines/#ln_1/quantity | -1 | OUT_OF_RANGE",
        "set | /lines/#ln_1/quantity | 1e400 | NUMBER_OUT_OF_RANGE",
        "set | /lines/#nobody/quantity | 1 | NO_SUCH_PATH",
        "set | lines | 1 | MALFORMED_PATH",
        "add | /customer | 1 | WRONG_TYPE",
        "text | /customer | [1000000,\"x\"] | TEXT_OUT_OF_RANGE",
        "erase | /customer | 1 | MALFORMED_OPERATION",
        "insert | /lines | {\"id\":\"ln_1\"} | MALFORMED_OPERATION"
      })
  @DisplayName("[SE3] an operation that a quote cannot take is rejected, and nothing is changed")
  void rejected(String type, String path, String value, String code) throws Exception {
    try (BusSocket ana = BusSocket.open(VERTX, server.port(), server.token("ana"))) {
      String client = "c_rejected";
      String session = join(ana, "Q-1001", client);
      long before = revision(ana, session, client);
      JsonObject operation = new JsonObject(
          "{\"op_type\":\"" + type + "\",\"path\":\"" + path + "\",\"value\":" + value + "}");
      JsonObject body = BusSocket.submission(session, client, 1, before, operation);
      JsonObject result = ana.request("session." + session + ".submit", body);
      assertThat(result.getString("status")).isEqualTo("rejected");
      assertThat(code(result)).isEqualTo(code);
      assertThat(revision(ana, session, client)).isEqualTo(before);
    }
  }

  @Test
  @DisplayName("[SE4] a submission that comes twice is committed once, with one answer")
  void duplicate() throws Exception {
    try (BusSocket ana = BusSocket.open(VERTX, server.port(), server.token("ana"))) {
      String session = join(ana, "Q-1002", "c_twice");
      long base = revision(ana, session, "c_twice");
      JsonObject body = BusSocket.submission(session, "c_twice", 1, base, set("/customer", "Once"));
      JsonObject first = ana.request("session." + session + ".submit", body);
      JsonObject second = ana.request("session." + session + ".submit", body);
      assertThat(first.getString("status")).isEqualTo("committed");
      assertThat(second.getString("status")).isEqualTo("duplicate");
      assertThat(second.getString("op_id")).isEqualTo(first.getString("op_id"));
      assertThat(revision(ana, session, "c_twice")).isEqualTo(base + 1);
    }
  }

  @Test
  @DisplayName("[SE5] who has not joined cannot edit, nor edit as somebody else's client")
  void joinFirst() throws Exception {
    try (BusSocket ana = BusSocket.open(VERTX, server.port(), server.token("ana"));
        BusSocket ben = BusSocket.open(VERTX, server.port(), server.token("ben"))) {
      String session = join(ana, "Q-1004", "c_of_ana");
      JsonObject body = BusSocket.submission(session, "c_of_ana", 1, 0, set("/customer", "Ben"));
      assertThat(code(ben.request("session." + session + ".submit", body))).isEqualTo("NOT_JOINED");
      JsonObject join = new JsonObject().put("client_id", "c_of_ana");
      assertThat(code(ben.request("session." + session + ".join", join)))
          .isEqualTo("CLIENT_ID_TAKEN");
    }
  }

  @Test
  @DisplayName("[SE9] who says to know more than there is does not move a session that others edit")
  void future() throws Exception {
    try (BusSocket ana = BusSocket.open(VERTX, server.port(), server.token("ana"));
        BusSocket ben = BusSocket.open(VERTX, server.port(), server.token("ben"))) {
      String client = "c_works";
      String session = join(ana, "Q-1004", client);
      long base = revision(ana, session, client);
      JsonObject join = new JsonObject().put("client_id", "c_knows_more");
      for (int i = 1; i <= 200; i++) {
        JsonObject edit =
            BusSocket.submission(session, client, i, base + i - 1, set("/customer", "At " + i));
        String asked = ana.ask("session." + session + ".submit", edit);
        ben.ask("session." + session + ".join", join.put("last_revision", base + i));
        ben.ask("session." + session + ".join", join.put("last_revision", base + i + 1_000_000));
        assertThat(ana.answer(asked).getString("status")).isEqualTo("committed");
      }
    }
  }

  @Test
  @DisplayName("[SE6] a user with two pages is one participant, there until the last page is gone")
  void twoPages() throws Exception {
    try (BusSocket ben = BusSocket.open(VERTX, server.port(), server.token("ben"))) {
      String session = join(ben, "Q-1005", "c_ben");
      try (BusSocket ana = BusSocket.open(VERTX, server.port(), server.token("ana"))) {
        join(ana, "Q-1005", "c_ana1");
        try (BusSocket second = BusSocket.open(VERTX, server.port(), server.token("ana"))) {
          JsonObject reply = joined(second, session, "c_ana2");
          JsonObject participant = reply.getJsonArray("participants").getJsonObject(1);
          assertThat(participant.getString("user_id")).isEqualTo("ana");
          assertThat(participant.getInteger("connections")).isEqualTo(2);
        }
        ben.event("joined", one -> true);
      }
      ben.event("left", one -> one.getString("user_id").equals("ana"));
      // One for Ben himself, two for Ana: her pages do not count.
      assertThat(ben.received().stream()
              .filter(one -> one.getValue("body") instanceof JsonObject body
                  && Set.of("joined", "left").contains(body.getString("type", ""))))
          .hasSize(3);
    }
  }

  @Test
  @DisplayName("[SE7] whoever missed many changes gets all of them, a page at a time")
  void pages() throws Exception {
    int edits = 2_300;
    try (BusSocket ana = BusSocket.open(VERTX, server.port(), server.token("ana"))) {
      String session = join(ana, "Q-1003", "c_busy");
      long base = revision(ana, session, "c_busy");
      for (int i = 1; i <= edits; i++) {
        JsonObject body = BusSocket.submission(
            session, "c_busy", i, base + i - 1, set("/customer", "Version " + i));
        ana.send(new JsonObject()
            .put("type", "send")
            .put("address", "session." + session + ".submit")
            .put("body", body));
        // Fewer than a browser may have waiting.
        if (i % 30 == 0) {
          long last = base + i;
          ana.event("committed", one -> one.getLong("revision") == last);
        }
      }
      ana.event("committed", one -> one.getLong("revision") == base + edits);
      long at = base;
      int asked = 0;
      boolean more = true;
      while (more) {
        JsonObject reply = ana.request(
            "session." + session + ".join",
            new JsonObject().put("client_id", "c_late").put("last_revision", at));
        for (Object commit : reply.getJsonArray("operations")) {
          assertThat(((JsonObject) commit).getLong("revision")).isEqualTo(++at);
        }
        more = reply.getBoolean("more");
        asked++;
      }
      assertThat(at).isEqualTo(base + edits);
      assertThat(asked).isEqualTo(3);
    }
  }

  private static String join(BusSocket socket, String quote, String client) {
    JsonObject created = socket.request("sessions.create", new JsonObject().put("quote_id", quote));
    String session = created.getJsonObject("session").getString("session_id");
    socket.listen("session." + session + ".events");
    joined(socket, session, client);
    return session;
  }

  private static JsonObject joined(BusSocket socket, String session, String client) {
    return socket.request(
        "session." + session + ".join", new JsonObject().put("client_id", client));
  }

  private static long revision(BusSocket socket, String session, String client) {
    return joined(socket, session, client).getLong("revision");
  }

  private static JsonObject set(String path, String value) {
    return new JsonObject().put("op_type", "set").put("path", path).put("value", value);
  }

  private static String code(JsonObject reply) {
    return reply.getJsonObject("error", new JsonObject()).getString("code");
  }
}
