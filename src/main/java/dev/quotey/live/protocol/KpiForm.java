package dev.quotey.live.protocol;

import dev.quotey.live.protocol.KpiMessage.Figures;
import dev.quotey.live.protocol.KpiMessage.Kpis;
import dev.quotey.live.protocol.KpiMessage.Latency;
import dev.quotey.live.protocol.KpiMessage.Share;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Optional;
import java.util.OptionalDouble;

/** The JSON form of the KPIs, with the contract's targets. */
public final class KpiForm {
  private static final long EDITORS_TARGET = 5;
  private static final double WITHIN_200_TARGET = 0.95;
  private static final double WITHIN_500_TARGET = 0.99;
  private static final double RESOLVED_TARGET = 0.99;
  private static final double STABLE_TARGET = 0.995;
  private static final double SHARED_TARGET = 0.4;

  private static final String TARGET = "target";
  private static final String MET = "met";

  private KpiForm() {}

  public static JsonObject write(Kpis kpis) {
    JsonArray points = new JsonArray();
    kpis.points().forEach(point -> points.add(write(point)));
    return write(kpis.total())
        .put("to", kpis.to().toString())
        .put("step_seconds", kpis.step().toSeconds())
        .put("points", points);
  }

  private static JsonObject write(Figures figures) {
    return new JsonObject()
        .put("from", figures.from().toString())
        .put(
            "concurrent_editors",
            new JsonObject()
                .put("value", figures.mostEditors())
                .put(TARGET, EDITORS_TARGET)
                .put(MET, figures.mostEditors() >= EDITORS_TARGET))
        .put("sync_latency", write(figures.latency()))
        .put("conflicts_resolved", write(figures.resolved(), RESOLVED_TARGET))
        .put(
            "session_stability",
            write(figures.stable(), STABLE_TARGET).put("strict", write(figures.neverLost())))
        .put(
            "adoption",
            write(figures.shared(), SHARED_TARGET).put("by_edits", write(figures.editsInShared())));
  }

  private static JsonObject write(Latency latency) {
    JsonObject within200 = write(latency.within200(), WITHIN_200_TARGET);
    JsonObject within500 = write(latency.within500(), WITHIN_500_TARGET);
    return new JsonObject()
        .put("p95_seconds", orNull(latency.p95()))
        .put("p99_seconds", orNull(latency.p99()))
        .put("within_200_ms", within200)
        .put("within_500_ms", within500)
        .put(
            MET,
            latency.within200().denominator() == 0
                ? null
                : Boolean.valueOf(within200.getBoolean(MET) && within500.getBoolean(MET)));
  }

  /** A whole of nothing has neither a ratio nor met its target, nor missed it. */
  private static JsonObject write(Share share, double target) {
    OptionalDouble ratio = share.ratio();
    Optional<Boolean> met =
        ratio.isPresent() ? Optional.of(ratio.getAsDouble() >= target) : Optional.empty();
    return write(share).put(TARGET, target).put(MET, met.orElse(null));
  }

  private static JsonObject write(Share share) {
    return new JsonObject()
        .put("numerator", share.numerator())
        .put("denominator", share.denominator())
        .put("ratio", orNull(share.ratio()));
  }

  private static Double orNull(OptionalDouble value) {
    return value.isPresent() ? Double.valueOf(value.getAsDouble()) : null;
  }
}
