package dev.quotey.live.bridge;

import dev.quotey.live.config.AppConfig;
import dev.quotey.live.config.AppConfig.Access.Source;
import dev.quotey.live.metrics.SocketMeters;
import dev.quotey.live.metrics.SocketMeters.Stage;
import dev.quotey.live.protocol.AuthForm;
import dev.quotey.live.protocol.Door;
import dev.quotey.live.protocol.Identity;
import dev.quotey.live.protocol.Letter;
import dev.quotey.live.protocol.SessionForm;
import dev.quotey.live.protocol.SocketForm;
import dev.quotey.live.protocol.SocketForm.Frame;
import dev.quotey.live.tracing.Traces;
import dev.quotey.live.transport.GatheredFlush;
import io.netty.channel.ChannelPipeline;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.impl.HttpServerConnection;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.sockjs.SockJSSocket;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
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

  /** How long somebody waits to be told that there is no socket, and how many wait so. */
  private static final long REFUSAL_MILLIS = 1_000;

  private static final int REFUSED_MAX = 1_000;

  /** Half of what presence gathers a batch in. */
  private static final long PRESENCE_MILLIS = 25;

  private final Vertx vertx;
  private final Tickets tickets;
  private final String node;
  private final Sessions sessions;
  private final Audience audience;
  private final FrontDesk desk;
  private final SocketMeters meters;
  private final long silentMillis;
  private final long keepMillis;
  private final Duration grace;
  private final Clock clock = Clock.systemUTC();
  private final Quotas quotas;
  private final Callers callers;
  private final Map<BrowserSocket, Visit> sockets = new HashMap<>();
  private boolean serving = true;
  private int refused;

  /**
   * @param node this node's name
   * @param config of it is used after how long without a sign of life a socket is taken for lost, how long
   *     one stays whose token has run out, for how long rights are taken for true, and which proxies are
   *     trusted
   */
  Browsers(
      Vertx vertx,
      Tickets tickets,
      String node,
      Sessions sessions,
      Gate gate,
      Quotas quotas,
      AppConfig config,
      SocketMeters meters,
      Traces traces) {
    this.meters = meters;
    this.vertx = vertx;
    this.tickets = tickets;
    this.node = node;
    this.sessions = sessions;
    this.quotas = quotas;
    callers = new Callers(config.http().trustedProxies());
    silentMillis = config.http().pingTimeout().toMillis();
    grace = config.auth().leeway();
    audience = new Audience(sessions, gate, sockets::containsKey);
    desk = new FrontDesk(sessions, gate, audience, sockets::containsKey, meters, clock, traces);
    vertx.setPeriodic(Math.max(1, silentMillis / 4), timer -> closeSilent());
    // What a token grants does not change before the next one.
    boolean fixed = config.access().source() == Source.TOKEN;
    keepMillis = fixed ? Long.MAX_VALUE : config.access().cache().toMillis();
    if (!fixed) {
      vertx.setPeriodic(keepMillis, timer -> audience.askAgain(sockets.keySet()));
    }
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
    SocketRights rights = new SocketRights(keepMillis, Browsers::now);
    BrowserSocket socket = new BrowserSocket(connection, rights, Browsers::now, meters);
    meters.opened(socket.transport());
    PresenceGate presence = new PresenceGate(
        sessions::send, later -> vertx.setTimer(PRESENCE_MILLIS, timer -> later.run()), meters);
    Admission admission = new Admission(
        vertx,
        clock,
        grace,
        at -> FrontDesk.write(socket, SocketForm.auth(AuthForm.expiring(at))),
        reason -> dismiss(socket, AuthForm.CLOSE_CODE, reason));
    Meter meter = new Meter(quotas.ofNobody(), System::nanoTime);
    sockets.put(socket, new Visit(presence, admission, meter, address));
    connection.handler(frame -> receive(socket, frame.toString()));
    connection.exceptionHandler(fault -> {
      LOG.debug("socket failed", fault);
      dismiss(socket, CLOSE_TOO_BIG, "the message cannot be taken");
    });
    connection.closeHandler(done -> closed(socket, false));
  }

  /**
   * Before a socket is opened: who asks for too many is told so, after a while, so that asking again at
   * once, and again, is not to be had.
   */
  void guard(RoutingContext context) {
    HttpServerRequest request = context.request();
    boolean opens = request.headers().contains("Upgrade");
    String address = callers.address(request.remoteAddress().hostAddress(), request.headers());
    if (!opens) {
      context.next();
    } else if (quotas.mayOpen(address)) {
      gatherWrites(request.connection());
      context.next();
    } else if (refused < REFUSED_MAX) {
      refused++;
      vertx.setTimer(REFUSAL_MILLIS, timer -> {
        refused--;
        refuse(context.response());
      });
    } else {
      refuse(context.response());
    }
  }

  /** Only where nothing but messages follows: a file was cut off after its first piece with it. */
  private static void gatherWrites(HttpConnection connection) {
    ChannelPipeline pipeline =
        ((HttpServerConnection) connection).channelHandlerContext().pipeline();
    if (pipeline.get(GatheredFlush.class) == null) {
      pipeline.addFirst(new GatheredFlush());
    }
  }

  private static void refuse(HttpServerResponse response) {
    if (!response.closed()) {
      response.setStatusCode(429).putHeader("Retry-After", "1").end();
    }
  }

  /** While it is false, browsers are sent away, to find another node. */
  void serve(boolean serves) {
    serving = serves;
    if (!serves) {
      List.copyOf(sockets.keySet()).forEach(BrowserSocket::close);
    }
  }

  /** Those who hear of sessions. */
  Audience audience() {
    return audience;
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
    Visit visit = sockets.get(socket);
    if (visit == null) {
      return;
    }
    socket.heard();
    Optional<Frame> read = read(text);
    OptionalLong early = read.map(visit.meter()::early).orElseGet(visit.meter()::earlyNonsense);
    if (early.isPresent()) {
      refuseEarly(socket, visit.meter(), read, early.getAsLong());
    } else if (read.isEmpty()) {
      FrontDesk.write(socket, SocketForm.error(Refusal.MALFORMED_MESSAGE.name()));
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
    FrontDesk.write(
        socket,
        frame
            .map(Frame::replyAddress)
            .filter(address -> !address.isEmpty())
            .map(address -> SocketForm.reply(address, reply))
            .orElseGet(() -> SocketForm.error(code)));
  }

  private void take(BrowserSocket socket, Frame frame) {
    switch (frame.kind()) {
      case PING -> FrontDesk.write(socket, SocketForm.PONG);
      case REGISTER -> known(socket, frame, desk::register);
      case UNREGISTER -> frame.place().ifPresent(one -> audience.leave(socket, one.session()));
      case SEND -> {
        if (frame.address().equals(SocketForm.AUTH)) {
          desk.answer(socket, frame, () -> authenticate(socket, AuthForm.readTicket(frame.body())));
        } else {
          known(socket, frame, (visitor, said) -> desk.send(visitor, sockets.get(visitor), said));
        }
      }
    }
  }

  /** Goes on where it is known who is there. */
  private void known(BrowserSocket socket, Frame frame, BiConsumer<BrowserSocket, Frame> next) {
    unknown(socket)
        .ifPresentOrElse(
            refusal -> desk.refuse(socket, frame, refusal), () -> next.accept(socket, frame));
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

  /** Who comes first is who the socket is of; the same user may come again, with a newer token. */
  private Future<JsonObject> authenticate(BrowserSocket socket, String text) {
    return tickets
        .read(text, socket.origin())
        .compose(ticket -> isOfAnother(socket, ticket.user())
            ? Future.succeededFuture(Refusal.OTHER_USER.reply())
            : tickets.spend(ticket).map(user -> admit(socket, user)))
        .otherwise(fault -> {
          meters.authFailed(Stage.SOCKET, Refusal.INVALID_TICKET.name());
          return Refusal.INVALID_TICKET.reply();
        });
  }

  private boolean isOfAnother(BrowserSocket socket, User user) {
    Visit visit = sockets.get(socket);
    return visit == null || !visit.admission().fits(user);
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
    socket.identify(user, socketId);
    // A newer token may grant something else.
    audience.askAgain(Set.of(socket));
    sockets.get(socket).admission().admit(user);
    return SessionForm.user(user.at(socketId));
  }

  private void closed(BrowserSocket socket, boolean silent) {
    Visit visit = sockets.remove(socket);
    if (visit == null) {
      return;
    }
    meters.closed(socket.transport(), silent);
    visit.close();
    quotas.close(visit.address());
    audience.leave(socket);
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
    closed(socket, false);
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
          closed(socket, true);
        });
  }

  private static long now() {
    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
  }
}
