package dev.quotey.live.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quotey.live.core.json.JsonText;
import dev.quotey.live.persistence.DatabaseLocation;
import dev.quotey.live.persistence.EmbeddedDatabase;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole server under load, killed, started again. */
class CrashIT {
  private static final String QUOTE = "Q-1001";
  private static final int EDITORS = 5;
  private static final int EDIT_MILLIS = 10;
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final Vertx vertx = Vertx.vertx();
  private final EditorCrowd crowd = new EditorCrowd(vertx, EDIT_MILLIS);

  @TempDir
  Path folder;

  @AfterEach
  void close() {
    crowd.close();
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }

  @Test
  @DisplayName("[SE1] kill -9 under load: every acknowledged edit is there once, all clients equal")
  void killed() throws Exception {
    long seed = Long.getLong("seed", System.nanoTime());
    System.out.println("kill -9 under load, seed " + seed);
    int port;
    try (ServerProcess first = ServerProcess.start(folder, 0)) {
      port = first.port();
      String token = first.token("ana");
      for (int i = 0; i < EDITORS; i++) {
        crowd.open(QUOTE, "editor" + i, port, token, seed + i);
      }
      crowd.awaitMore(200);
      first.kill();
    }
    int before = crowd.acknowledged();
    try (ServerProcess second = ServerProcess.start(folder, port)) {
      crowd.awaitMore(200);
      crowd.rest();
      DatabaseLocation database =
          EmbeddedDatabase.running(folder.resolve("data")).orElseThrow();
      new LogCheck(database).check(QUOTE, crowd.acknowledgements(QUOTE), crowd.documents(QUOTE));
      assertThat(JsonText.parse(second.get("/api/quotes/" + QUOTE, second.token("ana"))))
          .isEqualTo(crowd.documents(QUOTE).getFirst());
      Map<String, String> settings = Map.of(
          "quotey.profile",
          "development",
          "quotey.data.dir",
          folder.resolve("data").toString());
      assertThat(TestCommands.run(settings, "verify")).startsWith("0 ").endsWith("sound");
      System.out.println(
          "acknowledged before the crash: " + before + ", in all: " + crowd.acknowledged());
      crowd.close();
    }
  }

  @Test
  @DisplayName(
      "[SE8] after kill -9 a quote is read with all that was acknowledged, before anyone joins;"
          + " [OB7] whoever does not come back counts as lost")
  void readAfterKill() throws Exception {
    int port;
    try (ServerProcess first = ServerProcess.start(folder, 0)) {
      port = first.port();
      try (BusSocket ana = BusSocket.open(vertx, port, first.token("ana"))) {
        String session = ana.join("Q-1001", "c1");
        JsonObject reply =
            ana.submit(session, "c1", 1, 0, BusSocket.set("/customer", "Just before"));
        assertThat(reply.getString("status")).isEqualTo("committed");
        // Sooner than any snapshot.
        first.kill();
      }
    }
    try (ServerProcess second = ServerProcess.start(folder, port)) {
      assertThat(second.get("/api/quotes/Q-1001", second.token("ana"))).contains("Just before");
      String eva = second.token("eva");
      try (BusSocket ben = BusSocket.open(vertx, port, second.token("ben"))) {
        ben.join("Q-1001", "c2");
        Awaitility.await()
            .atMost(PATIENCE)
            .until(() -> stability(second, eva).getLong("denominator") == 1);
      }
      assertThat(stability(second, eva).getLong("numerator")).isZero();
    }
  }

  private static JsonObject stability(ServerProcess server, String token) throws Exception {
    return new JsonObject(server.get("/api/kpi", token)).getJsonObject("session_stability");
  }
}
