package dev.quotey.live.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quotey.live.bridge.Signer;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpRequest;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server as it is run for real users, on the folder of one that was run for looking. */
class ProductionIT {
  private static final String SECRET = "a secret of the host system long enough";
  private static final String ISSUER = "https://host.example";

  @TempDir
  Path folder;

  @Test
  @DisplayName("[TK10] development tokens are refused in production, with the same data, too; the"
      + " host system's show who somebody is")
  void development() throws Exception {
    String token;
    try (LocalServer server = LocalServer.start(folder, Map.of())) {
      token = server.token("eva");
      assertThat(server.call(token, "GET", "/api/quotes").status()).isEqualTo(200);
    }
    Vertx vertx = Vertx.vertx();
    Map<String, String> production = Map.of(
        "development.enabled",
        "false",
        "auth.algorithm",
        "HS256",
        "auth.keys",
        SECRET,
        "auth.issuer",
        ISSUER,
        "auth.audience",
        "quotes");
    try (LocalServer server = LocalServer.start(folder, production);
        BusSocket socket = BusSocket.open(vertx, server.port())) {
      assertThat(server.call(token, "GET", "/api/quotes").code()).isEqualTo("INVALID_TOKEN");
      assertThat(server.call(token, "POST", "/api/tickets").code()).isEqualTo("INVALID_TOKEN");
      HttpRequest.Builder anybody = HttpRequest.newBuilder(server.uri("/dev/token"))
          .POST(HttpRequest.BodyPublishers.ofString("{\"user\":\"eva\"}"));
      assertThat(server.send(anybody).statusCode()).isNotEqualTo(200);
      String ofHost = Signer.hs256(claims(), SECRET);
      assertThat(server.call(ofHost, "GET", "/api/quotes").status()).isEqualTo(200);
      JsonObject user = socket.show(BusSocket.ticket(server.port(), ofHost));
      assertThat(user.getJsonObject("user").getString("user_id")).isEqualTo("u-17");
    } finally {
      vertx.close().toCompletionStage().toCompletableFuture().join();
    }
  }

  private static JsonObject claims() {
    long now = Instant.now().getEpochSecond();
    return new JsonObject()
        .put("iss", ISSUER)
        .put("aud", "quotes")
        .put("sub", "u-17")
        .put("name", "Somebody Real")
        .put("iat", now)
        .put("exp", now + 600);
  }
}
