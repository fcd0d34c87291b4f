package dev.quotey.live.bridge;

import dev.quotey.live.core.sync.QuoteId;
import dev.quotey.live.core.sync.SessionId;
import dev.quotey.live.metrics.SocketMeters;
import dev.quotey.live.metrics.SocketMeters.Scope;
import dev.quotey.live.metrics.SocketMeters.Stage;
import dev.quotey.live.protocol.Door;
import dev.quotey.live.protocol.Identity;
import dev.quotey.live.protocol.Letter;
import dev.quotey.live.protocol.Origin;
import dev.quotey.live.protocol.PaintedForm;
import dev.quotey.live.protocol.Rights.Level;
import dev.quotey.live.protocol.SessionForm;
import dev.quotey.live.protocol.SocketForm;
import dev.quotey.live.protocol.SocketForm.Frame;
import dev.quotey.live.protocol.SocketForm.SessionAddress;
import dev.quotey.live.tracing.Traces;
import dev.quotey.live.tracing.Traces.Step;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** Takes in what browsers whose users are known say, and answers it, if only with a refusal. */
final class FrontDesk {
  private final Sessions sessions;
  private final Gate gate;
  private final Audience audience;
  private final Predicate<BrowserSocket> isOpen;
  private final SocketMeters meters;
  private final Clock clock;
  private final Traces traces;

  FrontDesk(
      Sessions sessions,
      Gate gate,
      Audience audience,
      Predicate<BrowserSocket> isOpen,
      SocketMeters meters,
      Clock clock,
      Traces traces) {
    this.clock = clock;
    this.traces = traces;
    this.sessions = sessions;
    this.gate = gate;
    this.audience = audience;
    this.isOpen = isOpen;
    this.meters = meters;
  }

  /** The socket wants to hear of a session. */
  void register(BrowserSocket socket, Frame frame) {
    Optional<SessionAddress> events = frame.place().filter(SessionAddress::isEvents);
    if (events.isEmpty()) {
      refuse(socket, frame, Refusal.ACCESS_DENIED);
    } else if (socket.listening().size() >= BrowserSocket.LISTENING_MAX) {
      overloaded(socket, frame, Scope.LISTENING);
    } else {
      audience
          .listen(socket, events.get().session())
          .onComplete(
              identity -> {
                if (!identity.rights().may(Level.VIEWER)) {
                  refuse(socket, frame, Refusal.ACCESS_DENIED);
                }
              },
              fault -> refuse(socket, frame, refusal(fault)));
    }
  }

  private static Refusal refusal(Throwable fault) {
    return fault instanceof NoSessionException ? Refusal.SESSION_NOT_FOUND : Refusal.UNAVAILABLE;
  }

  void send(BrowserSocket socket, Visit visit, Frame frame) {
    Optional<SessionAddress> place = frame.place();
    Optional<Door> door = place.flatMap(one -> Door.forBrowsers(one.word()));
    if (!(frame.body() instanceof JsonObject body)) {
      refuse(socket, frame, Refusal.MALFORMED_MESSAGE);
    } else if (frame.address().equals(SocketForm.CREATE)) {
      answer(socket, frame, () -> create(body, socket));
    } else if (door.isEmpty()) {
      refuse(socket, frame, Refusal.ACCESS_DENIED);
    } else if (!socket.use(place.get().session())) {
      overloaded(socket, frame, Scope.SESSIONS);
    } else if (!visit.meter().use(place.get().session())) {
      refuse(socket, frame, Refusal.TOO_MANY_SESSIONS);
    } else {
      pass(socket, visit, frame, door.get(), place.get().session(), body);
    }
  }

  /** As far as the user's rights go; what comes while they are found out waits, in its order. */
  private void pass(
      BrowserSocket socket,
      Visit visit,
      Frame frame,
      Door door,
      SessionId session,
      JsonObject body) {
    Future<Identity> rights = audience.rights(socket, session);
    boolean waits = !rights.isComplete();
    if (waits && !socket.begin()) {
      overloaded(socket, frame, Scope.REQUESTS);
      return;
    }
    rights.onComplete(found -> {
      if (waits) {
        socket.end();
      }
      if (found.failed()) {
        refuse(socket, frame, refusal(found.cause()));
      } else if (!found.result().rights().may(Level.VIEWER)) {
        refuse(socket, frame, Refusal.ACCESS_DENIED);
      } else if (!found.result().rights().may(door.least())) {
        refuse(socket, frame, Refusal.FORBIDDEN);
      } else if (isOpen.test(socket)) {
        post(socket, visit.presence(), frame, new Letter(session, door, body, found.result()));
      }
    });
  }

  /** Whether an answer is wanted or not, what is not done yet is counted; presence gathers instead. */
  private void post(BrowserSocket socket, PresenceGate presence, Frame frame, Letter letter) {
    if (letter.door() == Door.PAINTED) {
      answer(socket, frame, () -> Future.succeededFuture(painted(socket, letter.body())));
      return;
    }
    boolean asks = !frame.replyAddress().isEmpty();
    if (letter.door() == Door.PRESENCE && !asks) {
      presence.tell(letter);
      return;
    }
    if (letter.door() == Door.PRESENCE || letter.door() == Door.LEAVE) {
      presence.drop(letter);
    }
    answer(socket, frame, () -> ask(frame, letter));
  }

  private Future<JsonObject> ask(Frame frame, Letter letter) {
    if (letter.door() != Door.SUBMIT || (!traces.areOn() && frame.waited().isEmpty())) {
      return tell(frame, letter);
    }
    Optional<Instant> made = frame.waited().map(waited -> clock.instant().minus(waited));
    Step receive = traces
        .begin("op.receive", frame.trace())
        .with("session_id", letter.session().value());
    return tell(frame, letter.from(new Origin(receive.traceparent(), made)))
        .onComplete(done -> receive.end());
  }

  private Future<JsonObject> tell(Frame frame, Letter letter) {
    return frame.replyAddress().isEmpty() ? sessions.askRunning(letter) : sessions.tell(letter);
  }

  private JsonObject painted(BrowserSocket socket, JsonObject body) {
    try {
      Instant now = clock.instant();
      PaintedForm.read(body).forEach(one -> meters.painted(socket.transport(), one.latency(now)));
      return new JsonObject();
    } catch (IllegalArgumentException e) {
      return SessionForm.error(Refusal.MALFORMED_MESSAGE.name(), e.getMessage());
    }
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

  void answer(BrowserSocket socket, Frame frame, Supplier<Future<JsonObject>> question) {
    if (!socket.begin()) {
      overloaded(socket, frame, Scope.REQUESTS);
      return;
    }
    question.get().otherwise(fault -> Refusal.UNAVAILABLE.reply()).onSuccess(body -> {
      socket.end();
      if (!frame.replyAddress().isEmpty() && isOpen.test(socket)) {
        write(socket, SocketForm.reply(frame.replyAddress(), body));
      }
    });
  }

  private void overloaded(BrowserSocket socket, Frame frame, Scope scope) {
    meters.overloaded(scope);
    refuse(socket, frame, Refusal.OVERLOADED);
  }

  void refuse(BrowserSocket socket, Frame frame, Refusal refusal) {
    if (refusal == Refusal.NOT_AUTHENTICATED) {
      meters.authFailed(Stage.SOCKET, refusal.name());
    }
    write(
        socket,
        frame.replyAddress().isEmpty()
            ? SocketForm.error(refusal.name())
            : SocketForm.reply(frame.replyAddress(), refusal.reply()));
  }

  static void write(BrowserSocket socket, String frame) {
    socket.write(Buffer.buffer(frame));
  }
}
