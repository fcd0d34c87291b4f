package dev.quotey.live.session;

import dev.quotey.live.core.json.JsonMap;
import dev.quotey.live.core.quote.Columns;
import dev.quotey.live.core.sync.SessionId;
import dev.quotey.live.protocol.EdgeNotice;
import dev.quotey.live.protocol.LoggedChange;
import dev.quotey.live.protocol.SessionForm;
import dev.quotey.live.protocol.StateHash;
import io.vertx.core.json.JsonObject;

/** A commit as browsers are told of it: those whose users see all columns, and the others. */
final class CommitNotice {
  private CommitNotice() {}

  /** @param document what the change has led to */
  static EdgeNotice of(SessionId session, LoggedChange change, JsonMap document, Columns columns) {
    boolean hashed = change.change().revision() % StateHash.REVISIONS == 0;
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
}
