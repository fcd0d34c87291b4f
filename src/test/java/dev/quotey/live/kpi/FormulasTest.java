package dev.quotey.live.kpi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.quotey.live.protocol.KpiForm;
import dev.quotey.live.protocol.KpiMessage.Figures;
import dev.quotey.live.protocol.KpiMessage.Kpis;
import dev.quotey.live.protocol.PersistenceMessage.EditedSessions;
import dev.quotey.live.protocol.PersistenceMessage.KpiCounted;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class FormulasTest {
  private static final Instant FROM = Instant.parse("2026-03-02T09:00:00Z");

  /** A morning of two nodes, as it was kept: what both counted, minute by minute. */
  private static Map<String, KpiCounted> morning() {
    JsonArray minutes = new JsonArray("""
        [{"editors_max": 3, "conflicts_merged": 40, "conflicts_noop": 2, "stays_left": 90, "sync_50": 800, "sync_100": 100},
         {"editors_max": 6, "conflicts_tiebreak": 55, "stays_lost": 1, "stays_resumed": 4, "sync_150": 60, "sync_500": 30},
         {"editors_max": 2, "conflicts_unresolved": 1, "conflicts_merged": 2, "stays_session_ended": 109, "sync_longer": 10}]
        """);
    Map<String, KpiCounted> counts = new HashMap<>();
    minutes.forEach(minute -> ((JsonObject) minute)
        .forEach(one -> counts.merge(
            one.getKey(),
            new KpiCounted((int) one.getValue(), (int) one.getValue()),
            (a, b) -> new KpiCounted(a.total() + b.total(), Math.max(a.most(), b.most())))));
    return counts;
  }

  @Test
  @DisplayName("[KP1] a recorded morning has the KPIs that were computed by hand")
  void byHand() {
    Figures figures = Formulas.figures(FROM, morning(), new EditedSessions(20, 9, 500, 340));
    JsonObject json = KpiForm.write(
        new Kpis(FROM.plusSeconds(180), figures, Duration.ofMinutes(1), List.of(figures)));

    assertThat(json.getJsonObject("concurrent_editors").getLong("value")).isEqualTo(6);
    // 40 + 2 merged, 55 tie-broken, 2 the same; one given up: 99 of 100.
    expect(json.getJsonObject("conflicts_resolved"), 99, 100, true);
    // 90 left, 109 ended with their session, 1 was lost: 200 ended.
    expect(json.getJsonObject("session_stability"), 199, 200, true);
    // Four more were away for a moment.
    assertThat(json.getJsonObject("session_stability").getJsonObject("strict").getLong("numerator"))
        .isEqualTo(195);
    expect(json.getJsonObject("adoption"), 9, 20, true);
    assertThat(json.getJsonObject("adoption").getJsonObject("by_edits").getDouble("ratio"))
        .isEqualTo(0.68);

    // 1,000 were seen: 900 within 100 ms, 960 within 150, 990 within 500, 10 later than 5 s.
    JsonObject latency = json.getJsonObject("sync_latency");
    expect(latency.getJsonObject("within_200_ms"), 960, 1000, true);
    expect(latency.getJsonObject("within_500_ms"), 990, 1000, true);
    assertThat(latency.getBoolean("met")).isTrue();
    // The 950th is the 50th of the 60 between 100 and 150 ms: 100 + 50 × 50 / 60.
    assertThat(latency.getDouble("p95_seconds")).isCloseTo(0.141_667, within(1e-6));
    // The 990th is the last of those up to 500 ms.
    assertThat(latency.getDouble("p99_seconds")).isCloseTo(0.5, within(1e-9));
    assertThat(json.getJsonArray("points")).hasSize(1);
    assertThat(json.getLong("step_seconds")).isEqualTo(60);
  }

  private static void expect(JsonObject share, long numerator, long denominator, boolean met) {
    assertThat(share.getLong("numerator")).isEqualTo(numerator);
    assertThat(share.getLong("denominator")).isEqualTo(denominator);
    assertThat(share.getDouble("ratio")).isEqualTo((double) numerator / denominator);
    assertThat(share.getBoolean("met")).isEqualTo(met);
  }

  @Test
  @DisplayName("[KP2] of nothing there is no ratio, and no target is met or missed")
  void nothing() {
    Figures figures = Formulas.figures(FROM, Map.of(), EditedSessions.NONE);
    JsonObject json = KpiForm.write(new Kpis(FROM, figures, Duration.ofMinutes(1), List.of()));
    for (String kpi : List.of("conflicts_resolved", "session_stability", "adoption")) {
      JsonObject share = json.getJsonObject(kpi);
      assertThat(share.getLong("denominator")).isZero();
      assertThat(share.containsKey("ratio")).isTrue();
      assertThat(share.getDouble("ratio")).isNull();
      assertThat(share.getBoolean("met")).isNull();
    }
    assertThat(json.getJsonObject("sync_latency").getDouble("p95_seconds")).isNull();
    assertThat(json.getJsonObject("sync_latency").getBoolean("met")).isNull();
  }

  @Test
  @DisplayName("[KP2] what is above the last bound has that bound as its quantile")
  void beyond() {
    Map<String, KpiCounted> counts = Map.of("sync_longer", new KpiCounted(7, 7));
    Figures figures = Formulas.figures(FROM, counts, EditedSessions.NONE);
    assertThat(figures.latency().p95()).hasValue(5);
    assertThat(figures.latency().within500().numerator()).isZero();
  }
}
