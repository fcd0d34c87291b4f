package dev.quotey.live;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quotey.live.config.AppConfig;
import dev.quotey.live.metrics.NodeMetrics;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** A node that looks for no others. */
class ClusterNodeTest {
  private static final int PROCESSORS = Runtime.getRuntime().availableProcessors();

  private static final AppConfig.Cluster ALONE = new AppConfig.Cluster(
      false, "127.0.0.1", 5701, List.of(), "", 0, "", 0, 0, new AppConfig.Tls("", "", ""));

  @Test
  @DisplayName("[CF6] a node has as many event loops as it is told")
  void loopsAsTold() {
    assertThat(loops(3)).isEqualTo(3);
  }

  @Test
  @DisplayName("[CF6] a node that is told no number has one for every two processors")
  void loopsOfTheMachine() {
    assertThat(loops(0)).isEqualTo(Math.max(1, PROCESSORS / 2));
  }

  @Test
  @DisplayName("[CF7] on Linux a node waits by the kernel's own transport")
  void nativeTransport() {
    try (NodeMetrics metrics = new NodeMetrics()) {
      Vertx vertx = ClusterNode.start(ALONE, 1, metrics).vertx();
      boolean linux = System.getProperty("os.name").equals("Linux");
      assertThat(vertx.isNativeTransportEnabled()).isEqualTo(linux);
      Server.await(vertx.close());
    }
  }

  /** Verticles are dealt to the loops in turns, so that of many each loop has some. */
  private static int loops(int asked) {
    Set<Thread> seen = ConcurrentHashMap.newKeySet();
    try (NodeMetrics metrics = new NodeMetrics()) {
      Vertx vertx = ClusterNode.start(ALONE, asked, metrics).vertx();
      DeploymentOptions many = new DeploymentOptions().setInstances(4 * PROCESSORS + asked);
      Server.await(vertx.deployVerticle(() -> new Seen(seen), many));
      Server.await(vertx.close());
    }
    return seen.size();
  }

  private static final class Seen extends VerticleBase {
    private final Set<Thread> threads;

    Seen(Set<Thread> threads) {
      this.threads = threads;
    }

    @Override
    public Future<?> start() {
      threads.add(Thread.currentThread());
      return Future.succeededFuture();
    }
  }
}
