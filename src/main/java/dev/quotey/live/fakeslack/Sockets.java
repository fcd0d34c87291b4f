package dev.quotey.live.fakeslack;

import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelPipeline;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.internal.http.WebSocketInternal;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** Socket Mode: the app's connections, and the envelopes that wait for an acknowledgement. */
final class Sockets {
  /** Where connections are opened. */
  static final String PATH = "/link/";

  private static final int CONNECTIONS_MAX = 10;
  private static final int TICKETS_MAX = 100;
  private static final int CONNECTION_SECONDS = 18_060;
  private static final String ENVELOPE_ID = "envelope_id";

  private final Vertx vertx;
  private final Context context;
  private final Timing timing;
  private final Set<String> tickets = new LinkedHashSet<>();
  private final List<Connection> connections = new ArrayList<>();
  private final Map<String, Promise<JsonObject>> waiting = new HashMap<>();
  private boolean duplicating;
  private int turn;

  private static final class Connection {
    private final ServerWebSocket socket;
    private boolean retiring;
    private boolean answered = true;

    Connection(ServerWebSocket socket) {
      this.socket = socket;
    }

    /** Closing by the usual way would say goodbye first, and wait for the answer. */
    void cut() {
      ChannelPipeline wire =
          ((WebSocketInternal) socket).channelHandlerContext().pipeline();
      ChannelFuture ignored = wire.firstContext().close();
    }

    void send(JsonObject message) {
      socket.writeTextMessage(message.encode());
    }
  }

  /**
   * Something for the app.
   *
   * @param type such as {@code events_api}
   * @param answerable whether the acknowledgement may carry an answer
   * @param attempt 0, or which try of Slack it is
   */
  record Envelope(
      String type, JsonObject payload, boolean answerable, int attempt, String reason) {}

  Sockets(Vertx vertx, Context context, Timing timing) {
    this.vertx = vertx;
    this.context = context;
    this.timing = timing;
    vertx.setPeriodic(timing.ping().toMillis(), id -> ping());
  }

  /** What {@code apps.connections.open} answers: a URL that opens one connection. */
  JsonObject ticket(String base) {
    String ticket = UUID.randomUUID().toString();
    tickets.add(ticket);
    if (tickets.size() > TICKETS_MAX) {
      tickets.remove(tickets.iterator().next());
    }
    String url = base.replaceFirst("^http", "ws") + PATH + "?ticket=" + ticket;
    return new JsonObject().put("url", url + "&app_id=" + Team.APP_ID);
  }

  boolean any() {
    return !connections.isEmpty();
  }

  void accept(HttpServerRequest request) {
    String ticket = Optional.ofNullable(request.getParam("ticket")).orElse("");
    if (!tickets.remove(ticket)) {
      request.response().setStatusCode(401).end();
      return;
    }
    request.toWebSocket().onSuccess(socket -> opened(new Connection(socket)));
  }

  private void opened(Connection connection) {
    ServerWebSocket socket = connection.socket;
    if (connections.size() >= CONNECTIONS_MAX) {
      connection.send(disconnect("too_many_websockets"));
      socket.close();
      return;
    }
    connections.add(connection);
    socket.closeHandler(done -> connections.remove(connection));
    socket.exceptionHandler(fault -> connections.remove(connection));
    socket.pongHandler(pong -> connection.answered = true);
    socket.textMessageHandler(this::acknowledged);
    connection.send(new JsonObject()
        .put("type", "hello")
        .put("num_connections", connections.size())
        .put("connection_info", new JsonObject().put("app_id", Team.APP_ID))
        .put("debug_info", debugInfo().put("approximate_connection_time", CONNECTION_SECONDS)));
  }

  private void acknowledged(String text) {
    JsonObject message;
    try {
      message = new JsonObject(text);
    } catch (DecodeException e) {
      return;
    }
    String id = String.valueOf(message.getValue(ENVELOPE_ID));
    // What comes too late, or twice, is for nobody.
    Optional.ofNullable(waiting.remove(id)).ifPresent(promise -> {
      boolean answers = message.getValue("payload") instanceof JsonObject;
      promise.tryComplete(answers ? message.getJsonObject("payload") : new JsonObject());
    });
  }

  /** Sends to one of the connections; fails where nobody acknowledges in time. */
  Future<JsonObject> send(Envelope envelope) {
    String id = UUID.randomUUID().toString();
    Promise<JsonObject> promise = Promise.promise();
    waiting.put(id, promise);
    vertx.setTimer(timing.acknowledge().toMillis(), timer -> {
      waiting.remove(id);
      promise.tryFail(new ApiFault(Delivery.TIMEOUT));
    });
    JsonObject form = new JsonObject()
        .put(ENVELOPE_ID, id)
        .put("type", envelope.type())
        .put("payload", envelope.payload())
        .put("accepts_response_payload", envelope.answerable())
        .put("retry_attempt", envelope.attempt())
        .put("retry_reason", envelope.reason());
    next().ifPresent(connection -> connection.send(form));
    if (duplicating) {
      JsonObject again = form.copy().put("retry_attempt", 1).put("retry_reason", "timeout");
      next().ifPresent(connection -> connection.send(again));
    }
    return promise.future().map(answer -> envelope.answerable() ? answer : new JsonObject());
  }

  /** Connections take turns; one that is about to be closed comes last. */
  private Optional<Connection> next() {
    List<Connection> staying = connections.stream().filter(one -> !one.retiring).toList();
    List<Connection> choice = staying.isEmpty() ? connections : staying;
    turn++;
    return choice.isEmpty()
        ? Optional.empty()
        : Optional.of(choice.get(Math.floorMod(turn, choice.size())));
  }

  void duplicate(boolean on) {
    context.runOnContext(now -> duplicating = on);
  }

  void drop() {
    context.runOnContext(now -> cut(List.copyOf(connections)));
  }

  private void cut(List<Connection> lost) {
    connections.removeAll(lost);
    lost.forEach(Connection::cut);
  }

  void warn() {
    context.runOnContext(
        now -> connections.forEach(connection -> connection.send(disconnect("warning"))));
  }

  void refresh() {
    context.runOnContext(now -> {
      List<Connection> old = List.copyOf(connections);
      old.forEach(connection -> {
        connection.retiring = true;
        connection.send(disconnect("refresh_requested"));
      });
      vertx.setTimer(
          timing.refresh().toMillis(), id -> old.forEach(connection -> connection.socket.close()));
    });
  }

  private void ping() {
    cut(connections.stream().filter(one -> !one.answered).toList());
    for (Connection connection : connections) {
      connection.answered = false;
      connection.socket.writePing(Buffer.buffer("alive"));
    }
  }

  private static JsonObject disconnect(String reason) {
    return new JsonObject()
        .put("type", "disconnect")
        .put("reason", reason)
        .put("debug_info", debugInfo());
  }

  private static JsonObject debugInfo() {
    return new JsonObject().put("host", "fake-slack");
  }
}
