package dev.quotey.live.directory;

import dev.quotey.live.core.sync.QuoteId;
import dev.quotey.live.core.sync.SessionId;
import dev.quotey.live.protocol.SessionMessage.Placed;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Where sessions are said to run. Of two owners of a session the one with the later epoch counts. */
final class ClaimTable {
  private final Map<QuoteId, Placed> byQuote = new HashMap<>();
  private final Map<SessionId, QuoteId> quotes = new HashMap<>();

  /** Returns the claim that this one has taken the place of, if it has. */
  Optional<Placed> take(Placed placed) {
    QuoteId quote = placed.opened().quoteId();
    Placed known = byQuote.get(quote);
    if (known != null && !isLater(placed, known)) {
      return Optional.empty();
    }
    if (known != null) {
      quotes.remove(known.opened().sessionId());
    }
    byQuote.put(quote, placed);
    quotes.put(placed.opened().sessionId(), quote);
    return Optional.ofNullable(known);
  }

  /** A quote's next session begins at the first epoch again. */
  private static boolean isLater(Placed placed, Placed known) {
    return placed.opened().sessionId().equals(known.opened().sessionId())
        ? placed.opened().ownerEpoch() >= known.opened().ownerEpoch()
        : !placed.opened().createdAt().isBefore(known.opened().createdAt());
  }

  /** The owner of that epoch does not run it any more; a later one stays. */
  void drop(Placed placed) {
    Placed known = byQuote.get(placed.opened().quoteId());
    if (known != null
        && known.opened().sessionId().equals(placed.opened().sessionId())
        && known.opened().ownerEpoch() <= placed.opened().ownerEpoch()) {
      byQuote.remove(placed.opened().quoteId());
      quotes.remove(placed.opened().sessionId());
    }
  }

  Optional<Placed> of(QuoteId quote) {
    return Optional.ofNullable(byQuote.get(quote));
  }

  Optional<Placed> of(SessionId session) {
    return Optional.ofNullable(quotes.get(session)).map(byQuote::get);
  }

  List<Placed> at(String node) {
    List<Placed> found = new ArrayList<>();
    byQuote.values().forEach(placed -> {
      if (placed.node().equals(node)) {
        found.add(placed);
      }
    });
    return found;
  }
}
