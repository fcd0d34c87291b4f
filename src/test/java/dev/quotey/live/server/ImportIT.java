package dev.quotey.live.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The import command on quotes that are there already. */
class ImportIT {
  @TempDir
  Path folder;

  @Test
  @DisplayName("[IM7] an import into a quote that people edit is a change in their log")
  void openQuote() throws Exception {
    Vertx vertx = Vertx.vertx();
    try (LocalServer server = LocalServer.start(folder.resolve("data"), Map.of());
        BusSocket ana = BusSocket.open(vertx, server.port(), server.token("ana"))) {
      JsonObject quote = new JsonObject("{\"currency\":\"USD\",\"customer\":\"A\"}");
      server.call("ana", "PUT", "/api/quotes/I-1", quote);
      String session = ana.join("I-1", "c1");
      // Changes the customer alone; what the file does not say is taken out.
      assertThat(run(quote.copy().put("customer", "B")))
          .contains("checking ", "storing I-1", "I-1: 0 lines, no faults; stored");
      ana.event("resync", one -> true);
      assertThat(ana.join("I-1", "c1")).isEqualTo(session);
      JsonObject log = server
          .call("ana", "GET", "/api/sessions/" + session + "/history", new JsonObject())
          .body();
      JsonObject entry = log.getJsonArray("history").getJsonObject(0);
      assertThat(entry.getString("user_id")).isEqualTo("import");
      assertThat(entry.getJsonArray("changes").getJsonObject(0).getString("after"))
          .isEqualTo("B");
      assertThat(server.get("/api/quotes/I-1").body()).contains("\"customer\":\"B\"");
    } finally {
      vertx.close().toCompletionStage().toCompletableFuture().join();
    }
    // Nobody edits it now, and no server runs.
    assertThat(run(new JsonObject("{\"currency\":\"USD\",\"customer\":\"C\"}"))).startsWith("0");
    Path exported = folder.resolve("exported.json");
    TestCommands.run(settings(), "export", "I-1", "-o", exported.toString());
    assertThat(Files.readString(exported)).contains("\"customer\":\"C\"");
    assertThat(TestCommands.run(settings(), "verify")).startsWith("0");
  }

  private String run(JsonObject quote) throws Exception {
    Path file = folder.resolve("I-1.json");
    Files.writeString(file, quote.encode());
    return TestCommands.run(settings(), "import", file.toString());
  }

  private Map<String, String> settings() {
    return Map.of(
        "quotey.profile",
        "development",
        "quotey.data.dir",
        folder.resolve("data").toString());
  }
}
