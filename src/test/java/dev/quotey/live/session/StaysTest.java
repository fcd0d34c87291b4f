package dev.quotey.live.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quotey.live.core.sync.ClientId;
import dev.quotey.live.metrics.NodeMetrics;
import dev.quotey.live.metrics.SessionMeters.People;
import dev.quotey.live.protocol.PersistenceMessage.Stranded;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** How stays are counted when people leave, vanish, come back, and when the session ends. */
class StaysTest {
  private static final ClientId ANA = new ClientId("c_ana");
  private static final ClientId BEN = new ClientId("c_ben");

  private final NodeMetrics metrics = new NodeMetrics();
  private final Vertx vertx =
      metrics.measure(Vertx.builder(), new VertxOptions()).build();
  private final List<Runnable> timers = new ArrayList<>();
  private final List<Long> waits = new ArrayList<>();

  @AfterEach
  void close() {
    vertx.close().toCompletionStage().toCompletableFuture().join();
    metrics.close();
  }

  private Stays stays(Stranded stranded) {
    metrics.start(vertx).toCompletionStage().toCompletableFuture().join();
    return new Stays(
        (millis, later) -> {
          timers.add(later);
          waits.add(millis);
          return () -> timers.remove(later);
        },
        metrics.meters().sessions(),
        stranded);
  }

  private static People editors(int count) {
    return new People(count, 0);
  }

  private void ended(int left, int resumed, int lost, int sessionEnded) {
    assertThat(metrics.scrape())
        .contains(line("left", false, left))
        .contains(line("lost", true, resumed))
        .contains(line("lost", false, lost))
        .contains(line("session_ended", false, sessionEnded));
  }

  private static String line(String end, boolean resumed, int count) {
    return "quotey_participant_sessions_total{end=\"%s\",resumed=\"%s\"} %d.0"
        .formatted(end, resumed, count);
  }

  @Test
  @DisplayName("[OB6] a lost connection that is back in time counts as resumed, and else as lost")
  void lost() {
    Stays stays = stays(Stranded.NOBODY);
    stays.came(ANA, "ana", editors(1));
    stays.came(BEN, "ben", editors(2));
    stays.went(ANA, false, editors(1));
    stays.went(BEN, false, editors(0));
    ended(0, 0, 0, 0);
    stays.came(ANA, "ana", editors(1));
    ended(0, 1, 0, 0);
    List.copyOf(timers).forEach(Runnable::run);
    ended(0, 1, 1, 0);
    stays.came(BEN, "ben", editors(2));
    stays.went(BEN, true, editors(1));
    ended(1, 1, 1, 0);
  }

  @Test
  @DisplayName("[OB6] when the session ends, who is in it has not left, who is away is lost, once")
  void sessionEnds() {
    Stays stays = stays(Stranded.NOBODY);
    stays.came(ANA, "ana", editors(1));
    stays.came(BEN, "ben", editors(2));
    stays.went(BEN, false, editors(1));
    stays.end(1);
    stays.end(1);
    assertThat(timers).isEmpty();
    ended(0, 0, 1, 1);
    assertThat(metrics.scrape()).contains("quotey_sessions_active 0.0");
  }

  @Test
  @DisplayName(
      "[OB7] who was there as the session's node was killed counts as resumed in time, and else as lost")
  void stranded() {
    Stays stays = stays(new Stranded(Set.of("ana", "ben", "cleo"), Duration.ofSeconds(3)));
    assertThat(waits).containsExactly(7_000L);
    stays.came(ANA, "ana", editors(1));
    stays.came(new ClientId("c_ana2"), "ana", editors(1));
    ended(0, 1, 0, 0);
    List.copyOf(timers).forEach(Runnable::run);
    ended(0, 1, 2, 0);
    stays.came(BEN, "ben", editors(2));
    stays.end(3);
    ended(0, 1, 2, 3);
  }

  @Test
  @DisplayName("[OB7] when the session ends before, who is not back is lost, once")
  void strandedAtTheEnd() {
    Stays stays = stays(new Stranded(Set.of("ana", "ben"), Duration.ofHours(1)));
    assertThat(waits).containsExactly(1L);
    stays.end(0);
    assertThat(timers).isEmpty();
    ended(0, 0, 2, 0);
  }
}
