package dev.quotey.live.bridge;

import dev.quotey.live.core.sync.SessionId;
import dev.quotey.live.protocol.Identity;
import io.vertx.core.Future;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.LongSupplier;

/**
 * What the user of one socket may do in the sessions that the socket has to do with: asked once, and again
 * after a while. Who asks while that is on its way waits for the same answer, so what a socket says to a
 * session stays in its order.
 */
final class SocketRights {
  private final long keepMillis;
  private final LongSupplier clock;
  private final Map<SessionId, Answer> answers = new HashMap<>();
  private final Map<SessionId, Identity> known = new HashMap<>();

  private record Answer(Future<Identity> identity, long sinceMillis) {}

  /**
   * @param keepMillis for how long an answer is taken for true
   * @param clock milliseconds from any moment on
   */
  SocketRights(long keepMillis, LongSupplier clock) {
    this.keepMillis = keepMillis;
    this.clock = clock;
  }

  /** The user with the rights in the session; {@code ask} finds them out. */
  Future<Identity> in(SessionId session, Function<SessionId, Future<Identity>> ask) {
    long now = clock.getAsLong();
    Answer last = answers.get(session);
    if (last != null
        && (!last.identity().isComplete()
            || (last.identity().succeeded() && now - last.sinceMillis() < keepMillis))) {
      return last.identity();
    }
    Answer asked = new Answer(ask.apply(session), now);
    answers.put(session, asked);
    asked.identity().onSuccess(identity -> known.put(session, identity));
    return asked.identity();
  }

  /** As it was found out last, also while that is asked again; empty where it never was. */
  Optional<Identity> known(SessionId session) {
    return Optional.ofNullable(known.get(session));
  }

  /** All is asked anew. */
  void expire() {
    answers.clear();
  }
}
