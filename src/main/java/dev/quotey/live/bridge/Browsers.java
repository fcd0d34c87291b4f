package dev.quotey.live.bridge;

import dev.quotey.live.core.sync.QuoteId;
import dev.quotey.live.core.sync.SessionId;
import dev.quotey.live.metrics.SocketMeters;
import dev.quotey.live.metrics.SocketMeters.Resync;
import dev.quotey.live.metrics.SocketMeters.Scope;
import dev.quotey.live.metrics.SocketMeters.Stage;
import dev.quotey.live.protocol.Door;
import dev.quotey.live.protocol.EdgeNotice;
import dev.quotey.live.protocol.Identity;
import dev.quotey.live.protocol.Letter;
import dev.quotey.live.protocol.Rights.Level;
import dev.quotey.live.protocol.SessionForm;
import dev.quotey.live.protocol.SocketForm;
import dev.quotey.live.protocol.SocketForm.Frame;
import dev.quotey.live.protocol.SocketForm.SessionAddress;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.handler.sockjs.SockJSSocket;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The sockets of this node's browsers. Every message of a browser passes here: it gets the identity that
 * the browser's token has shown, whatever the browser says of itself, and an answer, if only a refusal.
 */
final class Browsers {
  private static final Logger LOG = LoggerFactory.getLogger(Browsers.class);

  /** Half of what presence gathers a batch in. */
  private static final long PRESENCE_MILLIS = 25;

  private final Vertx vertx;
  private final Tokens tokens;
  private final String node;
  private final Sessions sessions;
  private final Gate gate;
  private final long silentMillis;
  private final long keepMillis;
  private final SocketMeters meters;
  private final Map<BrowserSocket, PresenceGate> sockets = new HashMap<>();
  private final Map<SessionId, Set<BrowserSocket>> listeners = new HashMap<>();
  private boolean serving = true;

  /**
   * @param node this node's name
   * @param silentMillis after how long without a sign of life a socket is taken for lost
   * @param keepMillis for how long rights that were asked are taken for true
   */
  Browsers(
      Vertx vertx,
      Tokens tokens,
      String node,
      Sessions sessions,
      Gate gate,
      long silentMillis,
      long keepMillis,
      SocketMeters meters) {
    this.meters = meters;
    this.vertx = vertx;
    this.tokens = tokens;
    this.node = node;
    this.sessions = sessions;
    this.gate = gate;
    this.silentMillis = silentMillis;
    this.keepMillis = keepMillis;
    vertx.setPeriodic(Math.max(1, silentMillis / 4), timer -> closeSilent());
    if (keepMillis < Long.MAX_VALUE) {
      vertx.setPeriodic(keepMillis, timer -> askRightsAgain());
    }
  }

  void accept(SockJSSocket connection) {
    if (!serving) {
      connection.close();
      return;
    }
    Admissions admissions = new Admissions(keepMillis, Browsers::now);
    BrowserSocket socket = new BrowserSocket(connection, admissions, Browsers::now, meters);
    meters.opened(socket.transport());
    sockets.put(
        socket,
        new PresenceGate(
            sessions::send,
            later -> vertx.setTimer(PRESENCE_MILLIS, timer -> later.run()),
            meters));
    connection.handler(frame -> receive(socket, frame.toString()));
    connection.exceptionHandler(fault -> LOG.debug("socket failed", fault));
    connection.closeHandler(done -> closed(socket, false));
  }

  /** While it is false, browsers are sent away, to find another node. */
  void serve(boolean serves) {
    serving = serves;
    if (!serves) {
      List.copyOf(sockets.keySet()).forEach(BrowserSocket::close);
    }
  }

  /** Tells a session's event to the browsers that listen to it. */
  void deliver(EdgeNotice notice) {
    Set<BrowserSocket> listening = listeners.getOrDefault(notice.session(), Set.of());
    if (!listening.isEmpty()) {
      Buffer frame = Buffer.buffer(notice.frame());
      Buffer redacted = notice.isSameForAll() ? frame : Buffer.buffer(notice.redacted());
      listening.forEach(
          socket -> socket.deliver(notice, socket.seesAll(notice.session()) ? frame : redacted));
    }
  }

  /** Has the browsers that listen to a session join it again. */
  void resync(SessionId session, Resync reason) {
    listeners.getOrDefault(session, Set.of()).forEach(socket -> socket.resync(session, reason));
  }

  private void receive(BrowserSocket socket, String text) {
    socket.heard();
    Frame frame;
    try {
      frame = SocketForm.read(text);
    } catch (IllegalArgumentException e) {
      write(socket, SocketForm.error(Refusal.MALFORMED_MESSAGE.name()));
      return;
    }
    switch (frame.kind()) {
      case PING -> write(socket, SocketForm.PONG);
      case REGISTER -> register(socket, frame);
      case UNREGISTER ->
        SocketForm.session(frame.address()).ifPresent(one -> unregister(socket, one.session()));
      case SEND -> send(socket, frame);
    }
  }

