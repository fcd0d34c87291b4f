package dev.quotey.live.cluster;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import java.util.List;

/** A load balancer in front of nodes: each connection goes to the next node that takes it. */
final class Balancer implements AutoCloseable {
  private final NetServer server;
  private final NetClient client;
  private final List<Integer> ports;
  private int next;

  Balancer(Vertx vertx, List<Integer> ports) {
    this.ports = List.copyOf(ports);
    client = vertx.createNetClient();
    server = vertx.createNetServer().connectHandler(this::accept);
    server.listen(0, "127.0.0.1").toCompletionStage().toCompletableFuture().join();
  }

  int port() {
    return server.actualPort();
  }

  private void accept(NetSocket socket) {
    socket.pause();
    connect(ports.size())
        .onComplete(
            upstream -> {
              upstream.handler(socket::write);
              upstream.closeHandler(gone -> socket.close());
              socket.handler(upstream::write);
              socket.closeHandler(gone -> upstream.close());
              socket.resume();
            },
            fault -> socket.close());
  }

  private Future<NetSocket> connect(int tries) {
    int port = ports.get(Math.floorMod(next++, ports.size()));
    Future<NetSocket> connecting = client.connect(port, "127.0.0.1");
    return tries <= 1 ? connecting : connecting.recover(fault -> connect(tries - 1));
  }

  @Override
  public void close() {
    server.close().toCompletionStage().toCompletableFuture().join();
  }
}
