package dev.quotey.live;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quotey.live.protocol.Address;
import io.vertx.core.Completable;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.json.JsonObject;
import io.vertx.core.spi.cluster.ClusterManager;
import io.vertx.core.spi.cluster.NodeInfo;
import io.vertx.core.spi.cluster.NodeListener;
import io.vertx.core.spi.cluster.RegistrationInfo;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class NodeAddressesTest {
  private final List<String> members = new ArrayList<>(List.of("a"));
  private NodeListener listener;
  private long nowNanos;
  private final NodeAddresses addresses = new NodeAddresses(cluster(), () -> nowNanos);

  /** Knows where its members are, and nobody else. */
  private ClusterManager cluster() {
    return (ClusterManager) Proxy.newProxyInstance(
        getClass().getClassLoader(),
        new Class<?>[] {ClusterManager.class},
        (self, method, given) -> switch (method.getName()) {
          case "getNodeId" -> "a";
          case "getNodes" -> List.copyOf(members);
          case "nodeListener" -> listen((NodeListener) given[0]);
          case "join" -> done(given[0], null);
          case "getNodeInfo" ->
            done(
                given[1],
                members.contains(given[0]) ? new NodeInfo("h", 1, new JsonObject()) : null);
          default -> throw new UnsupportedOperationException(method.getName());
        });
  }

  private NodeListener listen(NodeListener added) {
    listener = added;
    return added;
  }

  @SuppressWarnings("unchecked")
  private static Object done(Object completable, Object result) {
    ((Completable<Object>) completable).succeed(result);
    return null;
  }

  @BeforeEach
  void join() {
    addresses.onLeft(addresses::silent);
    addresses.join(Promise.promise());
  }

  private void come(String node) {
    members.add(node);
    listener.nodeAdded(node);
  }

  private void leave(String node) {
    members.remove(node);
    listener.nodeLeft(node);
  }

  private void pass(Duration time) {
    nowNanos += time.toNanos();
  }

  private boolean isReachable(String node) {
    Promise<List<RegistrationInfo>> found = Promise.promise();
    addresses.getRegistrations(Address.directory(node), found);
    Promise<NodeInfo> info = Promise.promise();
    addresses.getNodeInfo(node, info);
    Future<NodeInfo> where = info.future();
    return !found.future().result().isEmpty() && where.succeeded() && where.result() != null;
  }

  @Test
  @DisplayName(
      "[PL13] where a node is stays known for a while after it was lost, so that two who lost each"
          + " other meet again; then it is forgotten")
  void forgotten() {
    come("b");
    leave("b");
    assertThat(isReachable("b")).isTrue();
    pass(NodeAddresses.FORGET);
    come("c");
    assertThat(isReachable("b")).isTrue();
    pass(Duration.ofSeconds(1));
    come("d");
    assertThat(isReachable("b")).isFalse();
    assertThat(isReachable("c")).isTrue();
  }

  @Test
  @DisplayName("[PL13] a node that is heard is not forgotten, though the cluster has dropped it")
  void heard() {
    come("b");
    leave("b");
    addresses.heard("b");
    pass(NodeAddresses.FORGET.multipliedBy(2));
    come("c");
    assertThat(isReachable("b")).isTrue();
    addresses.silent("b");
    pass(NodeAddresses.FORGET);
    come("b");
    pass(NodeAddresses.FORGET);
    come("d");
    assertThat(isReachable("b")).isTrue();
  }
}
