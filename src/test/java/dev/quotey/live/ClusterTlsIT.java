package dev.quotey.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quotey.live.config.AppConfig;
import dev.quotey.live.core.sync.QuoteId;
import dev.quotey.live.core.sync.SessionId;
import dev.quotey.live.metrics.NodeMetrics;
import dev.quotey.live.presence.PresenceVerticle;
import dev.quotey.live.protocol.Address;
import dev.quotey.live.protocol.Bus;
import dev.quotey.live.protocol.Door;
import dev.quotey.live.protocol.Identity;
import dev.quotey.live.protocol.Letter;
import dev.quotey.live.protocol.Rights;
import dev.quotey.live.protocol.SessionMessage.Lifecycle;
import dev.quotey.live.protocol.SessionMessage.State;
import dev.quotey.live.server.FreePort;
import dev.quotey.live.server.TestCertificates;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.shareddata.AsyncMap;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
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
      MEMBERS.add("127.0.0.1:" + FreePort.next());
    }
    firstBusPort = FreePort.next();
    for (String name : List.of("a", "b")) {
      NODES.add(join(new AppConfig.Tls(
          nodes.file(name + ".crt").toString(),
          nodes.file(name + ".key").toString(),
          nodes.file("nodes.pem").toString())));
      Bus.install(NODES.getLast().vertx());
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
    NetClient client = vertx.createNetClient(
        new NetClientOptions().setSsl(true).setTrustAll(true).setHostnameVerificationAlgorithm(""));
    client
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
      client.close().toCompletionStage().toCompletableFuture().join();
      done(vertx.close());
    }
  }

  @Test
  @DisplayName("[PN8] where people are is known at the node that a session goes on at, and what"
      + " Hazelcast has of it nobody reads")
  void presence() {
    SessionId session = new SessionId("s_1");
    JsonObject place = new JsonObject().put("client_id", "c_ana");
    Identity ana = new Identity("ana", "Ana Ångström", "", Set.of(), Rights.ALL);
    Vertx first = NODES.getFirst().vertx();
    watch(first, session);
    done(new Letter(session, Door.PRESENCE, place, ana)
        .ask(first, Address.PRESENCE, TIMEOUT_MILLIS));

    Vertx second = NODES.get(1).vertx();
    AsyncMap<String, byte[]> rosters =
        done(second.sharedData().<String, byte[]>getAsyncMap("quotey.presence"));
    Awaitility.await().until(() -> done(rosters.get(session.value())) != null);
    String seen = new String(done(rosters.get(session.value())), StandardCharsets.UTF_8);
    assertThat(seen).doesNotContain("ana", "Ana", "name");

    watch(second, session);
    JsonObject ben = new JsonObject().put("client_id", "c_ben");
    Identity other = new Identity("ben", "Ben", "", Set.of(), Rights.ALL);
    Letter letter = new Letter(session, Door.PRESENCE, ben, other);
    Awaitility.await()
        .until(() -> done(letter.ask(second, Address.PRESENCE, TIMEOUT_MILLIS))
            .encode()
            .contains("Ana Ångström"));
  }

  /** Presence of a session that runs at the node. */
  private static void watch(Vertx node, SessionId session) {
    done(node.deployVerticle(
        new PresenceVerticle(Duration.ofMinutes(1), Clock.systemUTC(), "of all nodes")));
    Lifecycle started = new Lifecycle(session, new QuoteId("Q-1"), 1, State.STARTED, 0);
    Bus.publish(node, Address.SESSION_LIFECYCLE, started);
  }

  private static ClusterNode join(AppConfig.Tls tls) throws Exception {
    int port = Integer.parseInt(MEMBERS.get(NODES.size()).split(":", -1)[1]);
    int busPort = NODES.isEmpty() ? firstBusPort : FreePort.next();
    return ClusterNode.start(
        new AppConfig.Cluster(true, "127.0.0.1", port, MEMBERS, "", busPort, "", 0, 0, tls),
        1,
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
}
