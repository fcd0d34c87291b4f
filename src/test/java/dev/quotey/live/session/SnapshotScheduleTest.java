package dev.quotey.live.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quotey.live.core.sync.SessionId;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class SnapshotScheduleTest {
  private static final int SESSIONS = 800;

  @Test
  @DisplayName("[PS17] a session keeps its document at most 200 revisions after the last time")
  void keepsOften() {
    for (int i = 0; i < SESSIONS; i++) {
      SnapshotSchedule schedule = SnapshotSchedule.of(session(i));
      long kept = 0;
      for (long revision = 1; revision <= 1_000; revision++) {
        if (schedule.isDue(kept, revision)) {
          kept = revision;
        }
        assertThat(revision - kept).isLessThan(SnapshotSchedule.EVERY);
      }
    }
  }

  @Test
  @DisplayName("[PS17] a session whose changes come many at once does not pass over its turn")
  void takesLongSteps() {
    SnapshotSchedule schedule = new SnapshotSchedule(150);
    assertThat(schedule.isDue(0, 49)).isFalse();
    assertThat(schedule.isDue(0, 50)).isTrue();
    assertThat(schedule.isDue(10, 90)).isTrue();
    assertThat(schedule.isDue(90, 249)).isFalse();
    assertThat(schedule.isDue(90, 700)).isTrue();
  }

  @Test
  @DisplayName("[PS17] sessions that are edited alike keep their documents at different revisions")
  void keepsApart() {
    Map<Long, Integer> counts = new HashMap<>();
    for (int i = 0; i < SESSIONS; i++) {
      SnapshotSchedule schedule = SnapshotSchedule.of(session(i));
      long first = 1;
      while (!schedule.isDue(0, first)) {
        first++;
      }
      counts.merge(first, 1, Integer::sum);
    }
    // Four each on average.
    assertThat(counts.values()).allSatisfy(count -> assertThat(count).isLessThan(20));
  }

  private static SessionId session(int number) {
    byte[] name = {(byte) (number >> 8), (byte) number};
    return new SessionId(UUID.nameUUIDFromBytes(name).toString());
  }
}
