package dev.quotey.live.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The KPIs of what two people do, by way of the database. */
class KpiIT {
  private static final String QUOTE = "Q-1001";

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

  private static JsonObject painted(String timestamp, long ago) {
    return new JsonObject()
        .put(
            "painted",
            new JsonArray().add(new JsonObject().put("timestamp", timestamp).put("ago_ms", ago)));
  }

  @Test
  @DisplayName(
      "[KP4] what two people do is told, with what it was counted from, to an operator alone")
  void told() throws Exception {
    try (BusSocket ana = BusSocket.open(VERTX, server.port(), server.token("ana"));
        BusSocket ben = BusSocket.open(VERTX, server.port(), server.token("ben"))) {
      String session = ana.join(QUOTE, "c_ana");
      ben.join(QUOTE, "c_ben");
      ana.submit(session, "c_ana", 1, 0, BusSocket.set("/customer", "One"));
      ben.submit(session, "c_ben", 1, 0, BusSocket.set("/customer", "Two"));
      ben.submit(session, "c_ben", 2, 2, BusSocket.set("/customer", "Three"));
      String address = "session." + session + ".painted";
      Instant now = Instant.now();
      // Seen 80 ms after it was ordered, and told a second later; and a clock that is an hour
      // wrong.
      assertThat(ben.request(address, painted(now.minusMillis(1_080).toString(), 1_000)))
          .isEmpty();
      assertThat(ben.request(address, painted(now.minusSeconds(3_600).toString(), 0)))
          .isEmpty();
      // Times that no number of milliseconds holds, more often than messages may be under way.
      for (int i = 0; i < 70; i++) {
        String time = i % 2 == 0 ? Instant.MIN.toString() : Instant.MAX.toString();
        assertThat(ben.request(address, painted(time, Long.MAX_VALUE))).isEmpty();
      }
      for (JsonObject wrong : new JsonObject[] {
        new JsonObject(), painted("yesterday", 0), painted(now.toString(), -1), painted(null, 1)
      }) {
        assertThat(ben.request(address, wrong).getJsonObject("error").getString("code"))
            .isEqualTo("MALFORMED_MESSAGE");
      }
      ben.request("session." + session + ".leave", new JsonObject().put("client_id", "c_ben"));
    }
    Awaitility.await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
      JsonObject kpis = kpis("eva", "", 200);
      assertThat(kpis.getJsonObject("concurrent_editors").getLong("value")).isEqualTo(2);
      expect(kpis.getJsonObject("conflicts_resolved"), 1, 1);
      expect(kpis.getJsonObject("adoption"), 1, 1);
      expect(kpis.getJsonObject("adoption").getJsonObject("by_edits"), 3, 3);
      assertThat(kpis.getJsonObject("session_stability").getLong("denominator")).isPositive();
      JsonObject latency = kpis.getJsonObject("sync_latency");
      assertThat(latency.getJsonObject("within_500_ms").getLong("denominator")).isEqualTo(1);
      assertThat(latency.getDouble("p95_seconds")).isGreaterThan(0.05);
      assertThat(kpis.getJsonArray("points")).isNotEmpty();
    });
    kpis("ana", "", 403);
    assertThat(kpis("eva", "?from=yesterday", 400).getJsonObject("error").getString("code"))
        .isEqualTo("MALFORMED_MESSAGE");
    kpis("eva", "?from=2026-01-02T00:00:00Z&to=2026-01-01T00:00:00Z", 400);
    JsonObject before = kpis("eva", "?from=2020-01-01T00:00:00Z&to=2020-02-01T00:00:00Z", 200);
    assertThat(before.getJsonArray("points")).isEmpty();
    assertThat(before.getJsonObject("adoption").getLong("denominator")).isZero();
  }

  private static void expect(JsonObject share, long numerator, long denominator) {
    assertThat(share.getLong("numerator")).isEqualTo(numerator);
    assertThat(share.getLong("denominator")).isEqualTo(denominator);
  }

  private static JsonObject kpis(String user, String query, int status) throws Exception {
    LocalServer.Answer answer = server.call(user, "GET", "/api/kpi" + query, new JsonObject());
    assertThat(answer.status()).as(answer.body().encode()).isEqualTo(status);
    return answer.body();
  }
}
