package dev.quotey.live.core.sync;

import dev.quotey.live.core.json.JsonValue;
import dev.quotey.live.core.ot.Meeting;
import java.util.List;

/** What becomes of a submission. */
public sealed interface Decision {
  /**
   * It has its place in the log.
   *
   * @param document the one after it
   * @param meetings where it had the place of another that its author had not seen, and neither lost
   */
  record Commit(CommittedChange change, JsonValue document, List<Meeting> meetings)
      implements Decision {
    public Commit {
      meetings = List.copyOf(meetings);
    }
  }

  /** It was committed before, as {@code revision}. */
  record Duplicate(long revision) implements Decision {}

  /** It is refused. The code is stable; the message is safe to show. */
  record Reject(String code, String message) implements Decision {}
}
