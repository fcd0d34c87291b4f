package dev.quotey.live;

import com.hazelcast.config.Config;
import com.hazelcast.config.JoinConfig;
import com.hazelcast.config.NetworkConfig;
import com.hazelcast.spi.properties.ClusterProperty;
import dev.quotey.live.config.AppConfig;
import dev.quotey.live.config.StartupException;
import dev.quotey.live.metrics.NodeMetrics;
import dev.quotey.live.protocol.Bus;
import dev.quotey.live.transport.CoalescingEpoll;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.eventbus.EventBusOptions;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.spi.cluster.hazelcast.ConfigUtil;
import io.vertx.spi.cluster.hazelcast.HazelcastClusterManager;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** This node's Vert.x, alone or with others. Alone it starts without Hazelcast, and is its only node. */
final class ClusterNode {
  private static final String ALONE = "local";

  /**
   * Hazelcast takes a silent node for gone after this, seconds. The directories notice it much sooner; but
   * while Hazelcast looks for a node that does not answer, its own heartbeats can stand still.
   */
  private static final String SILENT_SECONDS = "20";

  /** How long a node waits for others that start at the same time. */
  private static final String JOIN_SECONDS = "1";

  /** How often the parts of a cluster that was split look for one another. */
  private static final String MERGE_SECONDS = "10";

  private final Vertx vertx;
  private final Optional<NodeAddresses> manager;

  private ClusterNode(Vertx vertx, Optional<NodeAddresses> manager) {
    this.vertx = vertx;
    this.manager = manager;
  }

  /**
   * Blocks until the node has joined. Throws {@link StartupException}.
   *
   * @param eventLoops 0 for one for every two processors: an edit that hops between loops wakes a thread
   *     at each hop, and the other processor is the collector's, the kernel's or the database's (ADR 0023)
   */
  static ClusterNode start(AppConfig.Cluster config, int eventLoops, NodeMetrics metrics) {
    VertxOptions options = new VertxOptions()
        // Java's own waits in whole milliseconds, and spins through what is less (ADR 0028).
        .setPreferNativeTransport(true)
        .setEventLoopPoolSize(
            eventLoops > 0
                ? eventLoops
                : Math.max(1, Runtime.getRuntime().availableProcessors() / 2));
    if (!config.enabled()) {
      Vertx vertx =
          CoalescingEpoll.in(metrics.measure(Vertx.builder(), options)).build();
      return new ClusterNode(vertx, Optional.empty());
    }
    System.setProperty("hazelcast.logging.type", "slf4j");
    NodeAddresses manager = new NodeAddresses(new HazelcastClusterManager(hazelcast(config)));
    EventBusOptions bus = new EventBusOptions().setHost(config.host()).setPort(config.busPort());
    if (!config.publicHost().isEmpty()) {
      bus.setClusterPublicHost(config.publicHost());
    }
    if (config.publicBusPort() > 0) {
      bus.setClusterPublicPort(config.publicBusPort());
    }
    if (config.tls().isOn()) {
      secure(bus, config.tls());
    }
    try {
      Vertx vertx = Server.await(
          CoalescingEpoll.in(metrics.measure(Vertx.builder(), options.setEventBusOptions(bus)))
              .withClusterManager(manager)
              .buildClustered());
      return new ClusterNode(vertx, Optional.of(manager));
    } catch (RuntimeException e) {
      throw new StartupException("The cluster cannot be joined: " + e.getMessage() + ".", e);
    }
  }

  /**
   * Nodes show one another certificates of one authority. For whom one is, is not compared: whoever has a
   * certificate of this authority is a node, at whatever address.
   */
  private static void secure(EventBusOptions bus, AppConfig.Tls tls) {
    bus.setSsl(true)
        .setKeyCertOptions(
            new PemKeyCertOptions().addCertPath(tls.certificateFile()).addKeyPath(tls.keyFile()))
        .setTrustOptions(new PemTrustOptions().addCertPath(tls.authorityFile()))
        .setClientAuth(ClientAuth.REQUIRED);
  }

  private static Config hazelcast(AppConfig.Cluster config) {
    Config hazelcast = ConfigUtil.loadConfig();
    hazelcast.setClusterName("quotey-live-" + Bus.NODE_PROTOCOL);
    hazelcast
        .setProperty(ClusterProperty.HEARTBEAT_INTERVAL_SECONDS.getName(), "1")
        .setProperty(ClusterProperty.MAX_NO_HEARTBEAT_SECONDS.getName(), SILENT_SECONDS)
        .setProperty(ClusterProperty.WAIT_SECONDS_BEFORE_JOIN.getName(), JOIN_SECONDS)
        .setProperty(ClusterProperty.MERGE_FIRST_RUN_DELAY_SECONDS.getName(), MERGE_SECONDS)
        .setProperty(ClusterProperty.MERGE_NEXT_RUN_DELAY_SECONDS.getName(), MERGE_SECONDS)
        .setProperty(ClusterProperty.PHONE_HOME_ENABLED.getName(), "false")
        .setProperty(ClusterProperty.SHUTDOWNHOOK_ENABLED.getName(), "false");
    NetworkConfig network = hazelcast.getNetworkConfig();
    network.setPort(config.port()).setPortAutoIncrement(config.publicPort() == 0);
    if (!config.publicHost().isEmpty() || config.publicPort() > 0) {
      String host = config.publicHost().isEmpty() ? config.host() : config.publicHost();
      int port = config.publicPort() == 0 ? config.port() : config.publicPort();
      network.setPublicAddress(host + ":" + port);
    }
    network.getInterfaces().setEnabled(true).addInterface(address(config.host()));
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

  /** Hazelcast compares its interfaces with addresses, not with names. */
  private static String address(String host) {
    try {
      return InetAddress.getByName(host).getHostAddress();
    } catch (UnknownHostException e) {
      throw new StartupException("cluster.host " + host + " is no address of this node.", e);
    }
  }

  Vertx vertx() {
    return vertx;
  }

  /** This node's name; after a new start it is another. */
  String name() {
    return manager.map(NodeAddresses::getNodeId).orElse(ALONE);
  }

  /** The nodes that are there now. */
  List<String> nodes() {
    return manager.map(NodeAddresses::getNodes).orElse(List.of(ALONE));
  }

  /** Calls {@code handler} with the name of each node that goes. */
  void onLeft(Consumer<String> handler) {
    manager.ifPresent(one -> one.onLeft(handler));
  }

  /** A node is heard, whatever the cluster says. */
  void heard(String node) {
    manager.ifPresent(one -> one.heard(node));
  }

  /** A node is not heard any more. */
  void silent(String node) {
    manager.ifPresent(one -> one.silent(node));
  }
}
