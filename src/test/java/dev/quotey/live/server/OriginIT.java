package dev.quotey.live.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.core.http.UpgradeRejectedException;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketConnectOptions;
import io.vertx.core.json.JsonObject;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whose pages may use the server, by each way there is, behind a proxy that ends TLS. */
class OriginIT {
  private static final String OWN = "https://quotes.example.com";
  private static final String ALLOWED = "https://good.example";
  private static final String ABSENT = "";
  private static final List<String> TRANSPORTS =
      List.of("websocket", "raw websocket", "xhr", "xhr_streaming", "xhr_send", "info");
  private static final Map<String, Boolean> ORIGINS = Map.of(
      OWN,
      true,
      ALLOWED,
      true,
      "https://evil.example",
      false,
      "https://good.example.evil.com",
      false,
      "http://good.example",
      false,
      "https://good.example:8443",
      false,
      "null",
      false,
      ABSENT,
      true);

  @TempDir
  static Path folder;

  private static final Vertx VERTX = Vertx.vertx();

  /** A client that nobody refers to is closed, and what it is connecting with it. */
  private static final WebSocketClient SOCKETS = VERTX.createWebSocketClient();

  private static LocalServer server;
  private static int sessions;

  @BeforeAll
  static void start() {
    server = LocalServer.start(
        folder, Map.of("http.public_url", OWN + "/", "http.allowed_origins", ALLOWED));
  }

  @AfterAll
  static void stop() {
    server.close();
    VERTX.close().toCompletionStage().toCompletableFuture().join();
  }

  private static List<Object[]> matrix() {
    List<Object[]> cells = new ArrayList<>();
    for (String transport : TRANSPORTS) {
      ORIGINS.forEach((origin, passes) -> cells.add(new Object[] {transport, origin, passes}));
    }
    return cells;
  }

  @ParameterizedTest(name = "[OR1] {0} from \"{1}\": {2}")
  @MethodSource("matrix")
  @DisplayName("[OR1] over each transport pages of the own and of allowed origins pass, no others")
  void transports(String transport, String origin, boolean passes) throws Exception {
    String session = "/eventbus/000/s" + sessions++;
    int status = switch (transport) {
      case "websocket" -> upgrade(session + "/websocket", origin);
      case "raw websocket" -> upgrade("/eventbus/websocket", origin);
      case "info" -> call("GET", "/eventbus/info", origin, "");
      case "xhr_send" -> {
        assertThat(call("POST", session + "/xhr", OWN, "")).isEqualTo(200);
        yield call("POST", session + "/xhr_send", origin, "[\"{}\"]");
      }
      default -> call("POST", session + "/" + transport, origin, "");
    };
    if (passes) {
      assertThat(status).isIn(101, 200, 204);
    } else {
      assertThat(status).isEqualTo(403);
    }
  }

  private static int upgrade(String path, String origin) {
    WebSocketConnectOptions options = new WebSocketConnectOptions()
        .setHost("127.0.0.1")
        .setPort(server.port())
        .setURI(path);
    if (!origin.equals(ABSENT)) {
      options.addHeader("Origin", origin);
    }
    try {
      WebSocket socket =
          SOCKETS.connect(options).toCompletionStage().toCompletableFuture().join();
      socket.close();
      return 101;
    } catch (CompletionException e) {
      return ((UpgradeRejectedException) e.getCause()).getStatus();
    }
  }

  /** SockJS closes a session with the stream that has opened it, which in HTTP/2 is each request. */
  private static HttpClient client() {
    return HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  }

