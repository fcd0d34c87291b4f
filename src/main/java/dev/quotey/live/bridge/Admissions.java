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
final class Admissions {
  private final long keepMillis;
  private final LongSupplier clock;
  private final Map<SessionId, Admission> admissions = new HashMap<>();

  private record Admission(Future<Identity> identity, long sinceMillis) {}

  /**
   * @param keepMillis for how long an answer is taken for true
   * @param clock milliseconds from any moment on
   */
  Admissions(long keepMillis, LongSupplier clock) {
    this.keepMillis = keepMillis;
    this.clock = clock;
  }

  /** The user with the rights in the session; {@code ask} finds them out. */
  Future<Identity> in(SessionId session, Function<SessionId, Future<Identity>> ask) {
    long now = clock.getAsLong();
    Admission known = admissions.get(session);
    if (known != null
        && (!known.identity().isComplete()
            || (known.identity().succeeded() && now - known.sinceMillis() < keepMillis))) {
      return known.identity();
    }
    Admission asked = new Admission(ask.apply(session), now);
    admissions.put(session, asked);
    return asked.identity();
  }

  /** As it was found out last; empty while it is not. */
  Optional<Identity> known(SessionId session) {
    Admission known = admissions.get(session);
    return known != null && known.identity().succeeded()
        ? Optional.of(known.identity().result())
        : Optional.empty();
  }

  /** All is asked anew. */
  void clear() {
    admissions.clear();
  }
}