  private void register(BrowserSocket socket, Frame frame) {
    Optional<SessionAddress> events =
        SocketForm.session(frame.address()).filter(SessionAddress::isEvents);
    if (socket.identity().isEmpty()) {
      refuse(socket, frame, Refusal.NOT_AUTHENTICATED);
    } else if (events.isEmpty()) {
      refuse(socket, frame, Refusal.ACCESS_DENIED);
    } else if (socket.listening().size() >= BrowserSocket.LISTENING_MAX) {
      overloaded(socket, frame, Scope.LISTENING);
    } else {
      SessionId session = events.get().session();
      socket.listening().add(session);
      admit(socket, session)
          .onComplete(
              identity -> {
                if (!identity.rights().may(Level.VIEWER)) {
                  refuse(socket, frame, Refusal.ACCESS_DENIED);
                }
              },
              fault -> refuse(socket, frame, refusal(fault)));
    }
  }

  /** The socket's user with the rights in a session; who may see it hears of it from then on. */
  private Future<Identity> admit(BrowserSocket socket, SessionId session) {
    return socket.admissions().in(session, one -> {
      boolean before = socket.seesAll(session);
      return sessions
          .quoteOf(session)
          .compose(quote -> gate.rights(socket.user(), quote))
          .map(rights -> socket.identity().orElseThrow().with(rights))
          .onSuccess(identity -> admitted(socket, session, identity, before));
    });
  }

  private void admitted(
      BrowserSocket socket, SessionId session, Identity identity, boolean sawAll) {
    if (!sockets.containsKey(socket) || !socket.listening().contains(session)) {
      return;
    }
    Set<BrowserSocket> listening = listeners.computeIfAbsent(session, one -> new HashSet<>());
    boolean heard = !listening.add(socket);
    if (!identity.rights().may(Level.VIEWER)) {
      unregister(socket, session);
      if (heard) {
        LOG.info("access ends session_id={} user_id={}", session, identity.userId());
        sessions.send(new Letter(session, Door.DISCONNECTED, new JsonObject(), identity));
        write(socket, SocketForm.event(session, SessionForm.closedEvent("access_ended")));
      }
    } else if (heard && sawAll != identity.rights().allColumns()) {
      socket.resync(session, Resync.RIGHTS);
    }
  }

  private void askRightsAgain() {
    sockets
        .keySet()
        .forEach(
            socket -> List.copyOf(socket.listening()).forEach(session -> admit(socket, session)));
  }

  private static Refusal refusal(Throwable fault) {
    return fault instanceof NoSessionException ? Refusal.SESSION_NOT_FOUND : Refusal.UNAVAILABLE;
  }

  private void unregister(BrowserSocket socket, SessionId session) {
    socket.listening().remove(session);
    listeners.computeIfPresent(session, (id, listening) -> {
      listening.remove(socket);
      return listening.isEmpty() ? null : listening;
    });
  }

  private void send(BrowserSocket socket, Frame frame) {
    Optional<SessionAddress> place = SocketForm.session(frame.address());
    Optional<Door> door = place.flatMap(one -> Door.forBrowsers(one.word()));
    if (!(frame.body() instanceof JsonObject body)) {
      refuse(socket, frame, Refusal.MALFORMED_MESSAGE);
    } else if (frame.address().equals(SocketForm.AUTH)) {
      answer(socket, frame, () -> authenticate(socket, SessionForm.token(body)));
    } else if (socket.identity().isEmpty()) {
      refuse(socket, frame, Refusal.NOT_AUTHENTICATED);
    } else if (frame.address().equals(SocketForm.CREATE)) {
      answer(socket, frame, () -> create(body, socket));
    } else if (door.isEmpty()) {
      refuse(socket, frame, Refusal.ACCESS_DENIED);
    } else if (!socket.use(place.get().session())) {
      overloaded(socket, frame, Scope.SESSIONS);
    } else {
      pass(socket, frame, door.get(), place.get().session(), body);
    }
  }

  private void pass(
      BrowserSocket socket, Frame frame, Door door, SessionId session, JsonObject body) {
    Future<Identity> admission = admit(socket, session);
    if (!admission.isComplete() && !socket.begin()) {
      refuse(socket, frame, Refusal.OVERLOADED);
      return;
    }
    boolean waits = !admission.isComplete();
    admission.onComplete(asked -> {
      if (waits) {
        socket.end();
      }
      if (asked.failed()) {
        refuse(socket, frame, refusal(asked.cause()));
      } else if (asked.result().rights().may(door.least())) {
        post(socket, frame, new Letter(session, door, body, asked.result()));
      } else {
        refuse(
            socket,
            frame,
            asked.result().rights().may(Level.VIEWER) ? Refusal.FORBIDDEN : Refusal.ACCESS_DENIED);
      }
    });
  }

