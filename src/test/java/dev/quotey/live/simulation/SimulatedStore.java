package dev.quotey.live.simulation;

import dev.quotey.live.core.json.JsonText;
import dev.quotey.live.core.json.JsonValue;
import dev.quotey.live.core.sync.CommittedChange;
import dev.quotey.live.core.sync.QuoteId;
import dev.quotey.live.core.sync.SessionId;
import dev.quotey.live.protocol.LoggedChange;
import dev.quotey.live.protocol.PersistenceMessage.SessionOpened;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The database: one place that takes one statement after the other. What it has answered it keeps. */
final class SimulatedStore {
  static final String PLACE = "database";

  private final VirtualTime time;
  private final Map<QuoteId, Session> sessions =
      new TreeMap<>((one, other) -> one.value().compareTo(other.value()));
  private final Map<String, Long> beats = new HashMap<>();

  /** A logged change, and which owner wrote it. */
  record Row(LoggedChange change, long epoch, String node) {}

  private static final class Session {
    private final List<Row> log = new ArrayList<>();
    private long epoch;
  }

  SimulatedStore(VirtualTime time) {
    this.time = time;
  }

  static JsonValue first() {
    return JsonText.parse(Simulation.DOCUMENT);
  }

  SessionOpened open(QuoteId quote) {
    Session session = sessions.computeIfAbsent(quote, key -> new Session());
    session.epoch++;
    SessionId id = new SessionId("s_" + quote);
    return new SessionOpened(id, quote, session.epoch, Instant.EPOCH, Instant.EPOCH);
  }

  long epoch(QuoteId quote) {
    return sessions.get(quote).epoch;
  }

  List<CommittedChange> load(QuoteId quote) {
    return sessions.get(quote).log.stream().map(row -> row.change().change()).toList();
  }

  /** Returns whether the changes are in the log; not for an older epoch or a revision that is taken. */
  boolean append(String node, SessionOpened owner, long base, List<LoggedChange> changes) {
    Session session = sessions.get(owner.quoteId());
    if (session.epoch != owner.ownerEpoch() || session.log.size() != base) {
      return false;
    }
    changes.forEach(change -> session.log.add(new Row(change, owner.ownerEpoch(), node)));
    return true;
  }

  /** The hash of the change at a revision; "" where there is none. */
  String hash(QuoteId quote, long revision) {
    List<Row> log = sessions.get(quote).log;
    return revision > log.size() ? "" : log.get((int) revision - 1).change().hash();
  }

  Map<String, Duration> beat(String node) {
    beats.put(node, time.now());
    Map<String, Duration> ages = new HashMap<>();
    beats.forEach((other, at) -> ages.put(other, Duration.ofMillis(time.now() - at)));
    ages.remove(node);
    return ages;
  }

  List<Row> log(QuoteId quote) {
    Session session = sessions.get(quote);
    return session == null ? List.of() : session.log;
  }
}
