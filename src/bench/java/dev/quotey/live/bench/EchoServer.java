package dev.quotey.live.bench;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;

/** The least that a server can do: each WebSocket gets back what it sends. */
final class EchoServer {
  private EchoServer() {}

  public static void main(String[] args) {
    Vertx.vertx(new VertxOptions().setPreferNativeTransport(true))
        .createHttpServer()
        .webSocketHandler(socket -> socket.textMessageHandler(socket::writeTextMessage))
        .listen(0, "127.0.0.1")
        .onSuccess(server -> System.out.println("ready at " + server.actualPort()));
  }
}
