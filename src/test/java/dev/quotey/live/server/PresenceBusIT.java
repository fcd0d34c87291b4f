package dev.quotey.live.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Presence over sockets. */
class PresenceBusIT {
  private static final Map<String, String> QUICK = Map.of("http.ping_timeout_seconds", "2");

  @TempDir
  Path folder;

  private final Vertx vertx = Vertx.vertx();

  @AfterEach
  void close() {
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }

  @Test
  @DisplayName("[PN5] who vanishes without a word is gone by the ping timeout, and who pings stays")
  void vanished() throws Exception {
    try (LocalServer server = LocalServer.start(folder, QUICK);
        BusSocket ana = BusSocket.open(vertx, server.port(), server.token("ana"));
        BusSocket ben = BusSocket.open(vertx, server.port(), server.token("ben"))) {
      String session = ana.join("Q-1001", "c_ana");
      long pinging =
          vertx.setPeriodic(500, timer -> ana.send(new JsonObject().put("type", "ping")));
      ben.join("Q-1001", "c_ben");
      ben.send(presence(session, "c_ben", 1));
      presenceOf(ana, "active");
      // Ben's socket stays open, but nothing more comes from it.
      assertThat(ana.event("left", one -> true).getString("user_id")).isEqualTo("ben");
      presenceOf(ana, "gone");
      JsonObject roster = ana.request(
          "session." + session + ".presence", new JsonObject().put("client_id", "c_ana"));
      assertThat(roster.getJsonArray("updates")).hasSize(1);
      vertx.cancelTimer(pinging);
    }
  }

  private static void presenceOf(BusSocket socket, String status) {
    socket.event(
        "presence",
        event -> updates(event).stream()
            .anyMatch(one ->
                one.getString("user_id").equals("ben") && status.equals(one.getString("status"))));
  }

  @Test
  @DisplayName(
      "[PN6] however fast a cursor moves, it is told 20 times a second at most, the last place last")
  void coalesced() throws Exception {
    try (LocalServer server = LocalServer.start(folder, Map.of());
        BusSocket ana = BusSocket.open(vertx, server.port(), server.token("ana"));
        BusSocket ben = BusSocket.open(vertx, server.port(), server.token("ben"))) {
      String session = ana.join("Q-1001", "c_ana");
      ben.join("Q-1001", "c_ben");
      long start = System.nanoTime();
      int moves = 3_000;
      for (int i = 1; i <= moves; i++) {
        ben.send(presence(session, "c_ben", i));
      }
      ana.event("presence", event -> offset(event) == moves);
      double seconds = (System.nanoTime() - start) / 1e9;
      List<Integer> offsets = ana.received().stream()
          .filter(message -> message.getValue("body") instanceof JsonObject body
              && "presence".equals(body.getString("type")))
          .map(message -> offset(message.getJsonObject("body")))
          .toList();
      assertThat(offsets).isSorted();
      assertThat(offsets.size()).isLessThanOrEqualTo((int) (seconds * 20) + 1);
    }
  }

  @Test
  @DisplayName(
      "[PN7] who comes later is told where everybody is, and what is no presence is refused")
  void roster() throws Exception {
    try (LocalServer server = LocalServer.start(folder, Map.of());
        BusSocket ana = BusSocket.open(vertx, server.port(), server.token("ana"));
        BusSocket ben = BusSocket.open(vertx, server.port(), server.token("ben"))) {
      String session = ana.join("Q-1001", "c_ana");
      ana.send(presence(session, "c_ana", 3));
      ben.join("Q-1001", "c_ben");
      String address = "session." + session + ".presence";
      Awaitility.await().atMost(Duration.ofSeconds(5)).until(() -> {
        JsonObject told = ben.request(address, new JsonObject().put("client_id", "c_ben"));
        return updates(told).stream()
            .anyMatch(one -> one.getString("client_id").equals("c_ana")
                && one.getJsonObject("cursor").getInteger("offset") == 3);
      });
      for (JsonObject wrong : List.of(
          new JsonObject().put("client_id", "c_ben").put("status", "gone"),
          new JsonObject().put("client_id", "c_ben").put("cursor", "x"),
          new JsonObject().put("client_id", "c_ben").put("revision", "x"),
          new JsonObject())) {
        assertThat(ben.request(address, wrong).getJsonObject("error").getString("code"))
            .isEqualTo("MALFORMED_MESSAGE");
      }
      // Nobody speaks for somebody else's client.
      JsonObject forged = ben.request(address, new JsonObject().put("client_id", "c_ana"));
      assertThat(updates(forged)).anyMatch(one -> one.getString("user_id").equals("ana"));
    }
  }

  private static JsonObject presence(String session, String client, int offset) {
    return new JsonObject()
        .put("type", "send")
        .put("address", "session." + session + ".presence")
        .put(
            "body",
            new JsonObject()
                .put("client_id", client)
                .put("cursor", new JsonObject().put("path", "/customer").put("offset", offset)));
  }

  private static int offset(JsonObject event) {
    return updates(event).getLast().getJsonObject("cursor").getInteger("offset");
  }

  private static List<JsonObject> updates(JsonObject event) {
    return event.getJsonArray("updates", new JsonArray()).stream()
        .map(JsonObject.class::cast)
        .toList();
  }
}
