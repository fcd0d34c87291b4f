package dev.quotey.live.protocol;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.OptionalDouble;

/** What is asked about the KPIs of the contract, and the answer. All of it is of every node. */
public sealed interface KpiMessage extends BusMessage {

  /** Asks for what happened from {@code from} on and before {@code to}. */
  record AskKpis(Instant from, Instant to) implements KpiMessage {}

  /**
   * @param total of the whole time
   * @param step the length of each point's time
   * @param points in their order; times in which nothing was counted have none
   */
  record Kpis(Instant to, Figures total, Duration step, List<Figures> points)
      implements KpiMessage {}

  /**
   * The KPIs of a time.
   *
   * @param from when it begins
   * @param mostEditors the most people who could edit one quote at a time
   * @param latency until others saw an edit
   * @param resolved of operations that met, those of which nothing was given up
   * @param stable of stays in a session, those that did not end by a lost connection
   * @param neverLost the same, where one that came back in time counts as lost, too
   * @param shared of sessions in which somebody edited, those in which two people did or more
   * @param editsInShared of edits, those in such sessions
   */
  record Figures(
      Instant from,
      long mostEditors,
      Latency latency,
      Share resolved,
      Share stable,
      Share neverLost,
      Share shared,
      Share editsInShared) {}

  /**
   * @param p95 seconds; empty where nothing was measured, as {@code p99}
   * @param within200 of edits that others saw, those that they saw within 200 ms
   * @param within500 the same of 500 ms
   */
  record Latency(OptionalDouble p95, OptionalDouble p99, Share within200, Share within500) {}

  /** A part of a whole. */
  record Share(long numerator, long denominator) {
    /** Between 0 and 1; empty of nothing. */
    public OptionalDouble ratio() {
      return denominator == 0
          ? OptionalDouble.empty()
          : OptionalDouble.of((double) numerator / denominator);
    }
  }
}
