package dev.quotey.live.bridge;

import dev.quotey.live.core.sync.SessionId;
import dev.quotey.live.metrics.SocketMeters.Resync;
import dev.quotey.live.protocol.Door;
import dev.quotey.live.protocol.EdgeNotice;
import dev.quotey.live.protocol.Identity;
import dev.quotey.live.protocol.Letter;
import dev.quotey.live.protocol.Rights.Level;
import dev.quotey.live.protocol.SessionForm;
import dev.quotey.live.protocol.SocketForm;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Which sockets hear of which sessions: those that listen, and whose users may see the quote. */
final class Audience {
  private static final Logger LOG = LoggerFactory.getLogger(Audience.class);

  private final Sessions sessions;
  private final Gate gate;
  private final Predicate<BrowserSocket> isOpen;
  private final Map<SessionId, Set<BrowserSocket>> listeners = new HashMap<>();

  Audience(Sessions sessions, Gate gate, Predicate<BrowserSocket> isOpen) {
    this.sessions = sessions;
    this.gate = gate;
    this.isOpen = isOpen;
  }

  /** The socket hears of the session from when it is known that its user may see it. */
  Future<Identity> listen(BrowserSocket socket, SessionId session) {
    socket.listening().add(session);
    return rights(socket, session);
  }

  /** The socket's user with the rights in a session. Fails as {@link Sessions#quoteOf} does. */
  Future<Identity> rights(BrowserSocket socket, SessionId session) {
    boolean before = socket.seesAll(session);
    return socket
        .rights()
        .in(
            session,
            one -> sessions
                .quoteOf(session)
                .compose(quote -> gate.rights(socket.user(), quote))
                .map(rights -> socket.identity().orElseThrow().with(rights))
                .onSuccess(identity -> found(socket, session, identity, before)));
  }

  private void found(BrowserSocket socket, SessionId session, Identity identity, boolean sawAll) {
    if (!isOpen.test(socket)) {
      return;
    }
    boolean listens = socket.listening().contains(session);
    if (!identity.rights().may(Level.VIEWER)) {
      if (listens && leave(socket, session)) {
        end(socket, session, identity);
      }
    } else if (listens) {
      boolean heard =
          !listeners.computeIfAbsent(session, one -> new HashSet<>()).add(socket);
      if (heard && sawAll != identity.rights().allColumns()) {
        socket.resync(session, Resync.RIGHTS);
      }
    }
  }

  private void end(BrowserSocket socket, SessionId session, Identity identity) {
    LOG.info("access ends session_id={} user_id={}", session, identity.userId());
    sessions.send(new Letter(session, Door.DISCONNECTED, new JsonObject(), identity));
    String closed = SocketForm.event(session, SessionForm.closedEvent("access_ended"));
    socket.write(Buffer.buffer(closed));
  }

  /** What was found out long ago is found out anew. */
  void askAgain(Set<BrowserSocket> sockets) {
    sockets.forEach(
        socket -> List.copyOf(socket.listening()).forEach(session -> rights(socket, session)));
  }

  /** Returns whether the socket has heard of the session. */
  boolean leave(BrowserSocket socket, SessionId session) {
    socket.listening().remove(session);
    Set<BrowserSocket> listening = listeners.getOrDefault(session, Set.of());
    boolean heard = !listening.isEmpty() && listening.remove(socket);
    if (listening.isEmpty()) {
      listeners.remove(session);
    }
    return heard;
  }

  void leave(BrowserSocket socket) {
    List.copyOf(socket.listening()).forEach(session -> leave(socket, session));
  }

  /** Tells a session's event to the browsers that listen to it; gives how many they are. */
  int deliver(EdgeNotice notice) {
    Set<BrowserSocket> listening = listeners.getOrDefault(notice.session(), Set.of());
    if (!listening.isEmpty()) {
      Buffer frame = Buffer.buffer(notice.frame());
      Buffer redacted = notice.isSameForAll() ? frame : Buffer.buffer(notice.redacted());
      listening.forEach(
          socket -> socket.deliver(notice, socket.seesAll(notice.session()) ? frame : redacted));
    }
    return listening.size();
  }

  /** Has the browsers that listen to a session join it again. */
  void resync(SessionId session, Resync reason) {
    listeners.getOrDefault(session, Set.of()).forEach(socket -> socket.resync(session, reason));
  }
}
