package dev.quotey.live.session;

import dev.quotey.live.core.json.JsonMap;
import dev.quotey.live.core.json.JsonText;
import dev.quotey.live.core.quote.Columns;
import dev.quotey.live.core.sync.SessionId;
import dev.quotey.live.protocol.EdgeNotice;
import dev.quotey.live.protocol.LoggedChange;
import dev.quotey.live.protocol.Origin;
import dev.quotey.live.protocol.SessionForm;
import dev.quotey.live.tracing.Traces;
import dev.quotey.live.tracing.Traces.Step;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.Optional;

/**
 * A session's commits as browsers are told of them: those whose users see all columns, and the others.
 * Now and then with the document's hash. One event loop.
 */
final class CommitNotices {
  private static final long HASH_REVISIONS_MIN = 50;

  /** So that hashing costs an edit the same in a large document. */
  private static final long HASH_LENGTH_PER_REVISION = 200;

  private final SessionId session;
  private final Columns columns;
  private final Traces traces;
  private long nextHash;

  /** @param revision of the last commit that was told of */
  CommitNotices(SessionId session, Columns columns, long revision, Traces traces) {
    this.traces = traces;
    this.session = session;
    this.columns = columns;
    this.nextHash = revision + HASH_REVISIONS_MIN;
  }

  /**
   * @param document what the change has led to
   * @param origin where the change comes from
   */
  EdgeNotice of(LoggedChange change, JsonMap document, Origin origin) {
    Step publish = traces.follow("op.publish", origin.trace());
    EdgeNotice notice = of(change, document, origin.made());
    publish.end();
    return origin.trace().isEmpty() ? notice : notice.traced(publish.traceparent());
  }

  private EdgeNotice of(LoggedChange change, JsonMap document, Optional<Instant> made) {
    boolean hashed = isHashed(change.change().revision(), document);
    JsonMap shown = hashed ? columns.redacted(document) : document;
    JsonObject event = event(change, made);
    if (hashed) {
      SessionForm.putStateHash(event, document);
    }
    if (!columns.hide(change.change()) && (!hashed || shown.equals(document))) {
      return EdgeNotice.of(session, event, false);
    }
    JsonObject redacted = event(change.redacted(columns), made);
    if (hashed) {
      SessionForm.putStateHash(redacted, shown);
    }
    return EdgeNotice.of(session, event, redacted);
  }

  private JsonObject event(LoggedChange change, Optional<Instant> made) {
    JsonObject event = SessionForm.committedNow(session, change);
    made.ifPresent(instant -> SessionForm.putMade(event, instant));
    return event;
  }

  private boolean isHashed(long revision, JsonMap document) {
    boolean due = revision >= nextHash;
    if (due) {
      long pause = JsonText.length(document) / HASH_LENGTH_PER_REVISION;
      nextHash = revision + Math.max(HASH_REVISIONS_MIN, pause);
    }
    return due;
  }
}
