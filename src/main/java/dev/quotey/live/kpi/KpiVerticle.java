package dev.quotey.live.kpi;

import dev.quotey.live.metrics.Meters;
import dev.quotey.live.protocol.Address;
import dev.quotey.live.protocol.Bus;
import dev.quotey.live.protocol.KpiMessage.AskKpis;
import dev.quotey.live.protocol.KpiMessage.Figures;
import dev.quotey.live.protocol.KpiMessage.Kpis;
import dev.quotey.live.protocol.PersistenceMessage.EditedSessions;
import dev.quotey.live.protocol.PersistenceMessage.KeepKpis;
import dev.quotey.live.protocol.PersistenceMessage.KpiCounted;
import dev.quotey.live.protocol.PersistenceMessage.KpiTimes;
import dev.quotey.live.protocol.PersistenceMessage.ReadKpis;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps what this node counts for the KPIs, and tells those of all nodes at {@link Address#KPI}. */
public final class KpiVerticle extends VerticleBase {
  private static final Logger LOG = LoggerFactory.getLogger(KpiVerticle.class);

  /** What is counted belongs to its minute up to this. */
  private static final long KEEP_MILLIS = 5_000;

  /** Points of an answer at most. */
  private static final int POINTS_MAX = 200;

  private static final Duration SHORTEST_STEP = Duration.ofMinutes(1);

  private final Meters meters;
  private final Clock clock;
  private final String run = UUID.randomUUID().toString();
  private final Minutes minutes;
  private boolean keeping;

  public KpiVerticle(Meters meters, Clock clock) {
    this.meters = meters;
    this.clock = clock;
    minutes = new Minutes(clock.instant());
  }

  @Override
  public Future<?> start() {
    vertx.setPeriodic(KEEP_MILLIS, timer -> keep());
    return Bus.<AskKpis, Kpis>serve(vertx, Address.KPI, this::tell);
  }

  @Override
  public Future<?> stop() {
    return keep();
  }

  private Future<?> keep() {
    minutes.take(clock.instant(), meters.takeKpis());
    if (keeping) {
      return Future.succeededFuture();
    }
    keeping = true;
    Future<?> kept = Future.succeededFuture();
    for (Map.Entry<Instant, Map<String, Long>> one : minutes.waiting().entrySet()) {
      KeepKpis keep = new KeepKpis(one.getKey(), run, one.getValue());
      kept = kept.compose(before -> Bus.persistence(vertx, keep)
          .onSuccess(done -> minutes.kept(keep.minute(), keep.counts())));
    }
    return kept.onFailure(fault -> LOG.debug("counts wait cause={}", fault.getMessage()))
        .<Object>map(done -> done)
        .otherwiseEmpty()
        .onComplete(done -> keeping = false);
  }

  private Future<Kpis> tell(AskKpis ask) {
    Duration whole = Duration.between(ask.from(), ask.to());
    Duration step = step(whole);
    return Future.all(
            Bus.persistence(vertx, new ReadKpis(ask.from(), ask.to(), whole)),
            Bus.persistence(vertx, new ReadKpis(ask.from(), ask.to(), step)))
        .map(both -> new Kpis(
            ask.to(),
            points(both.resultAt(0)).stream()
                .findFirst()
                .orElseGet(() -> Formulas.figures(ask.from(), Map.of(), EditedSessions.NONE)),
            step,
            points(both.resultAt(1))));
  }

  /** Whole minutes, so that each minute that was kept lies in one point. */
  private static Duration step(Duration whole) {
    long minutes = Math.ceilDiv(whole.toMinutes() + 1, POINTS_MAX);
    return SHORTEST_STEP.multipliedBy(Math.max(1, minutes));
  }

  private static List<Figures> points(KpiTimes found) {
    TreeSet<Instant> times = new TreeSet<>(found.counted().keySet());
    times.addAll(found.edited().keySet());
    return times.stream()
        .map(at -> Formulas.figures(
            at,
            found.counted().getOrDefault(at, Map.<String, KpiCounted>of()),
            found.edited().getOrDefault(at, EditedSessions.NONE)))
        .toList();
  }
}
