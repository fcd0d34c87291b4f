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
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;

/** A server in this JVM, on free ports and a folder of its own, with the development settings. */
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
    settings.forEach((key, value) -> properties.put("quotey." + key, value));
    AppConfig config = ConfigLoader.load(Map.of(), properties);
    return new LocalServer(Server.start(config));
  }

  Vertx vertx() {
    return server.vertx();
  }

  int port() {
    return server.port();
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

  HttpResponse<String> post(String path) throws IOException, InterruptedException {
    return send(request(path).POST(BodyPublishers.noBody()));
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
