package dev.quotey.live.transport;

import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.flush.FlushConsolidationHandler;

/**
 * What is written to a connection in one turn of a loop with much to do leaves in one call of the system. In
 * a loop that has little to do it leaves at once: little comes together there, and whoever is written to
 * first need not wait until all others are written to. The loop is told of what is read.
 */
public final class GatheredFlush extends FlushConsolidationHandler {
  /** Writes that leave together at most. */
  private static final int FLUSHES_MAX = 256;

  public GatheredFlush() {
    super(FLUSHES_MAX, true);
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) throws Exception {
    CoalescingEpoll.hear();
    super.channelRead(context, message);
  }

  @Override
  public void flush(ChannelHandlerContext context) throws Exception {
    if (CoalescingEpoll.isQuiet()) {
      context.flush();
    } else {
      super.flush(context);
    }
  }
}
