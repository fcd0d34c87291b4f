package dev.quotey.live.simulation;

import java.util.BitSet;
import java.util.function.Predicate;

/** Finds a small set of steps that still fails, by leaving out ever shorter runs of them. */
final class Shrink {
  private Shrink() {}

  /**
   * @param failing steps for which {@code fails} holds
   * @return a subset that fails, and that no longer does when any single step is left out
   */
  static BitSet minimal(BitSet failing, Predicate<BitSet> fails) {
    BitSet best = (BitSet) failing.clone();
    int run = Integer.highestOneBit(Math.max(1, best.cardinality()));
    while (run >= 1) {
      BitSet before = (BitSet) best.clone();
      int[] steps = best.stream().toArray();
      for (int from = 0; from < steps.length; from += run) {
        BitSet fewer = (BitSet) best.clone();
        for (int i = from; i < Math.min(steps.length, from + run); i++) {
          fewer.clear(steps[i]);
        }
        if (fails.test(fewer)) {
          best = fewer;
        }
      }
      // Single steps are tried until none of them can go.
      if (run > 1 || best.equals(before)) {
        run /= 2;
      }
    }
    return best;
  }
}
