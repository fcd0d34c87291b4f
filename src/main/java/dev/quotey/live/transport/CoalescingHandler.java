package dev.quotey.live.transport;

import io.netty.channel.IoHandle;
import io.netty.channel.IoHandler;
import io.netty.channel.IoHandlerContext;
import io.netty.channel.IoRegistration;

/**
 * While a loop is fairly busy it pauses a moment before it waits, so that what comes in that moment is handled together: the loop
 * wakes less often, its code is in the processor's caches, and edits share statements. A network card does
 * the same with interrupts. A loop with little to do handles each event as it comes, for nothing would come along; and so does one with
 * much to do, which finds many each time it looks. Where people send each message at the answer to the one before, a pause
 * does nothing but make them fewer: whether it does is seen as soon as it pauses. One event loop.
 */
final class CoalescingHandler implements IoHandler {
  /** The longest pause. */
  static final long PAUSE_NANOS = 1_000_000;

  /** A shorter one is not worth its wake-up. */
  static final long PAUSE_NANOS_MIN = 20_000;

  /** For how long it is counted before it is decided. */
  static final long WINDOW_NANOS = 200_000_000;

  /** From so many events in a millisecond on a pause sees more than one of them ... */
  static final double EVENTS_PER_MILLI = 2.25;

  /** ... until there are fewer than so many; with pauses the database has fewer statements to answer. */
  static final double EVENTS_PER_MILLI_MIN = 1.75;

  /** A loop that works for so much of its time would be late. */
  static final double WORK_MAX = 0.4;

  /** People who do not wait for one another send as much while a loop pauses; who does, sends less than this of it ... */
  static final double HEARD_MIN = 0.8;

  /** ... in so many windows with pauses, one after the other: in one of them a disk may have been slow ... */
  static final int HEARD_WINDOWS = 2;

  /** ... and then it does not pause for so long. */
  static final long REST_NANOS = 10_000_000_000L;

  /** That of the thread's loop. */
  static final ThreadLocal<CoalescingHandler> CURRENT = new ThreadLocal<>();

  private static final double NANOS_PER_MILLI = 1e6;

  private final IoHandler io;
  private final LoopThread thread;
  private boolean coalesces;
  private boolean quiet;
  private long windowBegan;
  private long workedBefore;
  private int events;
  private int heard;
  private double heardWithout;
  private int heardLess;
  private long restsUntil;

  CoalescingHandler(IoHandler io, LoopThread thread) {
    this.io = io;
    this.thread = thread;
    windowBegan = thread.now();
    restsUntil = windowBegan;
  }

  /** Somebody has sent something. */
  void hear() {
    heard++;
  }

  @Override
  public int run(IoHandlerContext context) {
    if (coalesces && context.canBlock()) {
      long pause = Math.min(PAUSE_NANOS, context.delayNanos(thread.now()));
      if (pause >= PAUSE_NANOS_MIN) {
        thread.pause(pause);
      }
    }
    int handled = io.run(context);
    events += handled;
    long now = thread.now();
    if (now - windowBegan >= WINDOW_NANOS) {
      decide(now);
    }
    return handled;
  }

  private void decide(long now) {
    long worked = thread.worked();
    long window = now - windowBegan;
    double enough = coalesces ? EVENTS_PER_MILLI_MIN : EVENTS_PER_MILLI;
    boolean many = events >= enough * window / NANOS_PER_MILLI;
    boolean works = worked - workedBefore >= WORK_MAX * window;
    boolean rests = rests(now, heard / (double) window);
    coalesces = many && !works && !rests;
    quiet = !many && !works;
    windowBegan = now;
    workedBefore = worked;
    events = 0;
    heard = 0;
  }

  /** Whether those who send wait for what is sent to them, and so for the pauses. */
  private boolean rests(long now, double hears) {
    if (!coalesces) {
      heardWithout = hears;
    } else if (hears >= HEARD_MIN * heardWithout) {
      heardLess = 0;
    } else {
      heardLess++;
    }
    if (heardLess == HEARD_WINDOWS) {
      heardLess = 0;
      restsUntil = now + REST_NANOS;
    }
    return now < restsUntil;
  }

  boolean coalesces() {
    return coalesces;
  }

  /** Whether it handles each event as it comes, since nothing would come along. */
  boolean isQuiet() {
    return quiet;
  }

  @Override
  public void initialize() {
    CURRENT.set(this);
    io.initialize();
  }

  @Override
  public void prepareToDestroy() {
    io.prepareToDestroy();
  }

  @Override
  public void destroy() {
    io.destroy();
    CURRENT.remove();
  }

  @Override
  public IoRegistration register(IoHandle handle) throws Exception {
    return io.register(handle);
  }

  @Override
  public void wakeup() {
    io.wakeup();
  }

  @Override
  public boolean isCompatible(Class<? extends IoHandle> type) {
    return io.isCompatible(type);
  }
}
