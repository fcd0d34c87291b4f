package dev.quotey.live.kpi;

import dev.quotey.live.metrics.KpiCount;
import dev.quotey.live.protocol.KpiMessage.Figures;
import dev.quotey.live.protocol.KpiMessage.Latency;
import dev.quotey.live.protocol.KpiMessage.Share;
import dev.quotey.live.protocol.PersistenceMessage.EditedSessions;
import dev.quotey.live.protocol.PersistenceMessage.KpiCounted;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.concurrent.TimeUnit;

/** The KPIs from what was counted; docs/OPERATIONS.md says the same in words. */
final class Formulas {
  private static final long SOON_MILLIS = 200;
  private static final long LATE_MILLIS = 500;
  private static final double P95 = 0.95;
  private static final double P99 = 0.99;

  private final Map<String, KpiCounted> counts;

  private Formulas(Map<String, KpiCounted> counts) {
    this.counts = counts;
  }

  /** @param counts what was counted in the time that begins at {@code from}, by name */
  static Figures figures(Instant from, Map<String, KpiCounted> counts, EditedSessions edited) {
    Formulas formulas = new Formulas(counts);
    return new Figures(
        from,
        formulas.most(KpiCount.EDITORS_MAX),
        formulas.latency(),
        formulas.resolved(),
        formulas.stable(KpiCount.STAYS_LOST),
        formulas.stable(KpiCount.STAYS_LOST, KpiCount.STAYS_RESUMED),
        new Share(edited.shared(), edited.sessions()),
        new Share(edited.editsInShared(), edited.edits()));
  }

  private long total(KpiCount... which) {
    return Arrays.stream(which)
        .map(one -> counts.get(one.key()))
        .mapToLong(one -> one == null ? 0 : one.total())
        .sum();
  }

  private long most(KpiCount which) {
    KpiCounted counted = counts.get(which.key());
    return counted == null ? 0 : counted.most();
  }

  private Share resolved() {
    long resolved =
        total(KpiCount.CONFLICTS_MERGED, KpiCount.CONFLICTS_TIEBREAK, KpiCount.CONFLICTS_NOOP);
    return new Share(resolved, resolved + total(KpiCount.CONFLICTS_UNRESOLVED));
  }

  /** A connection that comes back in time goes on with the stay, and so ends none. */
  private Share stable(KpiCount... lost) {
    long ended = total(KpiCount.STAYS_LEFT, KpiCount.STAYS_LOST, KpiCount.STAYS_SESSION_ENDED);
    return new Share(Math.max(0, ended - total(lost)), ended);
  }

  private Latency latency() {
    return new Latency(quantile(P95), quantile(P99), within(SOON_MILLIS), within(LATE_MILLIS));
  }

  private Share within(long millis) {
    long soon = KpiCount.SYNC_BOUNDS.stream()
        .filter(one -> one.syncMillis() <= millis)
        .mapToLong(this::total)
        .sum();
    return new Share(soon, seen());
  }

  private long seen() {
    return KpiCount.SYNC_BOUNDS.stream().mapToLong(this::total).sum();
  }

  /** In seconds; between two bounds as if all were spread evenly, and above the last one that bound. */
  private OptionalDouble quantile(double share) {
    double rank = share * seen();
    double below = 0;
    long lower = 0;
    for (KpiCount bound : KpiCount.SYNC_BOUNDS) {
      long here = total(bound);
      long upper = bound.syncMillis();
      if (here > 0 && below + here >= rank) {
        double part = bound == KpiCount.SYNC_LONGER ? 0 : (upper - lower) * (rank - below) / here;
        return OptionalDouble.of((lower + part) / TimeUnit.SECONDS.toMillis(1));
      }
      below += here;
      lower = upper;
    }
    return OptionalDouble.empty();
  }
}
