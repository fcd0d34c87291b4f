package dev.quotey.live.session;

import dev.quotey.live.core.sync.SessionId;
import dev.quotey.live.protocol.Bus;
import dev.quotey.live.protocol.PersistenceMessage.Request;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is kept about a session's people, beside the log: one note after the other, in their order. */
final class Notes {
  private static final Logger LOG = LoggerFactory.getLogger(Notes.class);

  private final Vertx vertx;
  private final SessionId session;
  private Future<?> added = Future.succeededFuture();

  Notes(Vertx vertx, SessionId session) {
    this.vertx = vertx;
    this.session = session;
  }

  /** A note that cannot be kept is left out; those after it are not. */
  void add(Request note) {
    added = added
        .transform(before -> Bus.persistence(vertx, note))
        .onFailure(fault ->
            LOG.warn("not noted session_id={} what={}", session, note.getClass().getSimpleName()));
  }

  /** Done as the last of them is. */
  Future<?> added() {
    return added;
  }
}
