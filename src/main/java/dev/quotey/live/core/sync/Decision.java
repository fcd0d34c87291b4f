package dev.quotey.live.core.sync;

import dev.quotey.live.core.json.JsonValue;

/** What becomes of a submission. */
public sealed interface Decision {
  /** It has its place in the log; {@code document} is the one after it. */
  record Commit(CommittedChange change, JsonValue document) implements Decision {}

  /** It was committed before, as {@code revision}. */
  record Duplicate(long revision) implements Decision {}

  /** It is refused. The code is stable; the message is safe to show. */
  record Reject(String code, String message) implements Decision {}
}
