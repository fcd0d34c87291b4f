package dev.quotey.live.session;

import dev.quotey.live.core.json.JsonMap;
import dev.quotey.live.core.json.JsonText;
import dev.quotey.live.core.quote.Columns;
import dev.quotey.live.core.sync.SessionId;
import dev.quotey.live.protocol.EdgeNotice;
import dev.quotey.live.protocol.LoggedChange;
import dev.quotey.live.protocol.SessionForm;
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
  private long nextHash;

  /** @param revision of the last commit that was told of */
  CommitNotices(SessionId session, Columns columns, long revision) {
    this.session = session;
    this.columns = columns;
    this.nextHash = revision + HASH_REVISIONS_MIN;
  }

  /** @param document what the change has led to */
  EdgeNotice of(LoggedChange change, JsonMap document) {
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
