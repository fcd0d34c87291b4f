package dev.quotey.live.fakeslack;

import dev.quotey.live.fakeslack.Callers.Acknowledged;
import dev.quotey.live.fakeslack.Sockets.Envelope;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;

/** Brings to the app what happens in Slack: by a socket where one is open, else by signed HTTP. */
final class Delivery {
  /** Nobody acknowledged in time. */
  static final String TIMEOUT = "operation_timeout";

  private static final String FORM = "application/x-www-form-urlencoded";

  private final Vertx vertx;
  private final FakeSlackSettings settings;
  private final Timing timing;
  private final Sockets sockets;
  private final HttpClient client;

  /** What can happen, with how it is called by socket, and where it goes by HTTP. */
  enum Kind {
    EVENT("events_api", "/slack/events", false),
    INTERACTION("interactive", "/slack/interactivity", false),
    COMMAND("slash_commands", "/slack/command", true);

    private final String envelope;
    private final String path;
    private final boolean answerable;

    Kind(String envelope, String path, boolean answerable) {
      this.envelope = envelope;
      this.path = path;
      this.answerable = answerable;
    }
  }

  Delivery(Vertx vertx, FakeSlackSettings settings, Timing timing, Sockets sockets) {
    this.vertx = vertx;
    this.settings = settings;
    this.timing = timing;
    this.sockets = sockets;
    this.client = vertx.createHttpClient();
  }

  /** Events are tried once more where they fail, commands and interactions are not. */
  Future<Acknowledged> deliver(Kind kind, JsonObject payload) {
    Future<Acknowledged> first = attempt(kind, payload, 0, "");
    if (kind != Kind.EVENT) {
      return first;
    }
    return first.recover(fault -> attempt(kind, payload, 1, reason(fault)));
  }

  private static String reason(Throwable fault) {
    return switch (String.valueOf(fault.getMessage())) {
      case TIMEOUT -> "timeout";
      case "http_service_error" -> "http_error";
      default -> "connection_failed";
    };
  }

  private Future<Acknowledged> attempt(Kind kind, JsonObject payload, int attempt, String reason) {
    long start = System.nanoTime();
    boolean bySocket = sockets.any();
    Future<JsonObject> answer;
    if (bySocket) {
      answer = sockets.send(new Envelope(kind.envelope, payload, kind.answerable, attempt, reason));
    } else {
      answer = settings
          .requestUrl()
          .map(url -> post(url + kind.path, kind, payload, attempt, reason))
          .orElseGet(() -> Future.failedFuture(new ApiFault("dispatch_failed")));
    }
    return answer.map(payloadOfAnswer ->
        new Acknowledged(payloadOfAnswer, Duration.ofNanos(System.nanoTime() - start), bySocket));
  }

  private Future<JsonObject> post(
      String url, Kind kind, JsonObject payload, int attempt, String reason) {
    boolean json = kind == Kind.EVENT;
    String body = switch (kind) {
      case EVENT -> payload.encode();
      case INTERACTION -> form(Map.of("payload", payload.encode()));
      case COMMAND -> form(payload.getMap());
    };
    String timestamp = Long.toString(timing.clock().instant().getEpochSecond());
    RequestOptions options = new RequestOptions()
        .setAbsoluteURI(url)
        .setMethod(HttpMethod.POST)
        .putHeader("Content-Type", json ? "application/json" : FORM)
        .putHeader(Signature.TIMESTAMP_HEADER, timestamp)
        .putHeader(Signature.HEADER, Signature.sign(settings.signingSecret(), timestamp, body));
    if (attempt > 0) {
      options
          .putHeader("X-Slack-Retry-Num", Integer.toString(attempt))
          .putHeader("X-Slack-Retry-Reason", reason.equals("timeout") ? "http_timeout" : reason);
    }
    Promise<JsonObject> promise = Promise.promise();
    vertx.setTimer(timing.acknowledge().toMillis(), id -> promise.tryFail(new ApiFault(TIMEOUT)));
    client
        .request(options)
        .compose(request -> request.send(Buffer.buffer(body)))
        .compose(Delivery::answer)
        .onComplete(promise::tryComplete, promise::tryFail);
    return promise.future();
  }

  private static Future<JsonObject> answer(HttpClientResponse response) {
    if (response.statusCode() != 200) {
      return Future.failedFuture(new ApiFault("http_service_error"));
    }
    return response.body().map(Delivery::parsed);
  }

  /** A plain text is a text that the app says. */
  private static JsonObject parsed(Buffer body) {
    String text = body.toString(StandardCharsets.UTF_8);
    if (text.isBlank()) {
      return new JsonObject();
    }
    try {
      return new JsonObject(text);
    } catch (DecodeException e) {
      return new JsonObject().put("text", text);
    }
  }

  private static String form(Map<String, Object> fields) {
    return fields.entrySet().stream()
        .map(field -> encode(field.getKey()) + "=" + encode(String.valueOf(field.getValue())))
        .collect(Collectors.joining("&"));
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
