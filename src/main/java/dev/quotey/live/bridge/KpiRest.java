package dev.quotey.live.bridge;

import dev.quotey.live.protocol.Address;
import dev.quotey.live.protocol.Bus;
import dev.quotey.live.protocol.KpiForm;
import dev.quotey.live.protocol.KpiMessage.AskKpis;
import dev.quotey.live.protocol.KpiMessage.Kpis;
import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/** The KPIs of the contract over REST, for operators. */
final class KpiRest {
  private static final Duration USUAL = Duration.ofDays(28);

  /** What is counted is kept for so long. */
  private static final Duration LONGEST = Duration.ofDays(400);

  private static final long ANSWER_MILLIS = 20_000;

  private final Vertx vertx;
  private final Clock clock;

  KpiRest(Vertx vertx, Clock clock) {
    this.vertx = vertx;
    this.clock = clock;
  }

  void mount(Router router) {
    router.get("/api/kpi").handler(Rest.forOperators("reads the KPIs", this::kpis));
  }

  private void kpis(RoutingContext context) {
    AskKpis question;
    try {
      question = question(context);
    } catch (DateTimeException | IllegalArgumentException e) {
      Rest.refuse(
          context,
          400,
          "MALFORMED_MESSAGE",
          "from and to are times as 2026-01-31T12:00:00Z, from before to, at most 400 days apart");
      return;
    }
    Bus.<Kpis>request(vertx, Address.KPI, question, ANSWER_MILLIS)
        .onComplete(
            kpis -> Rest.answer(context, KpiForm.write(kpis)), fault -> Rest.unavailable(context));
  }

  /** What was counted is counted by the minute, so {@code from} is the minute that it is in. */
  private AskKpis question(RoutingContext context) {
    List<String> to = context.queryParam("to");
    List<String> from = context.queryParam("from");
    Instant end = to.isEmpty() ? clock.instant() : Instant.parse(to.getFirst());
    Instant begin = from.isEmpty() ? end.minus(USUAL) : Instant.parse(from.getFirst());
    if (!begin.isBefore(end) || Duration.between(begin, end).compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException("no time between");
    }
    return new AskKpis(begin.truncatedTo(ChronoUnit.MINUTES), end);
  }
}
