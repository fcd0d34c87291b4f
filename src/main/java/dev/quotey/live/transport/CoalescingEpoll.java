package dev.quotey.live.transport;

import io.netty.channel.IoHandlerFactory;
import io.vertx.core.VertxBuilder;
import io.vertx.core.impl.transports.EpollTransport;
import io.vertx.core.transport.Transport;

/** Linux's epoll, by which a node that is fairly busy handles together what comes within a moment (ADR 0029). */
public final class CoalescingEpoll extends EpollTransport implements Transport {
  private CoalescingEpoll() {}

  /** Has the Vert.x that is built wait so; where there is no epoll it waits as it would have. */
  public static VertxBuilder in(VertxBuilder builder) {
    CoalescingEpoll transport = new CoalescingEpoll();
    return transport.available() ? builder.withTransport(transport) : builder;
  }

  /** Whether the loop that this is called on coalesces just now. */
  public static boolean coalesces() {
    CoalescingHandler handler = CoalescingHandler.CURRENT.get();
    return handler != null && handler.coalesces();
  }

  /** Whether the loop that this is called on has little to do just now; false where that is not known. */
  static boolean isQuiet() {
    CoalescingHandler handler = CoalescingHandler.CURRENT.get();
    return handler != null && handler.isQuiet();
  }

  /** Tells the loop that this is called on that somebody has sent something. */
  static void hear() {
    CoalescingHandler handler = CoalescingHandler.CURRENT.get();
    if (handler != null) {
      handler.hear();
    }
  }

  @Override
  public String name() {
    return "epoll";
  }

  @Override
  public boolean available() {
    return isAvailable();
  }

  @Override
  public io.vertx.core.spi.transport.Transport implementation() {
    return this;
  }

  @Override
  public IoHandlerFactory ioHandlerFactory() {
    IoHandlerFactory epoll = super.ioHandlerFactory();
    return executor -> new CoalescingHandler(epoll.newHandler(executor), LoopThread.CURRENT);
  }
}
