package dev.quotey.live.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.IoHandle;
import io.netty.channel.IoHandler;
import io.netty.channel.IoHandlerContext;
import io.netty.channel.IoRegistration;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** A loop whose clock, work and events are given; milliseconds, as everything that is told here. */
class CoalescingHandlerTest {
  private static final int MILLI = 1_000_000;
  private static final double FAIRLY = 0.2;
  private static final double HARDLY = 0.01;
  private static final double VERY = 0.6;
  private static final int FAR = 1_000;

  private final Loop loop = new Loop();
  private final CoalescingHandler handler = new CoalescingHandler(loop, loop);

  @Test
  @DisplayName("[CF8] a loop with little to do handles each event as it comes")
  void quiet() {
    turns(1, FAIRLY);
    assertThat(pauses(FAR)).isEmpty();
  }

  @Test
  @DisplayName("[CF8] a loop that is fairly busy pauses for a millisecond before it waits")
  void busy() {
    turns(3, FAIRLY);
    assertThat(pauses(FAR)).containsExactly(1.0);
  }

  @Test
  @DisplayName("[CF8] a loop that works for much of its time does not pause, however much comes")
  void saturated() {
    turns(3, VERY);
    assertThat(pauses(FAR)).isEmpty();
  }

  @Test
  @DisplayName("[CF8] what comes decides, and not how long it takes")
  void cheap() {
    turns(3, HARDLY);
    assertThat(pauses(FAR)).containsExactly(1.0);
  }

  @Test
  @DisplayName("[CF8] the pause ends when the next timer is due")
  void timer() {
    turns(3, FAIRLY);
    assertThat(pauses(0.25)).containsExactly(0.25);
    assertThat(pauses(0)).isEmpty();
  }

  @Test
  @DisplayName("[CF8] a loop that has tasks does not pause")
  void tasks() {
    turns(3, FAIRLY);
    loop.canBlock = false;
    assertThat(pauses(FAR)).isEmpty();
  }

  @Test
  @DisplayName("[CF8] a loop that was busy and is not any more pauses no more")
  void calmsDown() {
    turns(3, FAIRLY);
    turns(1, FAIRLY);
    assertThat(pauses(FAR)).isEmpty();
  }

  @Test
  @DisplayName("[CF10] a loop that hears much less while it pauses does not pause for ten seconds")
  void closedLoop() {
    turns(3, FAIRLY, 2);
    assertThat(pauses(FAR)).isNotEmpty();
    turns(3, FAIRLY, 1);
    assertThat(pauses(FAR)).isNotEmpty();
    turns(3, FAIRLY, 1);
    assertThat(pauses(FAR)).isEmpty();
    for (int fifths = 0; fifths < 48; fifths++) {
      turns(3, FAIRLY, 2);
      assertThat(pauses(FAR)).isEmpty();
    }
    turns(3, FAIRLY, 2);
    turns(3, FAIRLY, 2);
    assertThat(pauses(FAR)).isNotEmpty();
  }

  @Test
  @DisplayName("[CF10] a loop that hears nearly as much while it pauses goes on")
  void openLoop() {
    turns(3, FAIRLY, 10);
    for (int fifths = 0; fifths < 10; fifths++) {
      turns(2, FAIRLY, 9);
      assertThat(pauses(FAR)).isNotEmpty();
    }
  }

  @Test
  @DisplayName(
      "[CF10] a loop that stops pausing since so little comes then, and begins again, rests as well")
  void closedLoopOfFew() {
    for (int twice = 0; twice < 2; twice++) {
      turns(3, FAIRLY, 2);
      assertThat(pauses(FAR)).isNotEmpty();
      turns(1, FAIRLY, 1);
    }
    turns(3, FAIRLY, 2);
    assertThat(pauses(FAR)).isEmpty();
  }

  @Test
  @DisplayName("[CF10] a loop that hears less now and then goes on")
  void stalls() {
    turns(3, FAIRLY, 10);
    for (int seconds = 0; seconds < 3; seconds++) {
      turns(2, FAIRLY, 1);
      turns(2, FAIRLY, 10);
      assertThat(pauses(FAR)).isNotEmpty();
    }
  }

  @Test
  @DisplayName("[CF10] the loop is told what is read from those who send")
  void hearsWhatIsRead() throws Exception {
    EmbeddedChannel connection = new EmbeddedChannel(new GatheredFlush());
    handler.initialize();
    loop.read = () -> connection.writeInbound("one", "two");
    turns(3, FAIRLY);
    assertThat(pauses(FAR)).isNotEmpty();
    loop.read = () -> connection.writeInbound("one");
    turns(3, FAIRLY);
    turns(3, FAIRLY);
    assertThat(pauses(FAR)).isEmpty();
    handler.destroy();
  }

