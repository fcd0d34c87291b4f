package dev.quotey.live.bridge;

import dev.quotey.live.core.sync.SessionId;
import dev.quotey.live.metrics.SocketMeters;
import dev.quotey.live.metrics.SocketMeters.Resync;
import dev.quotey.live.metrics.SocketMeters.Transport;
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
  private final SocketMeters meters;
  private final Set<SessionId> listening = new HashSet<>();
  private final Set<SessionId> used = new HashSet<>();
  private final Set<SessionId> missed = new HashSet<>();
  private final SocketRights rights;
  private Optional<User> user = Optional.empty();
  private final Transport transport;
  private Optional<Identity> identity = Optional.empty();
  private long unsentBytes;
  private int inFlight;
  private boolean paused;
  private long heardMillis;
  private long writtenMillis;

  /**
   * @param rights of the user who will show a token here
   * @param clock milliseconds from any moment on
   */
  BrowserSocket(SockJSSocket socket, SocketRights rights, LongSupplier clock, SocketMeters meters) {
    this.socket = socket;
    this.rights = rights;
    this.meters = meters;
    transport = Transport.of(socket.uri());
    this.clock = clock;
    heardMillis = clock.getAsLong();
    writtenMillis = heardMillis;
  }

  Transport transport() {
    return transport;
  }

  /** Who has shown a ticket here. */
  Optional<Identity> identity() {
    return identity;
  }

  /** @param socketId this socket, at this node */
  void identify(User shown, String socketId) {
    user = Optional.of(shown);
    identity = Optional.of(shown.at(socketId));
    rights.expire();
  }

  /** The user whom the token has shown. */
  User user() {
    return user.orElseThrow();
  }

  SocketRights rights() {
    return rights;
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

  /** Whether its user sees all columns of the session's quote. */
  boolean seesAll(SessionId session) {
    return rights.known(session).filter(one -> one.rights().allColumns()).isPresent();
  }

  /** Tells an event, or leaves it out where the browser cannot keep up. */
  void deliver(EdgeNotice notice, Buffer frame) {
    if (!notice.sheddable() && (!missed.isEmpty() || unsentBytes >= UNSENT_BYTES_MAX)) {
      missed.add(notice.session());
      return;
    }
    boolean shed = notice.sheddable() && unsentBytes >= UNSENT_SHED_BYTES;
    if (notice.sheddable()) {
      meters.presenceOut(shed);
    }
    if (!shed) {
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
      behind.forEach(session -> resync(session, Resync.SLOW));
    }
  }

  void resync(SessionId session, Resync reason) {
    meters.resync(reason);
    String frame = SocketForm.event(
        session,
        reason == Resync.RIGHTS
            ? SessionForm.resetEvent(text(reason))
            : SessionForm.resyncEvent(text(reason)));
    write(Buffer.buffer(frame));
  }

  private static String text(Resync reason) {
    return switch (reason) {
      case SLOW -> "the connection is slow";
      case SESSION_MOVED -> "the session has moved";
      case NODE_LOST -> "the session's node is gone";
      case RIGHTS -> "the rights have changed";
    };
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
