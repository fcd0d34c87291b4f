package dev.quotey.live.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAccumulator;
import java.util.function.ToIntFunction;

/** Sessions of this node, their people, and what these do. */
public final class SessionMeters {
  private static final String NONE = "none";
  private static final String CLOSED = "closed";

  /** Why sessions are closed; what else there is counts as one. */
  private static final Set<String> REASONS = Set.of("idle", "switched_off", "imported");

  private static final String OTHER_REASON = "asked_for";

  private final MeterRegistry registry;
  private final Set<Attended> sessions = ConcurrentHashMap.newKeySet();
  private final LongAccumulator mostEditors = new LongAccumulator(Math::max, 0);

  /** So that what is told with each edit is found without building its name. */
  private final Map<String, Counter> accepted = new ConcurrentHashMap<>();

  private final Counter created;
  private final Counter reopened;
  private final Map<String, Counter> closed = new HashMap<>();
  private final Map<ConflictKind, Counter> conflicts = new EnumMap<>(ConflictKind.class);
  private final Map<End, Counter> ends = new EnumMap<>(End.class);
  private final Timer commit;
  private final Counter concurrent;
  private final Counter diverged;
  private final DistributionSummary replayed;
  private final Counter overloaded;

  SessionMeters(MeterRegistry registry) {
    this.registry = registry;
    created = session(registry, "created", NONE);
    reopened = session(registry, "reopened", NONE);
    REASONS.forEach(reason -> closed.put(reason, session(registry, CLOSED, reason)));
    closed.put(OTHER_REASON, session(registry, CLOSED, OTHER_REASON));
    for (ConflictKind kind : ConflictKind.values()) {
      conflicts.put(kind, conflict(registry, kind));
    }
    for (End end : End.values()) {
      ends.put(end, end(registry, end));
    }
    commit = Registered.histogram(
        registry, "quotey.op.commit", "From a change's place in the order until it is durable");
    concurrent = Registered.counter(
        registry,
        "quotey.changes.concurrent",
        "Changes made without having seen others' newest ones");
    diverged = Registered.counter(
        registry, "quotey.divergence", "Clients in a session that took its whole document anew");
    replayed = DistributionSummary.builder("quotey.replay.ops")
        .description("Changes that a client had missed and got when it joined")
        .register(registry);
    overloaded = Registered.overload(registry, "session_changes");
    Gauge.builder("quotey.sessions.active", sessions, Set::size)
        .description("Sessions that run at this node")
        .register(registry);
    participants(registry, "editor", People::editors);
    participants(registry, "viewer", People::viewers);
    Gauge.builder("quotey.session.editors.max", this, SessionMeters::editorsMax)
        .description("People who may edit, in the session of this node that has most of them")
        .register(registry);
  }

  private static Counter session(MeterRegistry registry, String event, String reason) {
    return Registered.counter(
        registry,
        "quotey.sessions",
        "Sessions that were opened at this node, or closed",
        "event",
        event,
        "reason",
        reason);
  }

  private static Counter conflict(MeterRegistry registry, ConflictKind kind) {
    return Registered.counter(
        registry,
        "quotey.conflicts",
        "Operations that met another in the same place, by what became of both",
        "kind",
        kind.label,
        "outcome",
        kind.outcome.name().toLowerCase(Locale.ROOT));
  }

  private static Counter end(MeterRegistry registry, End end) {
    return Registered.counter(
        registry,
        "quotey.participant.sessions",
        "Clients whose time in a session ended",
        "end",
        end.label,
        "resumed",
        end.resumed);
  }

  private void participants(MeterRegistry registry, String role, ToIntFunction<People> count) {
    Gauge.builder(
            "quotey.participants.active",
            sessions,
            all -> all.stream().mapToInt(one -> count.applyAsInt(one.people)).sum())
        .description("People in the sessions of this node; who is in two counts twice")
        .tag("role", role)
        .register(registry);
  }

  private double editorsMax() {
    return sessions.stream().mapToInt(one -> one.people.editors()).max().orElse(0);
  }

  /** People who are in a session, each once however many pages they have open. */
  public record People(int editors, int viewers) {}

  /** A session that runs here, as far as it is counted. */
  public final class Attended {
    private volatile People people = new People(0, 0);

    private Attended() {}

