package dev.quotey.live.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quotey.live.metrics.SessionMeters.Attended;
import dev.quotey.live.metrics.SessionMeters.People;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.WorkerExecutor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Two nodes in one process. */
class NodeMetricsTest {
  private final NodeMetrics first = new NodeMetrics();
  private final NodeMetrics second = new NodeMetrics();
  private final Vertx firstVertx = start(first);
  private final Vertx secondVertx = start(second);

  private static Vertx start(NodeMetrics metrics) {
    Vertx vertx = metrics.measure(Vertx.builder(), new VertxOptions()).build();
    await(metrics.start(vertx));
    return vertx;
  }

  private static <T> T await(Future<T> future) {
    return future.toCompletionStage().toCompletableFuture().join();
  }

  @AfterEach
  void close() {
    await(Future.join(firstVertx.close(), secondVertx.close()));
    first.close();
    second.close();
  }

  @Test
  @DisplayName("[OB5] nodes in one process measure each itself, and one goes on when another stops")
  void apart() {
    Attended session = first.meters().sessions().begin();
    session.people(new People(3, 0));
    assertThat(scrapeAfterWork(first, firstVertx))
        .contains("quotey_sessions_active 1.0", "quotey_session_editors_max 3.0")
        .contains("vertx_pool_completed_total{pool_name=\"counted\",pool_type=\"worker\"} 1.0");
    assertThat(second.scrape())
        .contains("quotey_sessions_active 0.0", "quotey_build_info{")
        .doesNotContain("counted");
    await(firstVertx.close());
    first.close();
    second.meters().sessions().begin();
    assertThat(scrapeAfterWork(second, secondVertx))
        .contains("quotey_sessions_active 1.0", "pool_name=\"counted\"");
  }

  /** Work is counted after its result is told, so the pool's only thread scrapes next. */
  private static String scrapeAfterWork(NodeMetrics metrics, Vertx vertx) {
    WorkerExecutor pool = vertx.createSharedWorkerExecutor("counted", 1);
    await(pool.executeBlocking(() -> "done"));
    return await(pool.executeBlocking(metrics::scrape));
  }

  @Test
  @DisplayName(
      "[OB1] people are counted over sessions, who may edit apart, and the session with most editors is told")
  void people() {
    SessionMeters meters = first.meters().sessions();
    Attended one = meters.begin();
    Attended other = meters.begin();
    one.people(new People(2, 4));
    other.people(new People(5, 1));
    assertThat(first.scrape())
        .contains(
            "quotey_sessions_active 2.0",
            "quotey_participants_active{role=\"editor\"} 7.0",
            "quotey_participants_active{role=\"viewer\"} 5.0",
            "quotey_session_editors_max 5.0");
    other.end();
    other.end();
    assertThat(first.scrape())
        .contains("quotey_sessions_active 1.0", "quotey_session_editors_max 2.0");
  }

  @Test
  @DisplayName("[OB2] a reason that nobody knows of makes no new label")
  void reasons() {
    first.meters().sessions().closed("because of Q-1001");
    first.meters().sessions().closed("idle");
    assertThat(first.scrape())
        .contains(
            "quotey_sessions_total{event=\"closed\",reason=\"asked_for\"} 1.0",
            "quotey_sessions_total{event=\"closed\",reason=\"idle\"} 1.0")
        .doesNotContain("Q-1001");
    assertThat(SocketMeters.Transport.of("/eventbus/000/abc/xhr_streaming?t=1"))
        .isEqualTo(SocketMeters.Transport.XHR_STREAMING);
    assertThat(SocketMeters.Transport.of("/eventbus/000/websocket/elsewhere"))
        .isEqualTo(SocketMeters.Transport.OTHER);
  }
}