  @Test
  @DisplayName(
      "[CF8] code on the loop's thread can tell whether it coalesces, and other code that it does not")
  void told() {
    assertThat(CoalescingEpoll.coalesces()).isFalse();
    handler.initialize();
    assertThat(CoalescingEpoll.coalesces()).isFalse();
    turns(3, FAIRLY);
    assertThat(CoalescingEpoll.coalesces()).isTrue();
    handler.destroy();
    assertThat(CoalescingEpoll.coalesces()).isFalse();
  }

  @Test
  @DisplayName("[CF9] a loop has little to do where it neither coalesces nor works much")
  void tellsQuiet() {
    handler.initialize();
    assertThat(CoalescingEpoll.isQuiet()).isFalse();
    turns(1, FAIRLY);
    assertThat(CoalescingEpoll.isQuiet()).isTrue();
    turns(3, FAIRLY);
    assertThat(CoalescingEpoll.isQuiet()).isFalse();
    turns(3, VERY);
    assertThat(CoalescingEpoll.isQuiet()).isFalse();
    turns(1, VERY);
    assertThat(CoalescingEpoll.isQuiet()).isFalse();
    handler.destroy();
  }

  @Test
  @DisplayName(
      "[CF9] what is written in a turn of a loop leaves together, and at once where it has little to do")
  void gathersWrites() {
    // How many have left when it is flushed.
    List<Integer> written = new ArrayList<>();
    EmbeddedChannel connection = new EmbeddedChannel(
        new ChannelOutboundHandlerAdapter() {
          @Override
          public void flush(ChannelHandlerContext context) {
            context.flush();
            written.add(((EmbeddedChannel) context.channel()).outboundMessages().size());
          }
        },
        new GatheredFlush());
    handler.initialize();
    turns(3, FAIRLY);
    writeTwo(connection);
    assertThat(written.getFirst()).isEqualTo(2);
    written.clear();
    turns(1, FAIRLY);
    writeTwo(connection);
    assertThat(written).startsWith(3, 4);
    handler.destroy();
  }

  /** In one turn of the connection's loop, to its end. */
  private static void writeTwo(EmbeddedChannel connection) {
    connection.eventLoop().execute(() -> {
      for (String one : List.of("one", "two")) {
        ChannelFuture ignored = connection.pipeline().writeAndFlush(one);
      }
    });
    connection.runPendingTasks();
  }

  /** As below, where so much is heard in each turn. */
  private void turns(int events, double work, int heard) {
    loop.read = () -> IntStream.range(0, heard).forEach(one -> handler.hear());
    turns(events, work);
  }

  /** A window of turns of a millisecond each, in which so many events come. */
  private void turns(int events, double work) {
    loop.events = events;
    for (long turned = 0; turned < CoalescingHandler.WINDOW_NANOS; turned += MILLI) {
      loop.work = work;
      handler.run(loop);
    }
  }

  /** The pauses of one turn, where the next timer is due in so many milliseconds. */
  private List<Double> pauses(double timer) {
    loop.timer = timer;
    loop.pauses.clear();
    handler.run(loop);
    return List.copyOf(loop.pauses);
  }

  private static final class Loop implements IoHandler, IoHandlerContext, LoopThread {
    private final List<Double> pauses = new ArrayList<>();
    private boolean canBlock = true;
    private double timer = FAR;
    private Runnable read = () -> {};
    private int events;
    private double work;
    private double now;
    private double worked;

    @Override
    public int run(IoHandlerContext context) {
      now += 1;
      worked += work;
      read.run();
      return events;
    }

    @Override
    public long now() {
      return (long) (now * MILLI);
    }

    @Override
    public long worked() {
      return (long) (worked * MILLI);
    }

    @Override
    public void pause(long nanos) {
      pauses.add(nanos / (double) MILLI);
    }

    @Override
    public boolean canBlock() {
      return canBlock;
    }

    @Override
    public long delayNanos(long currentTimeNanos) {
      return (long) (timer * MILLI);
    }

    @Override
    public long deadlineNanos() {
      return now() + delayNanos(now());
    }

    @Override
    public IoRegistration register(IoHandle handle) {
      throw new UnsupportedOperationException("no sockets here");
    }

    @Override
    public void wakeup() {
      throw new UnsupportedOperationException("one thread");
    }

    @Override
    public boolean isCompatible(Class<? extends IoHandle> type) {
      return true;
    }
  }
}