    /** @param now who is there now */
    public void people(People now) {
      people = now;
      mostEditors.accumulate(now.editors());
    }

    /** The session runs here no longer. May come twice. */
    public void end() {
      sessions.remove(this);
    }
  }

  /** A session runs here from now on. */
  public Attended begin() {
    Attended session = new Attended();
    sessions.add(session);
    return session;
  }

  /** @param first whether it has just been created, and not run anywhere before */
  public void opened(boolean first) {
    (first ? created : reopened).increment();
  }

  public void closed(String reason) {
    closed.get(REASONS.contains(reason) ? reason : OTHER_REASON).increment();
  }

  /** An operation has its place in the log; {@code type} is the contract's {@code op_type}. */
  public void accepted(String type) {
    accepted.computeIfAbsent(type, one -> op(one, "accepted", NONE)).increment();
  }

  /** An operation was sent again after it had been committed. */
  public void duplicate(String type) {
    op(type, "duplicate", NONE).increment();
  }

  /** @param code the stable one that its sender gets */
  public void rejected(String type, String code) {
    op(type, "rejected", code).increment();
  }

  private Counter op(String type, String outcome, String code) {
    return Registered.counter(
        registry,
        "quotey.ops",
        "Operations by what became of them",
        "type",
        type,
        "outcome",
        outcome,
        "code",
        code);
  }

  /** A session is asked for too much at a time. */
  public void overloaded() {
    overloaded.increment();
  }

  /** @param nanos from when a change was ordered until it was durable */
  public void committed(long nanos) {
    commit.record(nanos, TimeUnit.NANOSECONDS);
  }

  /** A change was made by somebody who had not seen the newest. */
  public void concurrent() {
    concurrent.increment();
  }

  /** Two operations met that had the same place. */
  public void conflict(ConflictKind kind) {
    conflicts.get(kind).increment();
  }

  /** What became of two operations that met, and what that is called. */
  public enum ConflictKind {
    OVERWRITTEN("overwritten", Outcome.TIEBREAK),
    DELETED("deleted", Outcome.NOOP),
    SAME_ID("same_id", Outcome.TIEBREAK),
    /** Both have their way. */
    MERGED("merged", Outcome.MERGED),
    /** Both said the same. */
    SAME("same", Outcome.NOOP),
    /** An edit was given up, since its author's document was not the server's any more. */
    UNRESOLVED("unresolved", Outcome.UNRESOLVED);

    private final String label;
    private final Outcome outcome;

    ConflictKind(String label, Outcome outcome) {
      this.label = label;
      this.outcome = outcome;
    }
  }

  /** So many times. */
  public void conflicts(ConflictKind kind, int times) {
    conflicts.get(kind).increment(times);
  }

  private enum Outcome {
    MERGED,
    TIEBREAK,
    NOOP,
    UNRESOLVED
  }

  /** A client came back and got what it had missed. */
  public void replayed(int changes) {
    replayed.record(changes);
  }

  /**
   * A client that was in the session took the whole document, instead of what it had missed: what it had
   * not sent yet is given up.
   */
  public void diverged() {
    diverged.increment();
    conflict(ConflictKind.UNRESOLVED);
  }

  /** How a client's time in a session ended. */
  public enum End {
    /** It said so. */
    LEFT("left", false),
    /** Its connection, node or lease was lost, and it was back soon after. */
    RESUMED("lost", true),
    /** The same, and it was not back in time. */
    LOST("lost", false),
    /** The session was closed, or goes on elsewhere. */
    SESSION_ENDED("session_ended", false);

    private final String label;
    private final String resumed;

    End(String label, boolean resumed) {
      this.label = label;
      this.resumed = String.valueOf(resumed);
    }
  }

  public void ended(End end) {
    ends.get(end).increment();
  }

  /** The most editors that a session has had since this was asked, or has now. */
  long takeMostEditors() {
    long now = Math.round(editorsMax());
    return Math.max(now, mostEditors.getThenReset());
  }

  /** What has been counted since the start. */
  void count(Map<KpiCount, Long> counts) {
    conflicts.forEach(
        (kind, counter) -> counts.merge(KpiCount.of(kind), Math.round(counter.count()), Long::sum));
    ends.forEach((end, counter) -> counts.put(KpiCount.of(end), Math.round(counter.count())));
  }
}
