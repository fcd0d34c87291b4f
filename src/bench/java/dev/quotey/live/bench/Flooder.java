package dev.quotey.live.bench;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Somebody who sends edits as fast as a socket takes them, and comes back as often as sent away: a process
 * of its own, which leaves the processors to the others. Arguments: port, token. Stops with its input, and
 * prints the messages that its sockets took and how often it was sent away.
 */
public final class Flooder {
  private static final String EDIT =
      "{\"type\":\"send\",\"address\":\"session.s_1.submit\",\"replyAddress\":\"r\",\"body\":{}}";

  private final HttpClient http = HttpClient.newHttpClient();
  private final int port;
  private final String token;
  private volatile boolean stopped;
  private final AtomicLong sent = new AtomicLong();
  private final AtomicLong dismissed = new AtomicLong();

  private Flooder(int port, String token) {
    this.port = port;
    this.token = token;
  }

  public static void main(String[] args) throws IOException {
    Flooder flooder = new Flooder(Integer.parseInt(args[0]), args[1]);
    Thread.ofPlatform().daemon().name("flooder").start(flooder::flood);
    while (System.in.read() >= 0) {
      // Only its end says something.
    }
    flooder.stopped = true;
    System.out.println(flooder.sent.get() + " " + flooder.dismissed.get());
  }

  private void flood() {
    while (!stopped) {
      try {
        WebSocket socket = http.newWebSocketBuilder()
            .buildAsync(
                URI.create("ws://127.0.0.1:" + port + "/eventbus/websocket"),
                new WebSocket.Listener() {})
            .join();
        JsonObject show = new JsonObject()
            .put("type", "send")
            .put("address", "auth")
            .put("body", new JsonObject().put("ticket", ticket()));
        socket.sendText(show.encode(), true).join();
        while (!stopped && !socket.isOutputClosed()) {
          socket.sendText(EDIT, true).join();
          sent.incrementAndGet();
        }
        socket.abort();
      } catch (CompletionException e) {
        // The server has closed it in the middle of a message.
      }
      dismissed.incrementAndGet();
    }
  }

  private String ticket() {
    HttpRequest request = HttpRequest.newBuilder(
            URI.create("http://127.0.0.1:" + port + "/api/tickets"))
        .header("Authorization", "Bearer " + token)
        .POST(BodyPublishers.noBody())
        .build();
    String answer = http.sendAsync(request, BodyHandlers.ofString()).join().body();
    return new JsonObject(answer).getString("ticket", "");
  }
}
