package dev.quotey.live.transport;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.concurrent.locks.LockSupport;

/** The thread of an event loop, as the loop sees it. Times in nanoseconds. */
interface LoopThread {
  /** Whichever thread asks. */
  LoopThread CURRENT = new LoopThread() {
    private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();

    @Override
    public long now() {
      return System.nanoTime();
    }

    @Override
    public long worked() {
      return threads.getCurrentThreadCpuTime();
    }

    @Override
    public void pause(long nanos) {
      LockSupport.parkNanos(nanos);
    }
  };

  /** A clock that does not turn back. */
  long now();

  /** How much of a processor's time the thread has had. */
  long worked();

  /** Waits about so long, or less. */
  void pause(long nanos);
}
