package dev.quotey.live.bridge;

import dev.quotey.live.core.sync.SessionId;
import dev.quotey.live.protocol.EdgeNotice;
import dev.quotey.live.protocol.Identity;
import dev.quotey.live.protocol.SessionForm;
import dev.quotey.live.protocol.SocketForm;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.handler.sockjs.SockJSSocket;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;

/**
 * A browser's connection, as far as it is written to: what the browser has not taken in yet is bounded.
 * First presence is left out, then whole events; a browser that has missed events is told to join again
 * as soon as it has taken in the rest, so that it gets them from the log. One event loop.
 */
final class BrowserSocket {
  /** Bytes that a browser has not taken in, from which on it gets no presence. */
  static final int UNSENT_SHED_BYTES = 64 * 1024;

  /** Bytes that a browser has not taken in, from which on it gets no events, and is not listened to. */
  static final int UNSENT_BYTES_MAX = 1024 * 1024;

  /** Requests of one browser that are not answered yet. */
  static final int IN_FLIGHT_MAX = 64;

  /** Sessions that one browser listens to. */
  static final int LISTENING_MAX = 200;

  /** Sessions that one browser says something to, as long as it is connected. */
  static final int USED_MAX = 1_000;

  private final SockJSSocket socket;
  private final LongSupplier clock;
  private final Set<SessionId> listening = new HashSet<>();
  private final Set<SessionId> used = new HashSet<>();
  private final Set<SessionId> missed = new HashSet<>();
  private Optional<Identity> identity = Optional.empty();
  private long unsentBytes;
  private int inFlight;
  private boolean paused;
  private long heardMillis;
  private long writtenMillis;

  /** @param clock milliseconds from any moment on */
  BrowserSocket(SockJSSocket socket, LongSupplier clock) {
    this.socket = socket;
    this.clock = clock;
    heardMillis = clock.getAsLong();
    writtenMillis = heardMillis;
  }

  /** Who has shown a ticket here. */
  Optional<Identity> identity() {
    return identity;
  }

  void identify(Identity user) {
    identity = Optional.of(user);
  }

  /** The sessions that were told something from here. */
  Set<SessionId> used() {
    return used;
  }

  /** Notes that a session is told something from here; false where there are too many. */
  boolean use(SessionId session) {
    return used.contains(session) || (used.size() < USED_MAX && used.add(session));
  }

  Set<SessionId> listening() {
    return listening;
  }

  /** Counts a request that is to be answered; false where there are too many. */
  boolean begin() {
    if (inFlight >= IN_FLIGHT_MAX) {
      return false;
    }
    inFlight++;
    return true;
  }

  void end() {
    inFlight--;
  }

  void heard() {
    heardMillis = clock.getAsLong();
  }

  /** Whether nothing was heard since then, or nothing written since then got through. */
  boolean isSilentSince(long millis) {
    return heardMillis < millis || (unsentBytes > 0 && writtenMillis < millis);
  }

  /** Tells an event, or leaves it out where the browser cannot keep up. */
  void deliver(EdgeNotice notice, Buffer frame) {
    if (!notice.sheddable() && (!missed.isEmpty() || unsentBytes >= UNSENT_BYTES_MAX)) {
      missed.add(notice.session());
    } else if (!notice.sheddable() || unsentBytes < UNSENT_SHED_BYTES) {
      write(frame);
    }
  }

  void write(Buffer frame) {
    if (unsentBytes == 0) {
      writtenMillis = clock.getAsLong();
    }
    int bytes = frame.length();
    unsentBytes += bytes;
    if (unsentBytes >= UNSENT_BYTES_MAX && !paused) {
      paused = true;
      socket.pause();
    }
    socket.write(frame).onComplete(done -> written(bytes));
  }

  private void written(int bytes) {
    unsentBytes -= bytes;
    writtenMillis = clock.getAsLong();
    if (unsentBytes >= UNSENT_SHED_BYTES) {
      return;
    }
    if (paused) {
      paused = false;
      socket.resume();
    }
    if (!missed.isEmpty()) {
      Set<SessionId> behind = Set.copyOf(missed);
      missed.clear();
      behind.forEach(session -> resync(session, "the connection is slow"));
    }
  }

  void resync(SessionId session, String reason) {
    String frame = SocketForm.event(session, SessionForm.resyncEvent(reason));
    write(Buffer.buffer(frame));
  }

  /** The origin of the page that has opened it; empty where it was no page. */
  Optional<String> origin() {
    return Optional.ofNullable(socket.headers().get("Origin"));
  }

  void close() {
    socket.close();
  }

  /** From now on nothing is read: what somebody goes on to send costs no more than the network's room for it. */
  void deafen() {
    socket.pause();
  }

  /** Tells the browser why. */
  void close(int code, String reason) {
    socket.close(code, reason);
  }
}
