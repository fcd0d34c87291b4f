package dev.quotey.live.session;

import dev.quotey.live.core.sync.SessionId;

/**
 * At which revisions a session that is edited without a pause keeps its document. Sessions that are
 * edited alike do so at different ones: hundreds that began together would else keep theirs in one
 * moment, and everybody's edits would wait.
 *
 * @param phase how many revisions before a multiple of {@link #EVERY}
 */
record SnapshotSchedule(long phase) {
  /** Revisions; a session that is loaded applies fewer changes than that. */
  static final long EVERY = 200;

  static SnapshotSchedule of(SessionId session) {
    return new SnapshotSchedule(Math.floorMod(session.value().hashCode(), EVERY));
  }

  /** Whether the document is due at {@code revision}, where that of {@code kept} is the last kept. */
  boolean isDue(long kept, long revision) {
    return (kept + phase) / EVERY < (revision + phase) / EVERY;
  }
}
