package dev.quotey.live.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.atomic.AtomicInteger;

/** This node among the others. */
public final class ClusterMeters {
  private final AtomicInteger nodes;
  private final AtomicInteger serving;
  private final AtomicInteger hosting;
  private final Counter moves;
  private final Counter lost;

  ClusterMeters(MeterRegistry registry) {
    nodes = Registered.gauge(
        registry, "quotey.nodes.heard", "Nodes that this one hears, itself among them");
    serving = Registered.gauge(
        registry, "quotey.node.serving", "1 where browsers are served here, else 0");
    hosting = Registered.gauge(
        registry, "quotey.node.hosting", "1 where sessions may be placed here, else 0");
    moves = Registered.counter(
        registry,
        "quotey.owner.moves",
        "Sessions that went from this node to another while they ran");
    lost = Registered.counter(
        registry, "quotey.nodes.lost", "Times that another node was gone or silent");
  }

  public void stands(boolean isServing, boolean isHosting, int heard) {
    serving.set(isServing ? 1 : 0);
    hosting.set(isHosting ? 1 : 0);
    nodes.set(heard);
  }

  public void moved() {
    moves.increment();
  }

  public void lost() {
    lost.increment();
  }
}
