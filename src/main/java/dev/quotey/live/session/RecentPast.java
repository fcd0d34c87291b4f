package dev.quotey.live.session;

import java.util.ArrayDeque;

/**
 * How far back the changes of a session are kept in memory, to transform edits past that have not seen
 * them: those of the last {@link #LENGTH_MILLIS}. An edit under way for longer has lost its connection, and who
 * comes back gets what was missed from the log. One event loop.
 */
final class RecentPast {
  static final long LENGTH_MILLIS = 20_000;

  private static final long STEP_MILLIS = 1_000;

  /** The first change of each second, oldest first. */
  private final ArrayDeque<Mark> marks = new ArrayDeque<>();

  private long older;

  private record Mark(long millis, long revision) {}

  /**
   * Notes at which millisecond, of any clock, a change became durable; gives the revision up
   * to which changes are older than is kept.
   */
  long note(long revision, long millis) {
    if (marks.isEmpty() || millis >= marks.getLast().millis() + STEP_MILLIS) {
      marks.add(new Mark(millis, revision));
    }
    while (marks.getFirst().millis() + STEP_MILLIS + LENGTH_MILLIS < millis) {
      marks.removeFirst();
      older = marks.getFirst().revision() - 1;
    }
    return older;
  }
}
