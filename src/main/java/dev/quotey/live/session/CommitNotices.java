package dev.quotey.live.session;

import dev.quotey.live.core.json.JsonMap;
import dev.quotey.live.core.json.JsonText;
import dev.quotey.live.core.json.JsonValue;
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
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
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
  private final ArrayDeque<Expected> expected = new ArrayDeque<>();
  private final Map<Long, EdgeNotice> written = new HashMap<>();
  private long nextHash;

  /** @param revision of the last commit that was told of */
  CommitNotices(SessionId session, Columns columns, long revision, Traces traces) {
    this.traces = traces;
    this.session = session;
    this.columns = columns;
    this.nextHash = revision + HASH_REVISIONS_MIN;
  }

  private record Expected(LoggedChange change, JsonMap document, Optional<Instant> made) {
    long revision() {
      return change.change().revision();
    }
  }

  /** A change is on its way that follows the one before; for the rest see {@link #of}. */
  void expect(LoggedChange change, JsonValue document, Origin origin) {
    expected.add(new Expected(change, (JsonMap) document, origin.made()));
  }

  /** Writes what there is to say of those on their way, so that nobody waits for it when they are durable. */
  void write() {
    for (Expected next = expected.poll(); next != null; next = expected.poll()) {
      written.put(next.revision(), of(next.change(), next.document(), next.made()));
    }
  }

  /**
   * Of a change that is durable; they come in their order.
   *
   * @param document what the change has led to
   * @param origin where the change comes from
   */
  EdgeNotice of(LoggedChange change, JsonMap document, Origin origin) {
    Step publish = traces.follow("op.publish", origin.trace());
    EdgeNotice early = written.remove(change.change().revision());
    if (early == null) {
      // Where it is durable so soon, it is the first of those that are still to be written.
      expected.poll();
    }
    EdgeNotice notice = early == null ? of(change, document, origin.made()) : early;
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
