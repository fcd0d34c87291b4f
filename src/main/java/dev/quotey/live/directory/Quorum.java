package dev.quotey.live.directory;

import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Whether this node is on the side that goes on. Nodes that do not hear one another all reach the
 * database, or do not: it tells who is alive. Those who hear fewer than half of the living step back, so
 * that the two sides of a split do not take each other's sessions in turn. No edit depends on it: who may
 * commit is decided by the owner epoch.
 */
final class Quorum {
  /** A node that was at the database since then is alive. */
  private static final Duration FRESH = Duration.ofSeconds(3);

  /**
   * A node that was killed is heard last, and was at the database last, within a beat and an answer of
   * one another. One that was at the database later than that is alive, and only not heard.
   */
  private static final Duration APART = Duration.ofMillis(800);

  private Quorum() {}

  /**
   * @param ages for how long each node has not been at the database
   * @param heard the nodes that are heard
   * @param silences for how long each node has not been heard that was heard once
   */
  static boolean holds(
      String self,
      Map<String, Duration> ages,
      Collection<String> heard,
      Map<String, Duration> silences) {
    Set<String> alive = new TreeSet<>(Set.of(self));
    ages.forEach((node, age) -> {
      Duration silence = silences.getOrDefault(node, FRESH.plus(APART));
      if (age.compareTo(FRESH) < 0 && age.plus(APART).compareTo(silence) < 0) {
        alive.add(node);
      }
    });
    Set<String> together = new TreeSet<>(alive);
    together.retainAll(heard);
    together.add(self);
    // Of two halves the one goes on that has the first name.
    return 2 * together.size() > alive.size()
        || (2 * together.size() == alive.size()
            && together.contains(alive.iterator().next()));
  }
}
