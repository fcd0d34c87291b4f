package dev.quotey.live;

import dev.quotey.live.protocol.Address;
import io.vertx.core.Completable;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxBootstrap;
import io.vertx.core.shareddata.AsyncMap;
import io.vertx.core.shareddata.Counter;
import io.vertx.core.shareddata.Lock;
import io.vertx.core.spi.cluster.ClusterManager;
import io.vertx.core.spi.cluster.NodeInfo;
import io.vertx.core.spi.cluster.NodeListener;
import io.vertx.core.spi.cluster.RegistrationInfo;
import io.vertx.core.spi.cluster.RegistrationListener;
import io.vertx.core.spi.cluster.RegistrationUpdateEvent;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * A cluster manager whose event bus needs no map of who listens where: an address names its node, or is
 * every node's. So a consumer costs the cluster nothing, and what nodes say to one another gets through
 * while the shared maps are being moved, merged, or kept by a node that does not answer. All else is
 * the other cluster manager's.
 */
final class NodeAddresses implements ClusterManager {
  /**
   * Where a node is that is no member is forgotten when it was silent for so long: more than twice as long
   * as a directory calls it. If it is there after all, it comes back as a member.
   */
  static final Duration FORGET = Duration.ofMinutes(5);

  private final ClusterManager members;
  private final LongSupplier clock;
  private final Map<String, NodeInfo> infos = new ConcurrentHashMap<>();

  /** Nodes to talk to: the members, and those that are none any more and are still heard. */
  private final Set<String> nodes = ConcurrentHashMap.newKeySet();

  /** Since when those are silent that were heard once. */
  private final Map<String, Long> silentSince = new ConcurrentHashMap<>();

  private volatile RegistrationListener listener = new RegistrationListener() {};
  private volatile Consumer<String> left = node -> {};

  NodeAddresses(ClusterManager members) {
    this(members, System::nanoTime);
  }

  /** @param clock nanoseconds from any moment on */
  NodeAddresses(ClusterManager members, LongSupplier clock) {
    this.members = members;
    this.clock = clock;
  }

  /** Calls {@code handler} with each node that is no member any more. */
  void onLeft(Consumer<String> handler) {
    left = handler;
  }

  /**
   * A node is not heard any more: where it is no member either, it gets nothing that is for every node.
   * By its own addresses it can still be reached, so that two who have lost each other meet again.
   */
  void silent(String node) {
    if (!members.getNodes().contains(node) && nodes.remove(node)) {
      silentSince.put(node, clock.getAsLong());
      changed(node);
    }
    forget();
  }

  /** A node has another name after each start, so that those before would stay for ever. */
  private void forget() {
    long now = clock.getAsLong();
    silentSince.forEach((node, since) -> {
      if (now - since > FORGET.toNanos() && silentSince.remove(node, since)) {
        infos.remove(node);
        changed(node);
      }
    });
  }

  /** A node is heard, whether it is a member or not. */
  void heard(String node) {
    silentSince.remove(node);
    if (nodes.add(node)) {
      changed(node);
    }
  }

  private void added(String node) {
    silentSince.remove(node);
    nodes.add(node);
    forget();
    // Where it listens is kept in a shared map, too; it may be out of reach when it is needed.
    getNodeInfo(node, Promise.promise());
    changed(node);
  }

  private void changed(String node) {
    for (String address : Address.of(node)) {
      update(address);
    }
    for (String address : Address.OF_EVERY_NODE) {
      update(address);
    }
  }

  private void update(String address) {
    if (listener.wantsUpdatesFor(address)) {
      listener.registrationsUpdated(new RegistrationUpdateEvent(address, registrations(address)));
    }
  }

  private List<RegistrationInfo> registrations(String address) {
    if (Address.OF_EVERY_NODE.contains(address)) {
      return nodes.stream().map(NodeAddresses::at).toList();
    }
    return Address.node(address)
        .map(node -> nodes.contains(node) || infos.containsKey(node)
            ? List.of(at(node))
            : List.<RegistrationInfo>of())
        // What names no node is said to this one.
        .orElseGet(() -> List.of(at(getNodeId())));
  }

  private static RegistrationInfo at(String node) {
    return new RegistrationInfo(node, 0, false);
  }

  @Override
  public void registrationListener(RegistrationListener registrationListener) {
    listener = registrationListener;
    members.registrationListener(new RegistrationListener() {});
  }

  @Override
  public void addRegistration(
      String address, RegistrationInfo registration, Completable<Void> done) {
    done.succeed();
  }

  @Override
  public void removeRegistration(
      String address, RegistrationInfo registration, Completable<Void> done) {
    done.succeed();
  }

  @Override
  public void getRegistrations(String address, Completable<List<RegistrationInfo>> found) {
    found.succeed(registrations(address));
  }

  @Override
  public void getNodeInfo(String node, Completable<NodeInfo> found) {
    NodeInfo known = infos.get(node);
    if (known != null) {
      found.succeed(known);
      return;
    }
    members.getNodeInfo(node, (info, fault) -> {
      if (fault == null && info != null) {
        infos.put(node, info);
      }
      found.complete(info, fault);
    });
  }

  @Override
  public void join(Completable<Void> joined) {
    members.nodeListener(new NodeListener() {
      @Override
      public void nodeAdded(String node) {
        added(node);
      }

      @Override
      public void nodeLeft(String node) {
        left.accept(node);
      }
    });
    members.join((ignored, fault) -> {
      if (fault == null) {
        members.getNodes().forEach(this::added);
        nodes.add(members.getNodeId());
      }
      joined.complete(null, fault);
    });
  }

  @Override
  public void nodeListener(NodeListener nodeListener) {
    // Vert.x wants it for its high availability alone, which is not used.
  }

  @Override
  public void init(VertxBootstrap bootstrap) {
    // Not the other one: it would take its own place.
  }

  @Override
  public void init(Vertx vertx) {
    members.init(vertx);
  }

  @Override
  public <K, V> void getAsyncMap(String name, Completable<AsyncMap<K, V>> found) {
    members.getAsyncMap(name, found);
  }

  @Override
  public <K, V> Map<K, V> getSyncMap(String name) {
    return members.getSyncMap(name);
  }

  @Override
  public void getLockWithTimeout(String name, long timeout, Completable<Lock> found) {
    members.getLockWithTimeout(name, timeout, found);
  }

  @Override
  public void getCounter(String name, Completable<Counter> found) {
    members.getCounter(name, found);
  }

  @Override
  public void setNodeInfo(NodeInfo info, Completable<Void> done) {
    members.setNodeInfo(info, done);
  }

  @Override
  public NodeInfo getNodeInfo() {
    return members.getNodeInfo();
  }

  @Override
  public String getNodeId() {
    return members.getNodeId();
  }

  @Override
  public List<String> getNodes() {
    return members.getNodes();
  }

  @Override
  public void leave(Completable<Void> done) {
    members.leave(done);
  }

  @Override
  public boolean isActive() {
    return members.isActive();
  }

  @Override
  public String clusterHost() {
    return members.clusterHost();
  }

  @Override
  public String clusterPublicHost() {
    return members.clusterPublicHost();
  }
}
