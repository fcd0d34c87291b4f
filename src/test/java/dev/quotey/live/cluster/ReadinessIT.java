package dev.quotey.live.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What two nodes say of themselves while their database comes and goes. */
@Tag("waiting")
class ReadinessIT {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final String READY = "200 ok\n";

  private final Vertx vertx = Vertx.vertx();
  private final HttpClient http = HttpClient.newHttpClient();

  @TempDir
  Path folder;

  @AfterEach
  void close() {
    http.close();
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }

  @Test
  @DisplayName("[CN8] a node without a database is not ready; it says whether others have one")
  void database() throws Exception {
    try (Nodes nodes = Nodes.start(vertx, folder, 2)) {
      assertThat(readiness(nodes, 0)).isEqualTo(READY);
      assertThat(readiness(nodes, 1)).isEqualTo(READY);

      nodes.databaseWire(1).cut();
      await(nodes, 1, "503 cut off from the database\n");
      assertThat(readiness(nodes, 0)).isEqualTo(READY);
      nodes.databaseWire(1).mend();
      await(nodes, 1, READY);

      nodes.databaseWire(0).cut();
      nodes.databaseWire(1).cut();
      await(nodes, 0, "503 no database\n");
      await(nodes, 1, "503 no database\n");
      nodes.databaseWire(0).mend();
      nodes.databaseWire(1).mend();
      await(nodes, 0, READY);
      await(nodes, 1, READY);
    }
  }

  private void await(Nodes nodes, int node, String wanted) {
    Awaitility.await().atMost(PATIENCE).until(() -> readiness(nodes, node).equals(wanted));
  }

  private String readiness(Nodes nodes, int node) throws IOException, InterruptedException {
    URI ready = URI.create("http://127.0.0.1:" + nodes.ports().get(node)[1] + "/health/ready");
    HttpResponse<String> response =
        http.send(HttpRequest.newBuilder(ready).build(), HttpResponse.BodyHandlers.ofString());
    return response.statusCode() + " " + response.body();
  }
}
