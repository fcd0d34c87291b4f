package dev.quotey.live.slack;

import dev.quotey.live.metrics.SlackMeters;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.client.HttpResponse;
import io.vertx.ext.web.client.WebClient;
import io.vertx.ext.web.client.WebClientOptions;
import java.net.URI;
import java.time.Duration;

/** Slack's Web API. A call never fails: what goes wrong is its outcome. */
final class SlackApi {
  static final String POST = "chat.postMessage";
  static final String UPDATE = "chat.update";
  static final String UNFURL = "chat.unfurl";
  static final String SET_STATUS = "assistant.threads.setStatus";
  static final String REPLIES = "conversations.replies";
  static final String USER = "users.info";
  static final String OPEN_SOCKET = "apps.connections.open";

  private static final long TIMEOUT_MILLIS = 10_000;
  private static final int CONNECTIONS_MAX = 8;
  private static final int TOO_MANY_REQUESTS = 429;
  private static final int SERVER_ERROR = 500;
  private static final long RETRY_AFTER_SECONDS = 30;

  private final WebClient client;
  private final String url;
  private final String botToken;
  private final String appToken;
  private final SlackMeters meters;

  /** @param url of the API, with a slash at its end */
  SlackApi(Vertx vertx, String url, String botToken, String appToken, SlackMeters meters) {
    this.meters = meters;
    this.client = WebClient.create(
        vertx,
        new WebClientOptions()
            .setFollowRedirects(false)
            .setConnectTimeout((int) TIMEOUT_MILLIS)
            .setUserAgent("quotey-live"),
        new io.vertx.core.http.PoolOptions().setHttp1MaxSize(CONNECTIONS_MAX));
    this.url = url;
    this.botToken = botToken;
    this.appToken = appToken;
  }

  /** @param arguments each a text, a number, a flag, or JSON */
  Future<Outcome> call(String method, JsonObject arguments) {
    String token = method.equals(OPEN_SOCKET) ? appToken : botToken;
    return client
        .postAbs(url + method)
        .timeout(TIMEOUT_MILLIS)
        .bearerTokenAuthentication(token)
        .sendForm(form(arguments))
        .transform(answer -> Future.<Outcome>succeededFuture(
            answer.succeeded()
                ? outcome(answer.result())
                : new Outcome.Unclear(answer.cause().getClass().getSimpleName())))
        .onSuccess(outcome -> meters.called(method, measured(outcome)));
  }

  /** Answers somebody at the address that Slack has given for it; only Slack itself is called. */
  Future<Outcome> respond(String responseUrl, JsonObject message) {
    if (!isSlacks(responseUrl)) {
      return Future.succeededFuture(new Outcome.Refused("response_url_elsewhere"));
    }
    return client
        .postAbs(responseUrl)
        .timeout(TIMEOUT_MILLIS)
        .sendJsonObject(message)
        .transform(answer -> Future.succeededFuture(
            answer.succeeded() && answer.result().statusCode() < SERVER_ERROR
                ? new Outcome.Done(new JsonObject())
                : new Outcome.Unclear("response_url")));
  }

  private static SlackMeters.Outcome measured(Outcome outcome) {
    return switch (outcome) {
      case Outcome.Done ignored -> SlackMeters.Outcome.DONE;
      case Outcome.Limited ignored -> SlackMeters.Outcome.LIMITED;
      case Outcome.Refused ignored -> SlackMeters.Outcome.REFUSED;
      case Outcome.Unclear ignored -> SlackMeters.Outcome.UNCLEAR;
    };
  }

  private boolean isSlacks(String responseUrl) {
    try {
      URI response = URI.create(responseUrl);
      URI api = URI.create(url);
      boolean ofThisApi = String.valueOf(response.getAuthority()).equals(api.getAuthority())
          && String.valueOf(response.getScheme()).equals(api.getScheme());
      return ofThisApi
          || ("https".equals(response.getScheme()) && "hooks.slack.com".equals(response.getHost()));
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private static MultiMap form(JsonObject arguments) {
    MultiMap form = MultiMap.caseInsensitiveMultiMap();
    for (String name : arguments.fieldNames()) {
      form.add(
          name,
          switch (arguments.getValue(name)) {
            case JsonObject object -> object.encode();
            case JsonArray array -> array.encode();
            case Object value -> value.toString();
          });
    }
    return form;
  }

  private static Outcome outcome(HttpResponse<Buffer> response) {
    if (response.statusCode() == TOO_MANY_REQUESTS) {
      return new Outcome.Limited(retryAfter(response.getHeader("Retry-After")));
    }
    if (response.statusCode() >= SERVER_ERROR) {
      return new Outcome.Unclear("http_" + response.statusCode());
    }
    try {
      JsonObject body = response.bodyAsJsonObject();
      return Boolean.TRUE.equals(body.getBoolean("ok"))
          ? new Outcome.Done(body)
          : new Outcome.Refused(body.getString("error", "unknown_error"));
    } catch (DecodeException | ClassCastException | NullPointerException e) {
      return new Outcome.Unclear("no_json");
    }
  }

  private static Duration retryAfter(String header) {
    boolean whole = header != null && header.matches("[0-9]{1,5}");
    return Duration.ofSeconds(whole ? Math.max(1, Long.parseLong(header)) : RETRY_AFTER_SECONDS);
  }

  void close() {
    client.close();
  }
}
