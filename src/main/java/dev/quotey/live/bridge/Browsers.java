package dev.quotey.live.bridge;

import dev.quotey.live.config.AppConfig;
import dev.quotey.live.core.sync.SessionId;
import dev.quotey.live.protocol.AuthForm;
import dev.quotey.live.protocol.Door;
import dev.quotey.live.protocol.EdgeNotice;
import dev.quotey.live.protocol.Identity;
import dev.quotey.live.protocol.Letter;
import dev.quotey.live.protocol.SessionForm;
import dev.quotey.live.protocol.SocketForm;
import dev.quotey.live.protocol.SocketForm.Frame;
import dev.quotey.live.protocol.SocketForm.SessionAddress;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.handler.sockjs.SockJSSocket;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The sockets of this node's browsers. Every message of a browser passes here: it gets the identity that
 * the browser's ticket has shown, whatever the browser says of itself, and an answer, if only a refusal.
 */
final class Browsers {
  private static final Logger LOG = LoggerFactory.getLogger(Browsers.class);

  private static final int CLOSE_TOO_MANY = 4429;

  /** The one of RFC 6455 for a message that is too big; Vert.x itself only leaves it out. */
  private static final int CLOSE_TOO_BIG = 1009;

  /** The one of RFC 6455 for who breaks a policy. */
  private static final int CLOSE_POLICY = 1008;

  /** Half of what presence gathers a batch in. */
  private static final long PRESENCE_MILLIS = 25;

  private final Vertx vertx;
  private final Tickets tickets;
  private final String node;
  private final Sessions sessions;
  private final long silentMillis;
  private final Duration grace;
  private final Clock clock = Clock.systemUTC();
  private final Quotas quotas;
  private final Callers callers;
  private final Map<BrowserSocket, Gates> sockets = new HashMap<>();
  private final Map<SessionId, Set<BrowserSocket>> listeners = new HashMap<>();
  private boolean serving = true;

  /** What bounds one socket. */
  private record Gates(PresenceGate presence, Admission admission, Meter meter, String address) {
    void close() {
      presence.close();
      admission.close();
      meter.close();
    }
  }

  /**
   * @param node this node's name
   * @param config of it is used after how long without a sign of life a socket is taken for lost, how long
   *     one stays whose token has run out, and which proxies are trusted
   */
  Browsers(
      Vertx vertx,
      Tickets tickets,
      String node,
      Sessions sessions,
      Quotas quotas,
      AppConfig config) {
    this.vertx = vertx;
    this.tickets = tickets;
    this.node = node;
    this.sessions = sessions;
    this.quotas = quotas;
    callers = new Callers(config.http().trustedProxies());
    silentMillis = config.http().pingTimeout().toMillis();
    grace = config.auth().leeway();
    vertx.setPeriodic(Math.max(1, silentMillis / 4), timer -> closeSilent());
  }

