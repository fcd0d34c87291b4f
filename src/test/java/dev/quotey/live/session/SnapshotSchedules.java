package dev.quotey.live.session;

import dev.quotey.live.core.sync.SessionId;

/** For tests that count what a session keeps: its identifier decides when that is. */
public final class SnapshotSchedules {
  private SnapshotSchedules() {}

  /** Whether a new session keeps its document at one of its first {@code revisions}. */
  public static boolean isDueBy(String session, long revisions) {
    return SnapshotSchedule.of(new SessionId(session)).isDue(0, revisions);
  }
}
