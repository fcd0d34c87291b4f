package dev.quotey.live.persistence;

import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.timeout.IdleStateEvent;
import io.netty.handler.timeout.IdleStateHandler;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.internal.VertxWrapper;
import io.vertx.core.internal.net.NetSocketInternal;
import io.vertx.core.net.ClientSSLOptions;
import io.vertx.core.net.ConnectOptions;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.SocketAddress;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Connections that no query holds for ever. A statement that takes too long is ended by the database,
 * which lets its locks go; where nothing comes from there the connection is closed here. What was
 * asked fails then, and may have been done all the same: who has to know looks.
 */
final class BoundedPool {
  /**
   * How long the database works at a statement. As long as anybody waits for it; and before {@link
   * #SILENCE}, so that a database that can still speak says what happened, and nothing that was given
   * up here goes on there.
   */
  static final Duration STATEMENT = Duration.ofSeconds(10);

  /** How long nothing passes over a connection, either way, before it is closed. */
  static final Duration SILENCE = Duration.ofSeconds(12);

  /** How long a query waits for a connection. */
  private static final Duration CONNECTION = Duration.ofSeconds(5);

  private static final Duration CONNECT = Duration.ofSeconds(2);

  /** Before {@link #SILENCE}, so that no connection is lost that somebody is about to use. */
  private static final Duration IDLE = Duration.ofSeconds(6);

  private BoundedPool() {}

  /**
   * @param name what metrics call it
   * @param waitingMax queries that wait for a connection
   */
  static Pool create(Vertx vertx, String name, PgConnectOptions connect, int size, int waitingMax) {
    return PgBuilder.pool()
        .with(new PoolOptions()
            .setName(name)
            .setMaxSize(size)
            .setMaxWaitQueueSize(waitingMax)
            .setConnectionTimeout((int) CONNECTION.toSeconds())
            .setIdleTimeout((int) IDLE.toSeconds()))
        .with(new NetClientOptions().setConnectTimeout((int) CONNECT.toMillis()))
        .connectingTo(bounded(connect).setMetricsName(name))
        .using(new FencedVertx((VertxInternal) vertx))
        .build();
  }

  private static PgConnectOptions bounded(PgConnectOptions connect) {
    return new PgConnectOptions(connect)
        .addProperty("statement_timeout", Long.toString(STATEMENT.toMillis()))
        // A plan is kept. One that reads a whole table, made while it was small, would stay when it
        // has grown.
        .addProperty("enable_seqscan", "off")
        // Else an append is planned anew each time, which takes longer than the append.
        .addProperty("plan_cache_mode", "force_generic_plan")
        // A transaction whose client was lost in the middle does not keep its rows locked.
        .addProperty("idle_in_transaction_session_timeout", Long.toString(SILENCE.toMillis()));
  }

  /**
   * Closes a silent connection. The idle timeout of NetClientOptions does not: its close goes through
   * the driver's codec, which makes it a word of farewell and waits until the database closes; but a
   * database that hangs does not read it. This handler stands before the codec, so its close goes past it.
   */
  private static final class Fence extends IdleStateHandler {
    Fence() {
      super(0, 0, SILENCE.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    protected void channelIdle(ChannelHandlerContext context, IdleStateEvent event) {
      ChannelFuture ignored = context.close();
    }
  }

  /** The driver makes its own client, and gives no other place to put something into a connection. */
  private static final class FencedVertx extends VertxWrapper {
    FencedVertx(VertxInternal vertx) {
      super(vertx);
    }

    @Override
    public NetClient createNetClient(NetClientOptions options) {
      return new FencedClient(super.createNetClient(options));
    }
  }

  private record FencedClient(NetClient client) implements NetClient {
    private static Future<NetSocket> fenced(Future<NetSocket> connected) {
      return connected.map(socket -> {
        ((NetSocketInternal) socket).channelHandlerContext().pipeline().addFirst(new Fence());
        return socket;
      });
    }

    @Override
    public Future<NetSocket> connect(int port, String host) {
      return fenced(client.connect(port, host));
    }

    @Override
    public Future<NetSocket> connect(int port, String host, String serverName) {
      return fenced(client.connect(port, host, serverName));
    }

    @Override
    public Future<NetSocket> connect(SocketAddress address) {
      return fenced(client.connect(address));
    }

    @Override
    public Future<NetSocket> connect(SocketAddress address, String serverName) {
      return fenced(client.connect(address, serverName));
    }

    @Override
    public Future<NetSocket> connect(ConnectOptions options) {
      return fenced(client.connect(options));
    }

    @Override
    public Future<Void> shutdown(long timeout, TimeUnit unit) {
      return client.shutdown(timeout, unit);
    }

    @Override
    public Future<Boolean> updateSSLOptions(ClientSSLOptions options, boolean force) {
      return client.updateSSLOptions(options, force);
    }
  }
}
