package dev.quotey.live.fakeslack;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;

/** An app as seen by a fake Slack: it calls, it listens, and it has a clock that it moves itself. */
final class SlackApp implements AutoCloseable {
  static final String DEALS = "C0DEALS";
  static final String ANA = "U0ANA";

  private static final Duration SOON = Duration.ofSeconds(5);

  private final AtomicReference<Instant> now =
      new AtomicReference<>(Instant.parse("2026-01-05T09:00:00Z"));
  private final Vertx vertx = Vertx.vertx();
  private final HttpClient http = HttpClient.newHttpClient();
  private final FakeSlack slack;

  /** What a call gave. */
  record Answer(int status, JsonObject body, Optional<String> retryAfter) {
    boolean ok() {
      return body.getBoolean("ok");
    }

    String error() {
      return body.getString("error", "");
    }

    String ts() {
      assertThat(ok()).as(body.encode()).isTrue();
      return body.getString("ts");
    }
  }

  SlackApp() {
    this(FakeSlackSettings.forTests(100));
  }

  SlackApp(FakeSlackSettings settings) {
    this(settings, SOON, Duration.ofSeconds(10));
  }

  SlackApp(FakeSlackSettings settings, Duration acknowledge, Duration ping) {
    Timing timing =
        new Timing(now::get, acknowledge, Duration.ofMillis(100), ping, Duration.ofMillis(100));
    slack = FakeSlack.start(vertx, settings, timing);
  }

  /** An app whose Slack does not wait long for it. */
  static SlackApp impatient(FakeSlackSettings settings) {
    return new SlackApp(settings, Duration.ofMillis(500), Duration.ofSeconds(10));
  }

  FakeSlack slack() {
    return slack;
  }

  Workspace workspace() {
    return slack.workspace();
  }

  void pass(Duration time) {
    now.updateAndGet(old -> old.plus(time));
  }

  static JsonObject json(String text) {
    return new JsonObject(text.replace('\'', '"'));
  }

  static JsonArray array(String text) {
    return new JsonArray(text.replace('\'', '"'));
  }

  Answer call(String method, JsonObject given) {
    String token = method.equals("apps.connections.open") ? "xapp-fake" : "xoxb-fake";
    return call(method, given, token);
  }

  Answer call(String method, JsonObject given, String token) {
    return answer(send(request("/api/" + method, "application/json; charset=utf-8")
        .header("Authorization", "Bearer " + token)
        .POST(BodyPublishers.ofString(given.encode()))
        .build()));
  }

  Answer form(String method, Map<String, String> fields) {
    String body = fields.entrySet().stream()
        .map(field ->
            field.getKey() + "=" + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
        .collect(Collectors.joining("&"));
    return answer(send(request("/api/" + method, "application/x-www-form-urlencoded")
        .POST(BodyPublishers.ofString(body))
        .build()));
  }

  Answer post(String text) {
    return call("chat.postMessage", new JsonObject().put("channel", DEALS).put("text", text));
  }

  Answer post(String text, JsonArray blocks) {
    return call(
        "chat.postMessage",
        new JsonObject().put("channel", DEALS).put("text", text).put("blocks", blocks));
  }

  Answer reply(String thread, String text) {
    return call(
        "chat.postMessage",
        new JsonObject().put("channel", DEALS).put("text", text).put("thread_ts", thread));
  }

  Answer respond(String url, JsonObject said) {
    return answer(send(HttpRequest.newBuilder(URI.create(url))
        .header("Content-Type", "application/json")
        .POST(BodyPublishers.ofString(said.encode()))
        .build()));
  }

  HttpResponse<String> get(String path) {
    return send(request(path, "text/plain").GET().build());
  }

  HttpResponse<String> post(String path, String type, String body) {
    return send(request(path, type).POST(BodyPublishers.ofString(body)).build());
  }

  private HttpRequest.Builder request(String path, String type) {
    return HttpRequest.newBuilder(URI.create(slack.url() + path))
        .timeout(SOON)
        .header("Content-Type", type);
  }

  private HttpResponse<String> send(HttpRequest request) {
    try {
      return http.send(request, BodyHandlers.ofString());
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Answer answer(HttpResponse<String> response) {
    return new Answer(
        response.statusCode(),
        new JsonObject(response.body()),
        response.headers().firstValue("Retry-After"));
  }

  static <T> T await(Future<T> future) {
    try {
      return future.toCompletionStage().toCompletableFuture().get(5, TimeUnit.SECONDS);
    } catch (java.util.concurrent.ExecutionException e) {
      throw new IllegalStateException(e.getCause().getMessage(), e);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  String ticket() {
    return call("apps.connections.open", new JsonObject()).body().getString("url");
  }

  Connection connect() {
    return connect(ticket());
  }

  Connection connect(String url) {
    Connection connection = new Connection();
    connection.socket =
        http.newWebSocketBuilder().buildAsync(URI.create(url), connection).join();
    return connection;
  }

  /** One Socket Mode connection. */
  static final class Connection implements WebSocket.Listener {
    private final BlockingQueue<JsonObject> received = new LinkedBlockingQueue<>();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final StringBuilder partial = new StringBuilder();
    private volatile boolean cut;
    private WebSocket socket;

    JsonObject next() {
      try {
        return Optional.ofNullable(received.poll(5, TimeUnit.SECONDS))
            .orElseThrow(() -> new AssertionError("nothing came"));
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }

    boolean isQuiet() {
      return received.isEmpty();
    }

    /** Whether the end came without a goodbye. */
    boolean isCutSoon() {
      return isClosedSoon() && cut;
    }

    boolean isClosedSoon() {
      try {
        return closed.await(5, TimeUnit.SECONDS);
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }

    void acknowledge(JsonObject envelope) {
      send(new JsonObject().put("envelope_id", envelope.getString("envelope_id")));
    }

    void acknowledge(JsonObject envelope, JsonObject payload) {
      send(new JsonObject()
          .put("envelope_id", envelope.getString("envelope_id"))
          .put("payload", payload));
    }

    private void send(JsonObject message) {
      socket.sendText(message.encode(), true).join();
    }

    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
      partial.append(data);
      if (last) {
        received.add(new JsonObject(partial.toString()));
        partial.setLength(0);
      }
      from.request(1);
      return null;
    }

    @Override
    public CompletionStage<?> onClose(WebSocket from, int code, String reason) {
      cut = code == 1006;
      closed.countDown();
      return null;
    }

    @Override
    public void onError(WebSocket from, Throwable fault) {
      cut = true;
      closed.countDown();
    }
  }

  @Override
  public void close() {
    slack.close();
    await(vertx.close());
    http.shutdownNow();
  }
}
