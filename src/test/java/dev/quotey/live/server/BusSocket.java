package dev.quotey.live.server;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.core.http.WebSocketConnectOptions;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.awaitility.Awaitility;

/** A browser's socket by hand: whatever a test wants to say, and all that comes back. Blocks. */
public final class BusSocket implements AutoCloseable {
  /** A page of missed changes is larger than what browsers may send. */
  private static final int MESSAGE_BYTES_MAX = 4 * 1024 * 1024;

  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  /** A client that nobody refers to is closed, and its sockets with it. */
  private final WebSocketClient client;

  private final WebSocket socket;
  private final List<JsonObject> received = new CopyOnWriteArrayList<>();
  private final CompletableFuture<Short> closed = new CompletableFuture<>();
  private int nextReply;

  private BusSocket(WebSocketClient client, WebSocket socket) {
    this.client = client;
    this.socket = socket;
    socket.binaryMessageHandler(frame -> received.add(frame.toJsonObject()));
    socket.closeHandler(done -> closed.complete(socket.closeStatusCode()));
  }

  /** A socket that has shown nothing, as a program opens it. */
  static BusSocket open(Vertx vertx, int port) {
    return open(vertx, port, new WebSocketConnectOptions());
  }

  private static BusSocket open(Vertx vertx, int port, WebSocketConnectOptions options) {
    WebSocketClient client = vertx.createWebSocketClient(new WebSocketClientOptions()
        .setMaxFrameSize(MESSAGE_BYTES_MAX)
        .setMaxMessageSize(MESSAGE_BYTES_MAX));
    Future<BusSocket> opening = client
        .connect(options.setPort(port).setHost("127.0.0.1").setURI("/eventbus/websocket"))
        .map(socket -> new BusSocket(client, socket));
    return opening.toCompletionStage().toCompletableFuture().join();
  }

  /** A socket that has shown nothing, as a page of {@code origin} opens it. */
  static BusSocket openFrom(Vertx vertx, int port, String origin) {
    return open(vertx, port, new WebSocketConnectOptions().addHeader("Origin", origin));
  }

  /** A socket that has shown a ticket for {@code token}. */
  public static BusSocket open(Vertx vertx, int port, String token) {
    BusSocket socket = open(vertx, port);
    socket.show(ticket(port, token));
    return socket;
  }

  /** A ticket for {@code token}. */
  static String ticket(int port, String token, String... headers) {
    HttpRequest.Builder request = HttpRequest.newBuilder(
            URI.create("http://127.0.0.1:" + port + "/api/tickets"))
        .header("Authorization", "Bearer " + token)
        .POST(BodyPublishers.noBody());
    if (headers.length > 0) {
      request.headers(headers);
    }
    return new JsonObject(
            HTTP.sendAsync(request.build(), BodyHandlers.ofString()).join().body())
        .getString("ticket");
  }

  /** What the server says to a ticket. */
  JsonObject show(String ticket) {
    return request("auth", new JsonObject().put("ticket", ticket));
  }

  JsonObject request(String address, JsonObject body) {
    return request(address, body, new JsonObject());
  }

  /** The body of the reply. */
  public JsonObject request(String address, Object body, JsonObject headers) {
    return answer(ask(address, body, headers));
  }

  /** Waits for what comes at an address that {@link #ask} gave. */
  JsonObject answer(String reply) {
    return await(message -> reply.equals(message.getString("address"))).getJsonObject("body");
  }

  /** Does not wait; the address at which the reply comes. */
  String ask(String address, Object body) {
    return ask(address, body, new JsonObject());
  }

  private String ask(String address, Object body, JsonObject headers) {
    String reply = "r" + nextReply++;
    send(new JsonObject()
        .put("type", "send")
        .put("address", address)
        .put("replyAddress", reply)
        .put("headers", headers)
        .put("body", body));
    return reply;
  }

  /** What has come at the addresses that {@link #ask} gave, by address. */
  Map<String, JsonObject> answers() {
    Map<String, JsonObject> answers = new HashMap<>();
    for (JsonObject message : received) {
      if (message.getString("address", "").matches("r\\d+")) {
        answers.put(message.getString("address"), message.getJsonObject("body"));
      }
    }
    return answers;
  }

  /** Opens the quote, listens to its session and joins it; the session's id. */
  public String join(String quote, String client) {
    JsonObject created = request("sessions.create", new JsonObject().put("quote_id", quote));
    String session = created.getJsonObject("session").getString("session_id");
    listen("session." + session + ".events");
    request("session." + session + ".join", new JsonObject().put("client_id", client));
    return session;
  }

  JsonObject submit(String session, String client, long sequence, long base, JsonObject operation) {
    return request(
        "session." + session + ".submit", submission(session, client, sequence, base, operation));
  }

  /** As {@link #submit}, of an edit that has waited so long for being sent. */
  JsonObject submitAfter(
      Object waitedMillis, String session, String client, long sequence, JsonObject operation) {
    return request(
        "session." + session + ".submit",
        submission(session, client, sequence, sequence - 1, operation),
        new JsonObject().put("waited_ms", waitedMillis));
  }

  /** What is sent to submit an operation. */
  public static JsonObject submission(
      String session, String client, long sequence, long base, JsonObject operation) {
    return new JsonObject()
        .put("client_id", client)
        .put("client_seq", sequence)
        .put("parent_op_id", session + ":" + base)
        .put("operations", new JsonArray().add(operation));
  }

  public static JsonObject set(String path, Object value) {
    return new JsonObject().put("op_type", "set").put("path", path).put("value", value);
  }

  void listen(String address) {
    send(new JsonObject().put("type", "register").put("address", address));
  }

  void send(JsonObject envelope) {
    socket.writeTextMessage(envelope.encode());
  }

  /** The body of the first event of this type that satisfies the condition. */
  JsonObject event(String type, Predicate<JsonObject> condition) {
    return await(message -> message.getValue("body") instanceof JsonObject body
            && type.equals(body.getString("type"))
            && condition.test(body))
        .getJsonObject("body");
  }

  /** From now on nothing is read; what the server sends waits in the network, as far as it fits. */
  void stopReading() {
    socket.pause();
  }

  void readOn() {
    socket.resume();
  }

  /** The code with which the server has closed it; waits until it does. */
  int closeCode() {
    return closed.orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
  }

  boolean isClosed() {
    return closed.isDone();
  }

  List<JsonObject> received() {
    return received;
  }

  private JsonObject await(Predicate<JsonObject> condition) {
    Awaitility.await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(2))
        .until(() -> received.stream().anyMatch(condition));
    return received.stream().filter(condition).findFirst().orElseThrow();
  }

  @Override
  public void close() {
    socket.close().toCompletionStage().toCompletableFuture().join();
    client.close().toCompletionStage().toCompletableFuture().join();
  }
}
