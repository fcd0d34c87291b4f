package dev.quotey.live.cluster;

import io.vertx.core.Vertx;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntPredicate;
import java.util.function.IntSupplier;
import java.util.function.IntUnaryOperator;

/**
 * A network in front of a port. It can be cut, so that connections break and none is made, or blocked for
 * some who connect, so that nothing gets through either way, as if packets were lost.
 */
final class Wire implements AutoCloseable {
  private static final int CONNECT_MILLIS = 2_000;

  private final NetServer server;
  private final NetClient client;
  private final IntSupplier target;
  private final IntUnaryOperator source;
  private final Set<Connection> open = ConcurrentHashMap.newKeySet();
  private volatile boolean cut;
  private volatile IntPredicate blocked = from -> false;

  private static final class Connection {
    private final int from;
    private final NetSocket socket;
    private final NetSocket upstream;
    private boolean held;

    Connection(int from, NetSocket socket, NetSocket upstream) {
      this.from = from;
      this.socket = socket;
      this.upstream = upstream;
    }

    void hold(boolean hold) {
      if (hold != held) {
        held = hold;
        if (hold) {
          socket.pause();
          upstream.pause();
        } else {
          socket.resume();
          upstream.resume();
        }
      }
    }

    void close() {
      socket.close();
      upstream.close();
    }
  }

  /**
   * @param port to listen at; 0 takes a free one
   * @param target the port that is connected to
   * @param source who connects, by the port of the other end
   */
  Wire(Vertx vertx, int port, IntSupplier target, IntUnaryOperator source) {
    this.target = target;
    this.source = source;
    client = vertx.createNetClient(new NetClientOptions().setConnectTimeout(CONNECT_MILLIS));
    server = vertx.createNetServer().connectHandler(this::accept);
    server.listen(port, "127.0.0.1").toCompletionStage().toCompletableFuture().join();
  }

  int port() {
    return server.actualPort();
  }

  private void accept(NetSocket socket) {
    if (cut) {
      socket.close();
      return;
    }
    socket.pause();
    int from = source.applyAsInt(socket.remoteAddress().port());
    client
        .connect(target.getAsInt(), "127.0.0.1")
        .onComplete(upstream -> join(from, socket, upstream), fault -> socket.close());
  }

  private void join(int from, NetSocket socket, NetSocket upstream) {
    Connection connection = new Connection(from, socket, upstream);
    open.add(connection);
    upstream.handler(socket::write);
    socket.handler(upstream::write);
    upstream.closeHandler(gone -> close(connection));
    socket.closeHandler(gone -> close(connection));
    socket.resume();
    connection.hold(blocked.test(from));
    if (cut) {
      close(connection);
    }
  }

  private void close(Connection connection) {
    open.remove(connection);
    connection.close();
  }

  /** Every connection breaks, and none is made until {@link #mend}. */
  void cut() {
    cut = true;
    open.forEach(this::close);
  }

  /** Nothing gets through for those of whom {@code from} is true. */
  void block(IntPredicate from) {
    blocked = from;
    open.forEach(connection -> connection.hold(from.test(connection.from)));
  }

  void mend() {
    cut = false;
    block(from -> false);
  }

  @Override
  public void close() {
    cut();
    server.close().toCompletionStage().toCompletableFuture().join();
  }
}