  /**
   * A stream that stays open is closed. Each call has a connection of its own: one that was refused is
   * closed by the server, at any moment.
   */
  private static int call(String method, String path, String origin, String body) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(server.uri(path)).method(method, BodyPublishers.ofString(body));
    if (!origin.equals(ABSENT)) {
      request.header("Origin", origin);
    }
    try (HttpClient client = client()) {
      HttpResponse<InputStream> response =
          client.send(request.build(), BodyHandlers.ofInputStream());
      response.body().close();
      return response.statusCode();
    }
  }

  @ParameterizedTest(name = "[OR2] from \"{0}\": {1}")
  @MethodSource("origins")
  @DisplayName("[OR2] pages of the own and of allowed origins may read REST, and no others")
  void rest(String origin, boolean passes) throws Exception {
    if (origin.equals(ABSENT)) {
      return;
    }
    HttpRequest.Builder asked = HttpRequest.newBuilder(server.uri("/api/tickets"))
        .method("OPTIONS", BodyPublishers.noBody())
        .header("Origin", origin)
        .header("Access-Control-Request-Method", "POST")
        .header("Access-Control-Request-Headers", "authorization");
    HttpResponse<String> allowed = server.send(asked);
    assertThat(allowed.statusCode()).isEqualTo(passes ? 204 : 401);
    assertThat(allowed.headers().firstValue("Access-Control-Allow-Origin").orElse(""))
        .isEqualTo(passes ? origin : "");
    HttpResponse<String> read = server.get("/api/quotes", "Origin", origin);
    assertThat(read.headers().firstValue("Access-Control-Allow-Origin").orElse(""))
        .isEqualTo(passes ? origin : "");
    assertThat(read.headers().firstValue("Access-Control-Allow-Credentials")).isEmpty();
    HttpRequest.Builder token = HttpRequest.newBuilder(server.uri("/dev/token"))
        .POST(BodyPublishers.ofString("{\"user\":\"ana\"}"))
        .header("Origin", origin);
    assertThat(server
            .send(token)
            .headers()
            .firstValue("Access-Control-Allow-Origin")
            .orElse(""))
        .isEqualTo(passes ? origin : "");
    assertThat(read.headers().firstValue("Vary").orElse("")).contains("Origin");
  }

  private static List<Object[]> origins() {
    List<Object[]> cells = new ArrayList<>();
    ORIGINS.forEach((origin, passes) -> cells.add(new Object[] {origin, passes}));
    return cells;
  }

  @Test
  @DisplayName("[OR3] no cookie shows who somebody is, and none is set")
  void cookies() throws Exception {
    String token = server.token("ana");
    for (String name : List.of("token", "access_token", "Authorization", "JSESSIONID", "session")) {
      HttpRequest.Builder call = HttpRequest.newBuilder(server.uri("/api/quotes"))
          .header("Cookie", name + "=" + token + "; Bearer=" + token);
      assertThat(server.send(call).statusCode()).as(name).isEqualTo(401);
    }
    HttpRequest.Builder query =
        HttpRequest.newBuilder(server.uri("/api/quotes?access_token=" + token));
    assertThat(server.send(query).statusCode()).isEqualTo(401);
    for (String path : List.of("/", "/api/quotes", "/eventbus/info", "/quotes/Q-1001")) {
      assertThat(server.get(path).headers().firstValue("Set-Cookie")).as(path).isEmpty();
    }
  }

  @Test
  @DisplayName("[OR4] pages and answers carry the headers that keep others from using them")
  void headers() throws Exception {
    for (String path : List.of("/", "/api/quotes", "/quotes/Q-1001", "/nowhere")) {
      Map<String, String> expected = Map.of(
          "X-Content-Type-Options", "nosniff",
          "Referrer-Policy", "no-referrer",
          "Cross-Origin-Opener-Policy", "same-origin",
          "Cross-Origin-Resource-Policy", "same-origin",
          "Strict-Transport-Security", "max-age=31536000");
      HttpResponse<String> answer = server.get(path);
      expected.forEach((name, value) ->
          assertThat(answer.headers().firstValue(name)).as(path + name).contains(value));
      assertThat(answer.headers().firstValue("Content-Security-Policy").orElse(""))
          .contains("default-src 'none'", "frame-ancestors 'none'");
      assertThat(answer.headers().firstValue("Permissions-Policy").orElse(""))
          .contains("camera=()");
    }
    assertThat(server.get("/api/quotes").headers().firstValue("Cache-Control"))
        .contains("no-store");
    JsonObject user = new JsonObject().put("user", "ana");
    assertThat(server.call("ana", "POST", "/dev/token", user).status()).isEqualTo(200);
  }
}
