package dev.quotey.live.core.sync;

import dev.quotey.live.core.json.JsonValue;

/** What becomes of a submission. */
public sealed interface Decision {
  /**
   * It has its place in the log.
   *
   * @param document the one after it
   * @param merged how often it had the place of another that its author had not seen, and both have their way
   * @param same how often the other said the same
   */
  record Commit(CommittedChange change, JsonValue document, int merged, int same)
      implements Decision {}

  /** It was committed before, as {@code revision}. */
  record Duplicate(long revision) implements Decision {}

  /** It is refused. The code is stable; the message is safe to show. */
  record Reject(String code, String message) implements Decision {}
}
