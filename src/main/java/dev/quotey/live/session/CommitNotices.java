package dev.quotey.live.session;

import dev.quotey.live.core.json.JsonMap;
import dev.quotey.live.core.json.JsonText;
import dev.quotey.live.core.quote.Columns;
import dev.quotey.live.core.sync.SessionId;
import dev.quotey.live.protocol.EdgeNotice;
import dev.quotey.live.protocol.LoggedChange;
import dev.quotey.live.protocol.SessionForm;
import dev.quotey.live.tracing.Traces;
import dev.quotey.live.tracing.Traces.Step;
import io.vertx.core.json.JsonObject;

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
   * @param trace what it follows; empty where no trace follows it
   */
  EdgeNotice of(LoggedChange change, JsonMap document, String trace) {
    Step publish = traces.follow("op.publish", trace);
    EdgeNotice notice = of(change, document);
    publish.end();
    return trace.isEmpty() ? notice : notice.traced(publish.traceparent());
  }

  private EdgeNotice of(LoggedChange change, JsonMap document) {
    boolean hashed = isHashed(change.change().revision(), document);
    JsonMap shown = hashed ? columns.redacted(document) : document;
    JsonObject event = SessionForm.committedNow(session, change);
    if (hashed) {
      SessionForm.putStateHash(event, document);
    }
    if (!columns.hide(change.change()) && (!hashed || shown.equals(document))) {
      return EdgeNotice.of(session, event, false);
    }
    JsonObject redacted = SessionForm.committedNow(session, change.redacted(columns));
    if (hashed) {
      SessionForm.putStateHash(redacted, shown);
    }
    return EdgeNotice.of(session, event, redacted);
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
