package dev.quotey.live.server;

import dev.quotey.live.Server;
import dev.quotey.live.config.AppConfig;
import dev.quotey.live.config.ConfigLoader;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;

/** A server in this JVM, on free ports and a folder of its own, with the development settings and without limits. */
final class LocalServer implements AutoCloseable {
  private final HttpClient http = HttpClient.newHttpClient();
  private final Server server;

  private LocalServer(Server server) {
    this.server = server;
  }

  /** @param settings more than the development ones, such as {@code sessions.enabled} */
  static LocalServer start(Path folder, Map<String, String> settings) {
    Properties properties = new Properties();
    properties.put("quotey.profile", "development");
    properties.put("quotey.data.dir", folder.toString());
    properties.put("quotey.http.port", "0");
    properties.put("quotey.management.port", "0");
    properties.put("quotey.slack.enabled", "false");
    NoLimits.SETTINGS.forEach((key, value) -> properties.put("quotey." + key, value));
    settings.forEach((key, value) -> properties.put("quotey." + key, value));
    AppConfig config = ConfigLoader.load(Map.of(), properties);
    Server server = Server.start(config);
    server.watch(Map.of(), properties, config);
    return new LocalServer(server);
  }

  Vertx vertx() {
    return server.vertx();
  }

  int port() {
    return server.port();
  }

  /** What the server tells Prometheus. */
  String metrics() throws IOException, InterruptedException {
    URI metrics = URI.create("http://127.0.0.1:" + server.managementPort() + "/metrics");
    HttpRequest request = HttpRequest.newBuilder(metrics).build();
    return http.send(request, BodyHandlers.ofString()).body();
  }

  String token(String user) throws IOException, InterruptedException {
    HttpRequest request = HttpRequest.newBuilder(uri("/dev/token"))
        .POST(BodyPublishers.ofString("{\"user\":\"" + user + "\"}"))
        .build();
    return new JsonObject(http.send(request, BodyHandlers.ofString()).body()).getString("token");
  }

  HttpResponse<String> get(String path, String... headers)
      throws IOException, InterruptedException {
    return send(request(path).GET(), headers);
  }

  HttpResponse<String> put(String path, String type, byte[] body)
      throws IOException, InterruptedException {
    return send(request(path).PUT(BodyPublishers.ofByteArray(body)), "Content-Type", type);
  }

  /** @param version what the body was made from */
  HttpResponse<String> put(String path, String type, byte[] body, String version)
      throws IOException, InterruptedException {
    return send(
        request(path).PUT(BodyPublishers.ofByteArray(body)),
        "Content-Type",
        type,
        "If-Match",
        version);
  }

  HttpResponse<String> post(String path) throws IOException, InterruptedException {
    return send(request(path).POST(BodyPublishers.noBody()));
  }

  /** The status and the body of a call in a user's name; the body is an empty object if none came. */
  Answer call(String user, String method, String path, JsonObject body)
      throws IOException, InterruptedException {
    return call(
        token(user), method, path, BodyPublishers.ofString(body.isEmpty() ? "" : body.encode()));
  }

  /** A call without a body, with a token. */
  Answer call(String token, String method, String path) throws IOException, InterruptedException {
    return call(token, method, path, BodyPublishers.noBody());
  }

  private Answer call(String token, String method, String path, BodyPublisher body)
      throws IOException, InterruptedException {
    HttpRequest.Builder request = HttpRequest.newBuilder(uri(path))
        .header("Authorization", "Bearer " + token)
        .header("Content-Type", "application/json")
        .method(method, body);
    HttpResponse<String> response = http.send(request.build(), BodyHandlers.ofString());
    return new Answer(
        response.statusCode(),
        response.body().isEmpty() ? new JsonObject() : new JsonObject(response.body()));
  }

  /** What came back. */
  record Answer(int status, JsonObject body) {
    String code() {
      return body.getJsonObject("error", new JsonObject()).getString("code", "");
    }
  }

  private HttpRequest.Builder request(String path) throws IOException, InterruptedException {
    return HttpRequest.newBuilder(uri(path)).header("Authorization", "Bearer " + token("ana"));
  }

  HttpResponse<String> send(HttpRequest.Builder request, String... headers)
      throws IOException, InterruptedException {
    HttpRequest.Builder complete = headers.length == 0 ? request : request.headers(headers);
    return http.send(complete.build(), BodyHandlers.ofString());
  }

  URI uri(String path) {
    return URI.create("http://127.0.0.1:" + port() + path);
  }

  @Override
  public void close() {
    server.close();
    http.close();
  }
}
