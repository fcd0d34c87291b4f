package dev.quotey.live.bench;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;

/** How clients of one process reach servers. */
record Network(Vertx vertx, WebSocketClient sockets, HttpClient rest) {
  /** A snapshot of a large quote comes in one frame. */
  private static final int MESSAGE_BYTES_MAX = 4 * 1024 * 1024;

  /** To one server; more than any workload has. */
  private static final int CONNECTIONS_MAX = 100_000;

  static Network of(Vertx vertx) {
    return new Network(
        vertx,
        vertx.createWebSocketClient(new WebSocketClientOptions()
            .setMaxConnections(CONNECTIONS_MAX)
            .setMaxFrameSize(MESSAGE_BYTES_MAX)
            .setMaxMessageSize(MESSAGE_BYTES_MAX)),
        vertx.createHttpClient(new HttpClientOptions().setKeepAlive(false)));
  }

  /** Else a list of the JVM's keeps both clients, Vert.x and with it all that its timers know, whatever becomes of Vert.x. */
  Future<Void> close() {
    return Future.all(sockets.close(), rest.close()).mapEmpty();
  }
}
