package dev.quotey.live.browser;

import io.vertx.core.Vertx;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A network between a browser and its server that can be cut. */
final class CutProxy implements AutoCloseable {
  private final Vertx vertx = Vertx.vertx();
  private final Set<NetSocket> open = ConcurrentHashMap.newKeySet();
  private final Set<NetSocket> upstreams = ConcurrentHashMap.newKeySet();
  private final NetServer server;
  private volatile boolean cut;

  CutProxy(int target) {
    var client = vertx.createNetClient();
    server = vertx.createNetServer().connectHandler(socket -> {
      if (cut) {
        socket.close();
        return;
      }
      socket.pause();
      keep(socket);
      client
          .connect(target, "127.0.0.1")
          .onComplete(
              upstream -> {
                keep(upstream);
                upstreams.add(upstream);
                upstream.handler(socket::write);
                upstream.closeHandler(gone -> socket.close());
                socket.handler(upstream::write);
                socket.closeHandler(gone -> upstream.close());
                socket.resume();
              },
              fault -> socket.close());
    });
    server.listen(0, "127.0.0.1").toCompletionStage().toCompletableFuture().join();
  }

  private void keep(NetSocket socket) {
    open.add(socket);
  }

  int port() {
    return server.actualPort();
  }

  /** What the server says waits on its way; what the browser says does not. */
  void hold() {
    upstreams.forEach(NetSocket::pause);
  }

  void release() {
    upstreams.forEach(NetSocket::resume);
  }

  /** Every connection breaks, and none is made until {@link #mend}. */
  void cut() {
    cut = true;
    open.forEach(NetSocket::close);
    open.clear();
    upstreams.clear();
  }

  void mend() {
    cut = false;
  }

  @Override
  public void close() {
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }
}
