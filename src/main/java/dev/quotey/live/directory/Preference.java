package dev.quotey.live.directory;

import dev.quotey.live.core.sync.QuoteId;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which node a quote's session goes to: rendezvous hashing with bounded loads. Each quote has an order of
 * the nodes of its own, so that a node that comes or goes changes little; the first in it that is not
 * loaded well above the average is taken.
 *
 * <p>Sources: D. Thaler, C. Ravishankar, Using Name-Based Mappings to Increase Hit Rates, 1998; V.
 * Mirrokni, M. Thorup, M. Zadimoghaddam, Consistent Hashing with Bounded Loads, 2016.
 */
final class Preference {
  /** What a session weighs, and each client in it on top. */
  static final long SESSION_LOAD = 1;

  static final long CLIENT_LOAD = 20;

  /** How far above the average a node may be loaded, as a factor. */
  static final double BOUND = 1.25;

  private static final long MIX = 0x9e3779b97f4a7c15L;

  private Preference() {}

  /** The node that decides where the quote goes. */
  static Optional<String> home(QuoteId quote, Collection<String> nodes) {
    return nodes.stream().max(order(quote));
  }

  /** The node to run the quote's session, of those that take one. */
  static Optional<String> host(QuoteId quote, Map<String, Long> loads) {
    long step = SESSION_LOAD + CLIENT_LOAD;
    long total = loads.values().stream().mapToLong(load -> load).sum() + step;
    long most = Math.max(step, (long) Math.ceil(BOUND * total / Math.max(1, loads.size())));
    List<String> preferred =
        loads.keySet().stream().sorted(order(quote).reversed()).toList();
    return preferred.stream()
        .filter(node -> loads.get(node) + step <= most)
        .findFirst()
        .or(() -> preferred.stream().min(Comparator.comparing(loads::get)));
  }

  private static Comparator<String> order(QuoteId quote) {
    return Comparator.<String>comparingLong(node -> mixed(quote, node))
        .thenComparing(Comparator.naturalOrder());
  }

  private static long mixed(QuoteId quote, String node) {
    long hash = 31L * quote.value().hashCode() + node.hashCode();
    hash = (hash ^ (hash >>> 32)) * MIX;
    return (hash ^ (hash >>> 29)) * MIX;
  }
}
