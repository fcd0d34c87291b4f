package dev.quotey.live.bench;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.HashMap;
import java.util.Map;

/** What the load generator asks over REST. */
final class RestClient {
  private final HttpClient http = HttpClient.newHttpClient();
  private final Map<String, String> tokens = new HashMap<>();
  private final int port;

  RestClient(int port) {
    this.port = port;
  }

  int port() {
    return port;
  }

  String token(String user) {
    return tokens.computeIfAbsent(user, name -> {
      String body = "{\"user\":\"" + name + "\"}";
      try {
        return new JsonObject(send(request("/dev/token").POST(BodyPublishers.ofString(body))))
            .getString("token");
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException(e);
      }
    });
  }

  void putQuote(String id, String json) throws IOException, InterruptedException {
    send(authorized("/api/quotes/" + id)
        .header("Content-Type", "application/json")
        .PUT(BodyPublishers.ofString(json)));
  }

  String quote(String id) throws IOException, InterruptedException {
    return send(authorized("/api/quotes/" + id));
  }

  /** The id of the quote's session. */
  String createSession(String quote) throws IOException, InterruptedException {
    JsonObject created = new JsonObject(
        send(authorized("/api/quotes/" + quote + "/sessions").POST(BodyPublishers.noBody())));
    return created.getJsonObject("session").getString("session_id");
  }

  JsonObject join(String session, JsonObject body) throws IOException, InterruptedException {
    return new JsonObject(send(authorized("/api/sessions/" + session + "/participants")
        .POST(BodyPublishers.ofString(body.encode()))));
  }

  private HttpRequest.Builder authorized(String path) {
    return request(path).header("Authorization", "Bearer " + token("ana"));
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
  }

  private String send(HttpRequest.Builder request) throws IOException, InterruptedException {
    HttpResponse<String> response = http.send(request.build(), BodyHandlers.ofString());
    if (response.statusCode() != 200) {
      throw new IOException(
          response.uri() + " answered " + response.statusCode() + ": " + response.body());
    }
    return response.body();
  }
}
