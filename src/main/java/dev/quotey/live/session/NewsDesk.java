package dev.quotey.live.session;

import dev.quotey.live.core.sync.SessionId;
import dev.quotey.live.protocol.Address;
import dev.quotey.live.protocol.Bus;
import dev.quotey.live.protocol.SlackMessage.News;
import io.vertx.core.Vertx;
import java.util.Set;

/** Says that something has happened in a session, once for all that happens in a moment. */
final class NewsDesk {
  private static final long MOMENT_MILLIS = 500;

  private final Vertx vertx;
  private final SessionId session;
  private long timer = -1;
  private boolean urgent;
  private boolean stopped;

  NewsDesk(Vertx vertx, SessionId session) {
    this.vertx = vertx;
    this.session = session;
  }

  /** @param more whether it is more than an edit */
  void tell(boolean more) {
    urgent |= more;
    if (stopped) {
      tellNow();
    } else if (timer < 0) {
      timer = vertx.setTimer(MOMENT_MILLIS, fired -> tellNow());
    }
  }

  /** Nobody is there later to say what has not been said yet; from now on all is said at once. */
  void stop() {
    stopped = true;
    if (vertx.cancelTimer(timer)) {
      tellNow();
    }
  }

  private void tellNow() {
    Bus.publish(vertx, Address.SESSION_NEWS, new News(Set.of(session), urgent));
    timer = -1;
    urgent = false;
  }
}
