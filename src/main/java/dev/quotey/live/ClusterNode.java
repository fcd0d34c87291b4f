package dev.quotey.live;

import com.hazelcast.config.Config;
import com.hazelcast.config.JoinConfig;
import com.hazelcast.config.NetworkConfig;
import com.hazelcast.spi.properties.ClusterProperty;
import dev.quotey.live.config.AppConfig;
import dev.quotey.live.config.StartupException;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.eventbus.EventBusOptions;
import io.vertx.core.spi.cluster.NodeListener;
import io.vertx.spi.cluster.hazelcast.ConfigUtil;
import io.vertx.spi.cluster.hazelcast.HazelcastClusterManager;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** This node's Vert.x, alone or with others. Alone it starts without Hazelcast, and is its only node. */
final class ClusterNode {
  private static final String ALONE = "local";

  /** A node that is paused is taken for gone after this, seconds; one that is killed at once. */
  private static final String SILENT_SECONDS = "5";

  private final Vertx vertx;
  private final Optional<HazelcastClusterManager> manager;

  private ClusterNode(Vertx vertx, Optional<HazelcastClusterManager> manager) {
    this.vertx = vertx;
    this.manager = manager;
  }

  /** Blocks until the node has joined. Throws {@link StartupException}. */
  static ClusterNode start(AppConfig.Cluster config) {
    if (!config.enabled()) {
      return new ClusterNode(Vertx.vertx(), Optional.empty());
    }
    System.setProperty("hazelcast.logging.type", "slf4j");
    HazelcastClusterManager manager = new HazelcastClusterManager(hazelcast(config));
    EventBusOptions bus = new EventBusOptions().setHost(config.host());
    try {
      Vertx vertx = Server.await(Vertx.builder()
          .with(new VertxOptions().setEventBusOptions(bus))
          .withClusterManager(manager)
          .buildClustered());
      return new ClusterNode(vertx, Optional.of(manager));
    } catch (RuntimeException e) {
      throw new StartupException("The cluster cannot be joined: " + e.getMessage() + ".", e);
    }
  }

  private static Config hazelcast(AppConfig.Cluster config) {
    Config hazelcast = ConfigUtil.loadConfig();
    hazelcast.setClusterName("quotey-live");
    hazelcast
        .setProperty(ClusterProperty.HEARTBEAT_INTERVAL_SECONDS.getName(), "1")
        .setProperty(ClusterProperty.MAX_NO_HEARTBEAT_SECONDS.getName(), SILENT_SECONDS)
        .setProperty(ClusterProperty.PHONE_HOME_ENABLED.getName(), "false")
        .setProperty(ClusterProperty.SHUTDOWNHOOK_ENABLED.getName(), "false");
    NetworkConfig network = hazelcast.getNetworkConfig();
    network.setPort(config.port()).setPortAutoIncrement(true);
    network.getInterfaces().setEnabled(true).addInterface(config.host());
    JoinConfig join = network.getJoin();
    join.getMulticastConfig().setEnabled(false);
    join.getAutoDetectionConfig().setEnabled(false);
    if (config.dns().isEmpty()) {
      join.getTcpIpConfig().setEnabled(true).setMembers(config.members());
    } else {
      join.getKubernetesConfig().setEnabled(true).setProperty("service-dns", config.dns());
    }
    return hazelcast;
  }

  Vertx vertx() {
    return vertx;
  }

  /** This node's name; after a new start it is another. */
  String name() {
    return manager.map(HazelcastClusterManager::getNodeId).orElse(ALONE);
  }

  /** The nodes that are there now. */
  List<String> nodes() {
    return manager.map(HazelcastClusterManager::getNodes).orElse(List.of(ALONE));
  }

  /** Calls {@code handler} with the name of each node that goes. */
  void onLost(Consumer<String> handler) {
    manager.ifPresent(one -> one.nodeListener(new NodeListener() {
      @Override
      public void nodeAdded(String node) {
        // Sessions stay where they are; new ones may be placed there.
      }

      @Override
      public void nodeLeft(String node) {
        handler.accept(node);
      }
    }));
  }
}
