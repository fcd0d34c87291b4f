package dev.quotey.live.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** Sessions of this node, their people, and what these do. */
public final class SessionMeters {
  private static final String SESSIONS = "quotey.sessions";
  private static final String SESSIONS_HELP = "Sessions that began or ended";
  private static final String NONE = "none";

  /** Why sessions are closed; what else there is counts as one. */
  private static final Set<String> REASONS = Set.of("idle", "switched_off", "imported");

  private final MeterRegistry registry;
  private final Set<Attended> sessions = ConcurrentHashMap.newKeySet();

  /** So that what is told with each edit is found without building its name. */
  private final Map<String, Counter> accepted = new ConcurrentHashMap<>();

  private final Timer commit;
  private final Counter concurrent;
  private final Counter diverged;
  private final DistributionSummary replayed;
  private final Counter overloaded;

  SessionMeters(MeterRegistry registry) {
    this.registry = registry;
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
    Gauge.builder("quotey.participants.active", this, SessionMeters::editors)
        .description("People in the sessions of this node; who is in two counts twice")
        .tag("role", "editor")
        .register(registry);
    Gauge.builder("quotey.session.editors.max", this, SessionMeters::editorsMax)
        .description("People in the session of this node that has most of them")
        .register(registry);
  }

  private double editors() {
    return sessions.stream().mapToInt(one -> one.people).sum();
  }

  private double editorsMax() {
    return sessions.stream().mapToInt(one -> one.people).max().orElse(0);
  }

  /** A session that runs here, as far as it is counted. */
  public final class Attended {
    private volatile int people;

    private Attended() {}

    /** @param count people who are there now, each once, however many pages they have open */
    public void people(int count) {
      people = count;
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
    session(first ? "created" : "reopened", NONE);
  }

  public void closed(String reason) {
    session("closed", REASONS.contains(reason) ? reason : "asked_for");
  }

  private void session(String event, String reason) {
    Registered.counter(registry, SESSIONS, SESSIONS_HELP, "event", event, "reason", reason)
        .increment();
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

  /** Two operations met of which one gave way; both authors are told. */
  public void conflict(ConflictKind kind) {
    Registered.counter(
            registry,
            "quotey.conflicts",
            "Operations that met another, of which one gave way",
            "kind",
            kind.label,
            "outcome",
            kind.outcome)
        .increment();
  }

  /** How an operation gave way, and what that is called. */
  public enum ConflictKind {
    OVERWRITTEN("overwritten", "tiebreak"),
    DELETED("deleted", "noop"),
    SAME_ID("same_id", "tiebreak");

    private final String label;
    private final String outcome;

    ConflictKind(String label, String outcome) {
      this.label = label;
      this.outcome = outcome;
    }
  }

  /** A client came back and got what it had missed. */
  public void replayed(int changes) {
    replayed.record(changes);
  }

  /** A client that was in the session took the whole document, instead of what it had missed. */
  public void diverged() {
    diverged.increment();
  }

  /** How a client's time in a session ended. */
  public enum End {
    /** It said so. */
    LEFT,
    /** Its connection, node or lease was lost. */
    LOST,
    /** The session was closed, or goes on elsewhere. */
    SESSION_ENDED
  }

  /** @param resumed whether the client was back soon after its connection was lost */
  public void ended(End end, boolean resumed) {
    Registered.counter(
            registry,
            "quotey.participant.sessions",
            "Clients whose time in a session ended",
            "end",
            end.name().toLowerCase(Locale.ROOT),
            "resumed",
            String.valueOf(resumed))
        .increment();
  }
}
