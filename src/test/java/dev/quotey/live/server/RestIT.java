package dev.quotey.live.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quotey.live.core.json.JsonText;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Quotes in and out over REST, where sessions are switched on. */
class RestIT {
  private static final String JSON = "application/json";
  private static final String CSV = "text/csv";

  @TempDir
  static Path folder;

  private static LocalServer server;

  @BeforeAll
  static void start() {
    server = LocalServer.start(folder, Map.of());
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @ParameterizedTest(name = "[RE1] {0}")
  @ValueSource(strings = {"Q-1001", "Q-1002", "Q-1003", "Q-1004", "Q-1005"})
  @DisplayName("[RE1] what is put in comes out equal, as JSON and as CSV")
  void roundTrip(String sample) throws Exception {
    String path = "/api/quotes/" + sample;
    byte[] text = sample(sample);
    assertThat(server.put(path, JSON, text).statusCode()).isEqualTo(200);
    String json = server.get(path).body();
    assertThat(JsonText.parse(json))
        .isEqualTo(JsonText.parse(new String(text, StandardCharsets.UTF_8)));

    HttpResponse<String> csv = server.get(path, "Accept", CSV);
    assertThat(csv.headers().firstValue("Content-Type")).hasValue("text/csv; charset=utf-8");
    HttpResponse<String> stored =
        server.put(path, CSV, csv.body().getBytes(StandardCharsets.UTF_8));
    assertThat(new JsonObject(stored.body()).getBoolean("stored")).isTrue();
    assertThat(server.get(path).body()).isEqualTo(json);
    assertThat(server.get(path + "?format=csv").body()).isEqualTo(csv.body());
  }

  @Test
  @DisplayName("[RE2] a dry run lists the faults and stores nothing, nor does a quote with faults")
  void faults() throws Exception {
    byte[] csv = "id,quantity\na,1\nb,-1\n".getBytes(StandardCharsets.UTF_8);
    HttpResponse<String> dry = server.put("/api/quotes/N-1?dry_run=true&currency=USD", CSV, csv);
    assertThat(dry.statusCode()).isEqualTo(200);
    JsonObject fault = new JsonObject(dry.body()).getJsonArray("faults").getJsonObject(0);
    assertThat(fault.getInteger("row")).isEqualTo(3);
    assertThat(fault.getString("column")).isEqualTo("quantity");
    assertThat(fault.getString("code")).isEqualTo("OUT_OF_RANGE");
    assertThat(server.put("/api/quotes/N-1?currency=USD", CSV, csv).statusCode())
        .isEqualTo(422);
    assertThat(server.get("/api/quotes/N-1").statusCode()).isEqualTo(404);
  }

  @Test
  @DisplayName("[RE3] a quote that is put merges with what others did since it was read")
  void merged() throws Exception {
    byte[] quote = "{\"currency\":\"USD\",\"customer\":\"A\",\"contact\":\"B\"}"
        .getBytes(StandardCharsets.UTF_8);
    assertThat(server.put("/api/quotes/N-2", JSON, quote).statusCode()).isEqualTo(200);
    HttpResponse<String> read = server.get("/api/quotes/N-2");
    String version = read.headers().firstValue("ETag").orElseThrow();
    putText("N-2", read.body().replace("\"A\"", "\"Customer of one\""), version);
    HttpResponse<String> second =
        putText("N-2", read.body().replace("\"B\"", "\"Contact of another\""), version);
    assertThat(second.statusCode()).as(second.body()).isEqualTo(412);

    String open = server.get("/api/quotes/N-2").headers().firstValue("ETag").orElseThrow();
    String text = server.get("/api/quotes/N-2").body();
    putText("N-2", text.replace("Customer of one", "Customer of two"), open);
    HttpResponse<String> merged =
        putText("N-2", text.replace("\"B\"", "\"Contact of another\""), open);
    assertThat(merged.statusCode()).as(merged.body()).isEqualTo(200);
    assertThat(server.get("/api/quotes/N-2").body())
        .contains("Customer of two", "Contact of another");
    assertThat(server.get("/api/quotes/N-2/sessions").body()).contains("\"revision\":3");
    assertThat(new JsonObject(merged.body()).getString("status")).isEqualTo("committed");
  }

  private static HttpResponse<String> putText(String quote, String text, String version)
      throws Exception {
    return server.put("/api/quotes/" + quote, JSON, text.getBytes(StandardCharsets.UTF_8), version);
  }

  @Test
  @DisplayName("[RE4] every refusal has a status and a code")
  void refusals() throws Exception {
    byte[] quote = "{}".getBytes(StandardCharsets.UTF_8);
    assertRefused(server.get("/api/quotes/nobody"), 404, "QUOTE_NOT_FOUND");
    assertRefused(server.get("/api/nothing"), 404, "NOT_FOUND");
    assertRefused(server.get("/api/quotes/a%20b"), 400, "MALFORMED_QUOTE_ID");
    assertRefused(server.get("/api/quotes/Q-1001", "Accept", "image/png"), 406, "NOT_ACCEPTABLE");
    assertRefused(server.put("/api/quotes/N-3", "text/plain", quote), 415, "UNKNOWN_CONTENT_TYPE");
    assertRefused(
        server.put("/api/quotes/N-3", JSON, new byte[] {(byte) 0xC3}), 400, "MALFORMED_TEXT");
    assertRefused(
        server.put("/api/quotes/N-3", JSON, new byte[17 * 1024 * 1024]), 413, "TOO_LARGE");
    assertRefused(server.post("/api/quotes/nobody/sessions"), 404, "QUOTE_NOT_FOUND");
    HttpRequest.Builder anonymous = HttpRequest.newBuilder(server.uri("/api/quotes"));
    assertRefused(server.send(anonymous), 401, "NOT_AUTHENTICATED");
    assertRefused(server.send(anonymous, "Authorization", "Bearer x.y.z"), 401, "INVALID_TOKEN");
  }

  @Test
  @DisplayName("[RE5] with sessions switched off quotes are read, and none is opened")
  void switchedOff(@TempDir Path other) throws Exception {
    try (LocalServer off = LocalServer.start(other, Map.of("sessions.enabled", "false"))) {
      assertThat(off.get("/api/quotes/Q-1001").statusCode()).isEqualTo(200);
      assertRefused(off.post("/api/quotes/Q-1001/sessions"), 503, "SESSIONS_DISABLED");
    }
  }

  private static void assertRefused(HttpResponse<String> response, int status, String code) {
    assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
    assertThat(code(response)).isEqualTo(code);
  }

  private static String code(HttpResponse<String> response) {
    return new JsonObject(response.body()).getJsonObject("error").getString("code");
  }

  private static byte[] sample(String id) throws IOException {
    try (InputStream in = RestIT.class.getResourceAsStream("/samples/" + id + ".json")) {
      return in.readAllBytes();
    }
  }
}