  /** Whether an answer is wanted or not, what is not done yet is counted; presence gathers instead. */
  private void post(BrowserSocket socket, Frame frame, Letter letter) {
    boolean asks = !frame.replyAddress().isEmpty();
    PresenceGate presence = sockets.get(socket);
    if (presence == null) {
      return;
    }
    if (letter.door() == Door.PRESENCE && !asks) {
      presence.tell(letter);
      return;
    }
    if (letter.door() == Door.PRESENCE || letter.door() == Door.LEAVE) {
      presence.drop(letter);
    }
    answer(socket, frame, () -> asks ? sessions.tell(letter) : sessions.askRunning(letter));
  }

  private Future<JsonObject> authenticate(BrowserSocket socket, String token) {
    String socketId = Identity.socketAt(node, UUID.randomUUID().toString());
    return tokens.verify(token).transform(user -> {
      if (user.failed()) {
        meters.authFailed(Stage.SOCKET, Refusal.INVALID_TOKEN.name());
        return Future.succeededFuture(Refusal.INVALID_TOKEN.reply());
      }
      socket.identify(user.result(), socketId);
      return Future.succeededFuture(SessionForm.user(socket.identity().orElseThrow()));
    });
  }

  private Future<JsonObject> create(JsonObject body, BrowserSocket socket) {
    try {
      QuoteId quote = SessionForm.readQuoteId(body);
      return gate.rights(socket.user(), quote)
          .compose(rights -> rights.may(Level.VIEWER)
              ? sessions.create(quote, socket.identity().orElseThrow())
              : Future.succeededFuture(Refusal.QUOTE_NOT_FOUND.reply()));
    } catch (IllegalArgumentException e) {
      return Future.succeededFuture(
          SessionForm.error("MALFORMED_MESSAGE", "quote_id is missing or malformed"));
    }
  }

  private void answer(BrowserSocket socket, Frame frame, Supplier<Future<JsonObject>> question) {
    if (!socket.begin()) {
      overloaded(socket, frame, Scope.REQUESTS);
      return;
    }
    question.get().otherwise(fault -> Refusal.UNAVAILABLE.reply()).onSuccess(body -> {
      socket.end();
      if (!frame.replyAddress().isEmpty()) {
        write(socket, SocketForm.reply(frame.replyAddress(), body));
      }
    });
  }

  /** Why a browser's message does not pass. */
  private enum Refusal {
    NOT_AUTHENTICATED("show a token first"),
    INVALID_TOKEN("the token is not valid"),
    ACCESS_DENIED("this address is not for you"),
    FORBIDDEN("your access to this quote does not allow that"),
    QUOTE_NOT_FOUND("there is no such quote"),
    SESSION_NOT_FOUND("there is no such session"),
    MALFORMED_MESSAGE("the body of a message is an object"),
    OVERLOADED("too many messages are waiting; send it again later"),
    UNAVAILABLE("the service cannot answer now");

    private final String text;

    Refusal(String text) {
      this.text = text;
    }

    private JsonObject reply() {
      return SessionForm.rejected(name(), text, 0);
    }
  }

  private void overloaded(BrowserSocket socket, Frame frame, Scope scope) {
    meters.overloaded(scope);
    refuse(socket, frame, Refusal.OVERLOADED);
  }

  private void refuse(BrowserSocket socket, Frame frame, Refusal refusal) {
    if (refusal == Refusal.NOT_AUTHENTICATED) {
      meters.authFailed(Stage.SOCKET, refusal.name());
    }
    write(
        socket,
        frame.replyAddress().isEmpty()
            ? SocketForm.error(refusal.name())
            : SocketForm.reply(frame.replyAddress(), refusal.reply()));
  }

  private static void write(BrowserSocket socket, String frame) {
    socket.write(Buffer.buffer(frame));
  }

  private void closed(BrowserSocket socket, boolean silent) {
    PresenceGate presence = sockets.remove(socket);
    if (presence == null) {
      return;
    }
    meters.closed(socket.transport(), silent);
    presence.close();
    List.copyOf(socket.listening()).forEach(session -> unregister(socket, session));
    socket
        .identity()
        .ifPresent(identity -> socket
            .used()
            .forEach(session ->
                sessions.send(new Letter(session, Door.DISCONNECTED, new JsonObject(), identity))));
  }

  private void closeSilent() {
    long since = now() - silentMillis;
    sockets.keySet().stream()
        .filter(socket -> socket.isSilentSince(since))
        .toList()
        .forEach(socket -> {
          // A transport that is silent may not notice that it is closed.
          socket.close();
          closed(socket, true);
        });
  }

  private static long now() {
    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
  }
}
