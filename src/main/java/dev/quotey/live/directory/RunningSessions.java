package dev.quotey.live.directory;

import dev.quotey.live.core.sync.QuoteId;
import dev.quotey.live.protocol.SessionMessage.Lifecycle;
import dev.quotey.live.protocol.SessionMessage.Placed;
import dev.quotey.live.protocol.SessionMessage.State;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The sessions that run at this node, as they say themselves, and what they weigh. */
final class RunningSessions {
  private final Map<QuoteId, Lifecycle> byQuote = new HashMap<>();

  /** What an owner says that is no longer the one here comes late, and changes nothing. */
  void take(Lifecycle event) {
    Lifecycle known = byQuote.get(event.quoteId());
    boolean same = known != null && known.sessionId().equals(event.sessionId());
    if (same && event.ownerEpoch() < known.ownerEpoch()) {
      return;
    }
    if (event.state() == State.STARTED || (same && event.state() == State.ATTENDED)) {
      byQuote.put(event.quoteId(), event);
    } else if (same) {
      byQuote.remove(event.quoteId());
    }
  }

  boolean contains(Placed placed) {
    Lifecycle session = byQuote.get(placed.opened().quoteId());
    return session != null
        && session.sessionId().equals(placed.opened().sessionId())
        && session.ownerEpoch() == placed.opened().ownerEpoch();
  }

  /** Those that somebody is in. */
  List<Lifecycle> attended() {
    return byQuote.values().stream().filter(session -> session.clients() > 0).toList();
  }

  /** What all weigh together. */
  long load() {
    return byQuote.values().stream().mapToLong(RunningSessions::weight).sum();
  }

  static long weight(Lifecycle session) {
    return Preference.SESSION_LOAD + session.clients() * Preference.CLIENT_LOAD;
  }
}
