package dev.quotey.live.session;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;

/**
 * How far back the changes of a session are kept in memory, to transform edits past that have not seen
 * them: those of the last {@link #LENGTH}. An edit under way for longer has lost its connection, and who
 * comes back gets what was missed from the log. One event loop.
 */
final class RecentPast {
  static final Duration LENGTH = Duration.ofSeconds(20);

  private static final Duration STEP = Duration.ofSeconds(1);

  /** The first change of each second, oldest first. */
  private final ArrayDeque<Mark> marks = new ArrayDeque<>();

  private long older;

  private record Mark(Instant time, long revision) {}

  /** Notes when a change became durable; gives the revision up to which changes are older than is kept. */
  long note(long revision, Instant time) {
    if (marks.isEmpty() || !time.isBefore(marks.getLast().time().plus(STEP))) {
      marks.add(new Mark(time, revision));
    }
    while (marks.getFirst().time().plus(STEP).plus(LENGTH).isBefore(time)) {
      marks.removeFirst();
      older = marks.getFirst().revision() - 1;
    }
    return older;
  }
}
