package dev.quotey.live.cluster;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/**
 * A load balancer in front of nodes, as docker/haproxy has one: it asks each node whether it is ready,
 * gives each connection to the next that is, and closes the connections to a node that is not any more.
 */
final class Balancer implements AutoCloseable {
  /** What is said by a node that keeps its browsers. */
  private static final Pattern KEEPS = Pattern.compile("^(ok|no.database)");

  private static final long CHECK_MILLIS = 500;
  private static final int FALL = 2;
  private static final int CONNECT_MILLIS = 1_000;

  private final NetServer server;
  private final NetClient client;
  private final HttpClient checks;
  private final List<Backend> backends = new ArrayList<>();
  private int next;

  private static final class Backend {
    private final int port;
    private final int managementPort;
    private final Set<NetSocket> sockets = new HashSet<>();
    private int failures;

    Backend(int port, int managementPort) {
      this.port = port;
      this.managementPort = managementPort;
    }
  }

  /** @param ports of pages and sockets, and beside each that of its health checks */
  Balancer(Vertx vertx, List<int[]> ports) {
    ports.forEach(pair -> backends.add(new Backend(pair[0], pair[1])));
    client = vertx.createNetClient(new NetClientOptions().setConnectTimeout(CONNECT_MILLIS));
    checks = vertx.createHttpClient();
    server = vertx.createNetServer().connectHandler(this::accept);
    server.listen(0, "127.0.0.1").toCompletionStage().toCompletableFuture().join();
    vertx.setPeriodic(CHECK_MILLIS, timer -> backends.forEach(this::check));
  }

  int port() {
    return server.actualPort();
  }

  private void check(Backend backend) {
    checks
        .request(HttpMethod.GET, backend.managementPort, "127.0.0.1", "/health/ready")
        .compose(request -> request.send())
        .compose(HttpClientResponse::body)
        .compose(text -> KEEPS.matcher(text.toString()).find()
            ? Future.succeededFuture()
            : Future.failedFuture("not ready"))
        .timeout(CHECK_MILLIS, TimeUnit.MILLISECONDS)
        .onSuccess(ready -> backend.failures = 0)
        .onFailure(fault -> {
          if (++backend.failures == FALL) {
            List.copyOf(backend.sockets).forEach(NetSocket::close);
          }
        });
  }

  private void accept(NetSocket socket) {
    socket.pause();
    connect(socket, backends.size()).onFailure(fault -> socket.close());
  }

  private Future<NetSocket> connect(NetSocket socket, int tries) {
    Backend backend = backends.get(Math.floorMod(next++, backends.size()));
    if (backend.failures >= FALL && tries > 1) {
      return connect(socket, tries - 1);
    }
    Future<NetSocket> connecting = client
        .connect(backend.port, "127.0.0.1")
        .onSuccess(upstream -> join(backend, socket, upstream));
    return tries <= 1 ? connecting : connecting.recover(fault -> connect(socket, tries - 1));
  }

  private static void join(Backend backend, NetSocket socket, NetSocket upstream) {
    backend.sockets.add(socket);
    upstream.handler(socket::write);
    socket.handler(upstream::write);
    upstream.closeHandler(gone -> socket.close());
    socket.closeHandler(gone -> {
      backend.sockets.remove(socket);
      upstream.close();
    });
    socket.resume();
  }

  @Override
  public void close() {
    server.close().toCompletionStage().toCompletableFuture().join();
    checks.close().toCompletionStage().toCompletableFuture().join();
  }
}
