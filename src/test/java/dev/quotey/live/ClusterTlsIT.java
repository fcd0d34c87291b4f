package dev.quotey.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quotey.live.config.AppConfig;
import dev.quotey.live.metrics.NodeMetrics;
import dev.quotey.live.protocol.Address;
import dev.quotey.live.server.TestCertificates;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.net.NetClientOptions;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The event bus between nodes, which carries what people type. */
class ClusterTlsIT {
  private static final long TIMEOUT_MILLIS = 3_000;

  @TempDir
  static Path folder;

  private static final List<String> MEMBERS = new ArrayList<>();
  private static final List<ClusterNode> NODES = new ArrayList<>();
  private static int firstBusPort;

  @BeforeAll
  static void start() throws Exception {
    TestCertificates nodes =
        TestCertificates.authority(folder, "nodes").sign("a", "node-a").sign("b", "node-b");
    for (int i = 0; i < 3; i++) {
      MEMBERS.add("127.0.0.1:" + freePort());
    }
    firstBusPort = freePort();
    for (String name : List.of("a", "b")) {
      NODES.add(join(new AppConfig.Tls(
          nodes.file(name + ".crt").toString(),
          nodes.file(name + ".key").toString(),
          nodes.file("nodes.pem").toString())));
    }
    done(NODES
        .getFirst()
        .vertx()
        .eventBus()
        .<String>consumer(address(NODES.getFirst()), message -> message.reply(message.body()))
        .completion());
  }

  @AfterAll
  static void stop() {
    NODES.reversed().forEach(node -> done(node.vertx().close()));
  }

  @Test
  @DisplayName("[DA4] nodes with certificates of one authority talk over TLS; who has none gets no"
      + " word in, and none out")
  void outsiders() throws Exception {
    assertThat(ask(NODES.get(1), "between nodes")).isEqualTo("between nodes");

    // Hazelcast lets it in, for there is no TLS there; the bus does not.
    ClusterNode outsider = join(new AppConfig.Tls("", "", ""));
    NODES.add(outsider);
    assertThatThrownBy(() -> ask(outsider, "from outside")).hasMessageContaining("Timed out");
    List<String> overheard = new CopyOnWriteArrayList<>();
    done(outsider
        .vertx()
        .eventBus()
        .<String>consumer(address(outsider), message -> overheard.add(message.body()))
        .completion());
    assertThatThrownBy(() -> done(NODES
            .getFirst()
            .vertx()
            .eventBus()
            .request(address(outsider), "a cell's value", timeout())))
        .hasMessageContaining("Timed out");
    assertThat(overheard).isEmpty();
    assertThat(ask(NODES.get(1), "goes on")).isEqualTo("goes on");
  }

  @Test
  @DisplayName("[DA4] the port of the bus answers nobody without a certificate")
  void withoutCertificate() {
    Vertx vertx = Vertx.vertx();
    AtomicBoolean closed = new AtomicBoolean();
    List<Buffer> heard = new CopyOnWriteArrayList<>();
    vertx
        .createNetClient(new NetClientOptions()
            .setSsl(true)
            .setTrustAll(true)
            .setHostnameVerificationAlgorithm(""))
        .connect(firstBusPort, "127.0.0.1")
        .onFailure(refused -> closed.set(true))
        .onSuccess(socket -> {
          socket.exceptionHandler(fault -> closed.set(true));
          socket.closeHandler(end -> closed.set(true)).handler(heard::add);
          socket.write("anybody there?");
        });
    try {
      Awaitility.await().untilTrue(closed);
      assertThat(heard).isEmpty();
    } finally {
      done(vertx.close());
    }
  }

  private static ClusterNode join(AppConfig.Tls tls) throws Exception {
    int port = Integer.parseInt(MEMBERS.get(NODES.size()).split(":", -1)[1]);
    int busPort = NODES.isEmpty() ? firstBusPort : freePort();
    return ClusterNode.start(
        new AppConfig.Cluster(true, "127.0.0.1", port, MEMBERS, "", busPort, "", 0, 0, tls),
        new NodeMetrics());
  }

  /** One of those addresses that are known in the cluster. */
  private static String address(ClusterNode node) {
    return Address.sessionHost(node.name());
  }

  private static String ask(ClusterNode node, String text) {
    String address = address(NODES.getFirst());
    return done(node.vertx().eventBus().<String>request(address, text, timeout()))
        .body();
  }

  private static DeliveryOptions timeout() {
    return new DeliveryOptions().setSendTimeout(TIMEOUT_MILLIS);
  }

  private static <T> T done(Future<T> future) {
    return future.toCompletionStage().toCompletableFuture().join();
  }

  private static int freePort() throws Exception {
    try (ServerSocket free = new ServerSocket(0)) {
      return free.getLocalPort();
    }
  }
}