  void accept(SockJSSocket connection) {
    if (!serving) {
      connection.close();
      return;
    }
    String address =
        callers.address(connection.remoteAddress().hostAddress(), connection.headers());
    if (!quotas.open(address)) {
      connection.close(CLOSE_TOO_MANY, Refusal.TOO_MANY_CONNECTIONS.name());
      return;
    }
    BrowserSocket socket = new BrowserSocket(connection, Browsers::now);
    PresenceGate presence = new PresenceGate(
        sessions::send, later -> vertx.setTimer(PRESENCE_MILLIS, timer -> later.run()));
    Admission admission = new Admission(
        vertx,
        clock,
        grace,
        at -> write(socket, SocketForm.auth(AuthForm.expiring(at))),
        reason -> dismiss(socket, AuthForm.CLOSE_CODE, reason));
    Meter meter = new Meter(quotas.ofNobody(), System::nanoTime);
    sockets.put(socket, new Gates(presence, admission, meter, address));
    connection.handler(frame -> receive(socket, frame.toString()));
    connection.exceptionHandler(fault -> {
      LOG.debug("socket failed", fault);
      dismiss(socket, CLOSE_TOO_BIG, "the message cannot be taken");
    });
    connection.closeHandler(done -> closed(socket));
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
      listening.forEach(socket -> socket.deliver(notice, frame));
    }
  }

  /** Has the browsers that listen to a session join it again. */
  void resync(SessionId session, String reason) {
    listeners.getOrDefault(session, Set.of()).forEach(socket -> socket.resync(session, reason));
  }

  /** Sends a user's browsers away whose tokens were issued until then. */
  void revoke(String userId, Instant until) {
    List.copyOf(sockets.entrySet()).stream()
        .filter(one -> one.getValue()
            .admission()
            .user()
            .filter(user -> user.userId().equals(userId) && Revocations.covers(until, user))
            .isPresent())
        .forEach(one -> dismiss(one.getKey(), AuthForm.CLOSE_CODE, "the token was revoked"));
  }

  private void receive(BrowserSocket socket, String text) {
    Gates gates = sockets.get(socket);
    if (gates == null) {
      return;
    }
    socket.heard();
    Optional<Frame> read = read(text);
    OptionalLong early = read.map(gates.meter()::early).orElseGet(gates.meter()::earlyNonsense);
    if (early.isPresent()) {
      refuseEarly(socket, gates.meter(), read, early.getAsLong());
    } else if (read.isEmpty()) {
      write(socket, SocketForm.error(Refusal.MALFORMED_MESSAGE.name()));
    } else {
      take(socket, read.get());
    }
  }

  private static Optional<Frame> read(String text) {
    try {
      return Optional.of(SocketForm.read(text));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private void refuseEarly(
      BrowserSocket socket, Meter meter, Optional<Frame> frame, long waitMillis) {
    if (meter.isHopeless()) {
      socket.deafen();
      dismiss(socket, CLOSE_POLICY, Refusal.RATE_LIMITED.name());
      return;
    }
    JsonObject reply = SessionForm.retryAfter(Refusal.RATE_LIMITED.reply(), waitMillis);
    String code = Refusal.RATE_LIMITED.name();
    write(
        socket,
        frame
            .map(Frame::replyAddress)
            .filter(address -> !address.isEmpty())
            .map(address -> SocketForm.reply(address, reply))
            .orElseGet(() -> SocketForm.error(code)));
  }

  private void take(BrowserSocket socket, Frame frame) {
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
    Optional<Refusal> unknown = unknown(socket);
    if (unknown.isPresent()) {
      refuse(socket, frame, unknown.get());
    } else if (events.isEmpty()) {
      refuse(socket, frame, Refusal.ACCESS_DENIED);
    } else if (socket.listening().size() >= BrowserSocket.LISTENING_MAX) {
      refuse(socket, frame, Refusal.OVERLOADED);
    } else {
      SessionId session = events.get().session();
      socket.listening().add(session);
      listeners.computeIfAbsent(session, one -> new HashSet<>()).add(socket);
    }
  }

  /** Why nothing may be done here, or nothing any more; empty where it may. */
  private Optional<Refusal> unknown(BrowserSocket socket) {
    if (socket.identity().isEmpty()) {
      return Optional.of(Refusal.NOT_AUTHENTICATED);
    }
    return sockets.get(socket).admission().isOver()
        ? Optional.of(Refusal.TOKEN_EXPIRED)
        : Optional.empty();
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
    Optional<Refusal> unknown = unknown(socket);
    if (!(frame.body() instanceof JsonObject body)) {
      refuse(socket, frame, Refusal.MALFORMED_MESSAGE);
    } else if (frame.address().equals(SocketForm.AUTH)) {
      answer(socket, frame, () -> authenticate(socket, AuthForm.readTicket(body)));
    } else if (unknown.isPresent()) {
      refuse(socket, frame, unknown.get());
    } else if (frame.address().equals(SocketForm.CREATE)) {
      answer(socket, frame, () -> create(body, socket.identity().get()));
    } else if (door.isEmpty()) {
      refuse(socket, frame, Refusal.ACCESS_DENIED);
    } else if (!socket.use(place.get().session())) {
      refuse(socket, frame, Refusal.OVERLOADED);
    } else if (!sockets.get(socket).meter().use(place.get().session())) {
      refuse(socket, frame, Refusal.TOO_MANY_SESSIONS);
    } else {
      post(
          socket,
          frame,
          new Letter(place.get().session(), door.get(), body, socket.identity().get()));
    }
  }

  /** Whether an answer is wanted or not, what is not done yet is counted; presence gathers instead. */
  private void post(BrowserSocket socket, Frame frame, Letter letter) {
    boolean asks = !frame.replyAddress().isEmpty();
    PresenceGate presence = sockets.get(socket).presence();
    if (letter.door() == Door.PRESENCE && !asks) {
      presence.tell(letter);
      return;
    }
    if (letter.door() == Door.PRESENCE || letter.door() == Door.LEAVE) {
      presence.drop(letter);
    }
    answer(socket, frame, () -> asks ? sessions.tell(letter) : sessions.askRunning(letter));
  }

  /** Who comes first is who the socket is of; the same user may come again, with a newer token. */
  private Future<JsonObject> authenticate(BrowserSocket socket, String text) {
    return tickets
        .read(text, socket.origin())
        .compose(ticket -> isOfAnother(socket, ticket.user())
            ? Future.succeededFuture(Refusal.OTHER_USER.reply())
            : tickets.spend(ticket).map(user -> admit(socket, user)))
        .otherwise(fault -> Refusal.INVALID_TICKET.reply());
  }

  private boolean isOfAnother(BrowserSocket socket, User user) {
    Gates gates = sockets.get(socket);
    return gates == null || !gates.admission().fits(user);
  }

  private JsonObject admit(BrowserSocket socket, User user) {
    if (isOfAnother(socket, user)) {
      return Refusal.OTHER_USER.reply();
    }
    if (!sockets.get(socket).meter().enter(quotas.of(user.userId()))) {
      dismiss(socket, CLOSE_TOO_MANY, Refusal.TOO_MANY_CONNECTIONS.name());
      return Refusal.TOO_MANY_CONNECTIONS.reply();
    }
    String socketId = socket
        .identity()
        .map(Identity::socketId)
        .orElseGet(() -> Identity.socketAt(node, UUID.randomUUID().toString()));
    socket.identify(user.at(socketId));
    sockets.get(socket).admission().admit(user);
    return SessionForm.user(user.at(socketId));
  }

  private Future<JsonObject> create(JsonObject body, Identity identity) {
    try {
      return sessions.create(SessionForm.readQuoteId(body), identity);
    } catch (IllegalArgumentException e) {
      return Future.succeededFuture(
          SessionForm.error("MALFORMED_MESSAGE", "quote_id is missing or malformed"));
    }
  }

  private void answer(BrowserSocket socket, Frame frame, Supplier<Future<JsonObject>> question) {
    if (!socket.begin()) {
      refuse(socket, frame, Refusal.OVERLOADED);
      return;
    }
    question.get().otherwise(fault -> Refusal.UNAVAILABLE.reply()).onSuccess(body -> {
      socket.end();
      if (!frame.replyAddress().isEmpty() && sockets.containsKey(socket)) {
        write(socket, SocketForm.reply(frame.replyAddress(), body));
      }
    });
  }

  private void refuse(BrowserSocket socket, Frame frame, Refusal refusal) {
    write(
        socket,
        frame.replyAddress().isEmpty()
            ? SocketForm.error(refusal.name())
            : SocketForm.reply(frame.replyAddress(), refusal.reply()));
  }

  private static void write(BrowserSocket socket, String frame) {
    socket.write(Buffer.buffer(frame));
  }

  private void closed(BrowserSocket socket) {
    Gates gates = sockets.remove(socket);
    if (gates == null) {
      return;
    }
    gates.close();
    quotas.close(gates.address());
    List.copyOf(socket.listening()).forEach(session -> unregister(socket, session));
    socket
        .identity()
        .ifPresent(identity -> socket
            .used()
            .forEach(session ->
                sessions.send(new Letter(session, Door.DISCONNECTED, new JsonObject(), identity))));
  }

  /** A transport may not notice that it is closed, as one that is silent. */
  private void dismiss(BrowserSocket socket, int code, String reason) {
    socket.close(code, reason);
    closed(socket);
  }

  private void closeSilent() {
    quotas.sweep();
    long since = now() - silentMillis;
    sockets.keySet().stream()
        .filter(socket -> socket.isSilentSince(since))
        .toList()
        .forEach(socket -> {
          // A transport that is silent may not notice that it is closed.
          socket.close();
          closed(socket);
        });
  }

  private static long now() {
    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
  }
}
