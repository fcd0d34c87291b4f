package dev.quotey.live.directory;

import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What a node that carries more than the average gives to those that carry clearly less. All such nodes
 * give at the same time, without a word between them: each takes it that the others give as much in
 * proportion, so that together they give what is missing, and nothing comes back.
 */
final class Relief {
  private final String self;
  private final Map<String, Long> loads;

  /** How much all give where this node gives one; 0 where this node has nothing to give. */
  private final double all;

  /** @param loads of the nodes that take sessions, {@code self} among them */
  Relief(String self, Map<String, Long> loads) {
    this.self = self;
    this.loads = new TreeMap<>(loads);
    double average = loads.values().stream().mapToLong(load -> load).average().orElse(0);
    double mine = loads.getOrDefault(self, 0L) - average;
    double spare =
        loads.values().stream().mapToDouble(load -> Math.max(0, load - average)).sum();
    all = mine > 0 ? spare / mine : 0;
  }

  /**
   * Whether a session of this weight should move, and to which node: the one that will carry least, if
   * after the move it carried clearly less than this one does now. It counts as moved from then on.
   */
  Optional<String> of(long weight) {
    if (all == 0) {
      return Optional.empty();
    }
    long mine = loads.get(self);
    Optional<String> node = loads.keySet().stream()
        .filter(other -> !other.equals(self))
        .min(Comparator.comparing(loads::get))
        .filter(other -> (loads.get(other) + weight) * Preference.BOUND <= mine);
    node.ifPresent(other -> {
      loads.put(self, mine - weight);
      loads.merge(other, Math.round(weight * all), Long::sum);
    });
    return node;
  }
}
