package dev.quotey.live.bench;

/**
 * What editors do to a server, as docs/BENCHMARKS.md defines it.
 *
 * @param people editors of each quote; users repeat where they are more than five
 * @param pauseMillis between an editor's edits; 0 edits at each acknowledgement
 * @param spread whether editors edit one after the other within the pause, or all at the same moment
 * @param cursorMillis between an editor's moves of the cursor; 0 has no cursors
 * @param lines of each quote, at the beginning
 * @param kept whether a quote stays at about so many lines
 */
record Workload(
    String name,
    int quotes,
    int people,
    long pauseMillis,
    boolean spread,
    int seconds,
    long cursorMillis,
    int lines,
    boolean kept) {
  private static final int LINES = 50;

  /** Editors who edit again as soon as they are acknowledged. */
  static Workload saturated(String name, int quotes, int people, int seconds) {
    return new Workload(name, quotes, people, 0, false, seconds, 0, LINES, false);
  }

  /** Editors who edit one after the other, each with a pause between its edits. */
  static Workload paced(String name, int quotes, int people, long pauseMillis, int seconds) {
    return new Workload(name, quotes, people, pauseMillis, true, seconds, 0, LINES, false);
  }

  /** All edit at the same moment. */
  Workload together() {
    return new Workload(
        name, quotes, people, pauseMillis, false, seconds, cursorMillis, lines, kept);
  }

  Workload withCursors(long millis) {
    return new Workload(name, quotes, people, pauseMillis, spread, seconds, millis, lines, kept);
  }

  Workload keptAt(int some) {
    return new Workload(
        name, quotes, people, pauseMillis, spread, seconds, cursorMillis, some, true);
  }
}
