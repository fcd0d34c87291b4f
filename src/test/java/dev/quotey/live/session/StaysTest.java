package dev.quotey.live.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quotey.live.core.sync.ClientId;
import dev.quotey.live.metrics.NodeMetrics;
import dev.quotey.live.metrics.SessionMeters.People;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.util.ArrayList;
import java.util.List;
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

  @AfterEach
  void close() {
    vertx.close().toCompletionStage().toCompletableFuture().join();
    metrics.close();
  }

  private Stays stays() {
    metrics.start(vertx).toCompletionStage().toCompletableFuture().join();
    return new Stays(
        later -> {
          timers.add(later);
          return () -> timers.remove(later);
        },
        metrics.meters().sessions());
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
    Stays stays = stays();
    stays.came(ANA, editors(1));
    stays.came(BEN, editors(2));
    stays.went(ANA, false, editors(1));
    stays.went(BEN, false, editors(0));
    ended(0, 0, 0, 0);
    stays.came(ANA, editors(1));
    ended(0, 1, 0, 0);
    List.copyOf(timers).forEach(Runnable::run);
    ended(0, 1, 1, 0);
    stays.came(BEN, editors(2));
    stays.went(BEN, true, editors(1));
    ended(1, 1, 1, 0);
  }

  @Test
  @DisplayName("[OB6] when the session ends, who is in it has not left, who is away is lost, once")
  void sessionEnds() {
    Stays stays = stays();
    stays.came(ANA, editors(1));
    stays.came(BEN, editors(2));
    stays.went(BEN, false, editors(1));
    stays.end(1);
    stays.end(1);
    assertThat(timers).isEmpty();
    ended(0, 0, 1, 1);
    assertThat(metrics.scrape()).contains("quotey_sessions_active 0.0");
  }
}
