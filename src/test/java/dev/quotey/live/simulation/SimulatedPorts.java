package dev.quotey.live.simulation;

import dev.quotey.live.core.sync.QuoteId;
import dev.quotey.live.directory.SimulatedDirectory;
import dev.quotey.live.protocol.PendingRequests;
import dev.quotey.live.protocol.SessionMessage.Claims;
import dev.quotey.live.protocol.SessionMessage.Placed;
import dev.quotey.live.protocol.SessionMessage.Placing;
import io.vertx.core.Future;
import java.util.Map;

/** What a node's directory asks of its own node, and over the network of others. */
final class SimulatedPorts implements SimulatedDirectory.Ports {
  private static final long ANSWER_MILLIS = 1_000;
  private static final long START_MILLIS = 8_000;
  private static final long PLACE_MILLIS = 15_000;

  private final SimulatedNode self;
  private final String name;
  private final SimulatedNetwork network;
  private final Map<String, SimulatedNode> nodes;
  private final PendingRequests pending;

  /** @param pending requests to nodes that fail when the node is lost */
  SimulatedPorts(
      SimulatedNode self,
      String name,
      SimulatedNetwork network,
      Map<String, SimulatedNode> nodes,
      PendingRequests pending) {
    this.self = self;
    this.name = name;
    this.network = network;
    this.nodes = nodes;
    this.pending = pending;
  }

  @Override
  public Future<Placing> run(String node, QuoteId quote) {
    return pending.to(
        node, network.ask(name, node, START_MILLIS, () -> nodes.get(node).run(quote)));
  }

  @Override
  public Future<Placing> place(String node, QuoteId quote) {
    return network.ask(name, node, PLACE_MILLIS, () -> nodes.get(node).place(quote));
  }

  @Override
  public Future<Placing> move(String node, QuoteId quote, String host) {
    return network.ask(name, node, PLACE_MILLIS, () -> nodes.get(node).move(quote, host));
  }

  @Override
  public Future<Boolean> runs(Placed placed) {
    return network.ask(
        name,
        placed.node(),
        ANSWER_MILLIS,
        () ->
            Future.succeededFuture(nodes.get(placed.node()).runs(placed.opened().quoteId())));
  }

  @Override
  public Future<Claims> claims(String node) {
    return network.ask(
        name, node, ANSWER_MILLIS, () -> Future.succeededFuture(nodes.get(node).claims()));
  }

  @Override
  public void takenOver(Placed placed) {
    self.takenOver(placed);
  }

  @Override
  public void lost(String node) {
    self.lost(node);
  }
}
