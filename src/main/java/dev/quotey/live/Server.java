package dev.quotey.live;

import com.fasterxml.jackson.databind.DeserializationFeature;
import dev.quotey.live.access.AccessVerticle;
import dev.quotey.live.bridge.BridgeVerticle;
import dev.quotey.live.config.AppConfig;
import dev.quotey.live.config.CatalogFile;
import dev.quotey.live.config.ConfigWatch;
import dev.quotey.live.core.json.JsonText;
import dev.quotey.live.core.quote.PriceBook;
import dev.quotey.live.core.sync.QuoteId;
import dev.quotey.live.directory.DirectoryVerticle;
import dev.quotey.live.kpi.KpiVerticle;
import dev.quotey.live.metrics.Meters;
import dev.quotey.live.metrics.NodeMetrics;
import dev.quotey.live.persistence.DatabaseLocation;
import dev.quotey.live.persistence.EmbeddedDatabase;
import dev.quotey.live.persistence.Migrator;
import dev.quotey.live.persistence.OutboxVerticle;
import dev.quotey.live.persistence.PersistenceVerticle;
import dev.quotey.live.persistence.RetentionVerticle;
import dev.quotey.live.presence.PresenceVerticle;
import dev.quotey.live.protocol.Address;
import dev.quotey.live.protocol.Bus;
import dev.quotey.live.protocol.PersistenceMessage.CreateQuote;
import dev.quotey.live.protocol.PersistenceMessage.ListQuotes;
import dev.quotey.live.protocol.PersistenceMessage.Quotes;
import dev.quotey.live.protocol.PersistenceMessage.Reply;
import dev.quotey.live.protocol.SessionSettings;
import dev.quotey.live.session.SessionHostVerticle;
import dev.quotey.live.slack.SlackVerticle;
import dev.quotey.live.tracing.Traces;
import io.vertx.core.Deployable;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.ThreadingModel;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.json.jackson.DatabindCodec;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One node: its database, if it is embedded, and its verticles. Closing it stops both. */
public final class Server implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Server.class);
  private static final List<String> SAMPLES =
      List.of("Q-1001", "Q-1002", "Q-1003", "Q-1004", "Q-1005");
  private static final long STOP_SECONDS = 10;

  /** Longer than the socket of a silent browser lives, so that this is the second net. */
  private static final Duration PRESENCE_TTL = Duration.ofSeconds(150);

  private final ClusterNode node;
  private final NodeMetrics metrics;
  private final Vertx vertx;
  private final Optional<EmbeddedDatabase> embedded;
  private final Traces traces = Traces.of(System.getenv());
  /** In their order: whoever came later needs those before, also to stop. */
  private final List<String> deployed = new CopyOnWriteArrayList<>();

  private DirectoryVerticle directory;
  private Optional<FakeWorkspace> slack = Optional.empty();
  private int port;
  private int managementPort;

  private Server(ClusterNode node, NodeMetrics metrics, Optional<EmbeddedDatabase> embedded) {
    this.node = node;
    this.metrics = metrics;
    this.vertx = node.vertx();
    this.embedded = embedded;
  }

  /** Blocks until the server is reachable. Throws {@code StartupException}. */
  public static Server start(AppConfig config) {
    // Decimals of browsers must stay decimals on their way through Vert.x's JSON.
    DatabindCodec.mapper().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);
    if (config.development().enabled() && !isLoopback(config.http().host())) {
      LOG.warn(
          "DEVELOPMENT IS ENABLED AND {} IS REACHED FROM OUTSIDE: ANYBODY THERE MAY BE ANY SAMPLE USER",
          config.http().host());
    }
    if (config.http().isPublicInTheClear()) {
      LOG.warn("people are led to {} without TLS", config.http().publicUrl());
    }
    AppConfig.Database database = config.database();
    Optional<EmbeddedDatabase> embedded = database.embedded()
        ? Optional.of(EmbeddedDatabase.startToBeClosed(database.dataDirectory()))
        : Optional.empty();
    NodeMetrics metrics = new NodeMetrics();
    ClusterNode node = ClusterNode.start(config.cluster(), config.eventLoops(), metrics);
    Bus.install(node.vertx());
    Server server = new Server(node, metrics, embedded);
    try {
      await(metrics.start(node.vertx()));
      DatabaseLocation location = embedded
          .map(EmbeddedDatabase::location)
          .orElseGet(() -> CommandDatabase.location(database));
      if (database.migrate()) {
        Migrator.migrate(
            embedded.isPresent() ? location : CommandDatabase.owner(database, location));
      }
      server.deploy(config, location);
      return server;
    } catch (RuntimeException e) {
      server.close();
      throw e;
    }
  }

  private static boolean isLoopback(String host) {
    return host.equals("localhost") || host.equals("::1") || host.startsWith("127.");
  }

  /** Takes changed settings of sessions from now on. All others need a new start. */
  public void watch(Map<String, String> environment, Properties properties, AppConfig config) {
    await(new ConfigWatch(vertx, environment, properties, config, this::changed).start());
  }

  private void changed(AppConfig config) {
    SessionSettings sessions = config.sessions();
    LOG.info("settings are taken: {}", sessions);
    Bus.publish(vertx, Address.SESSIONS_SETTINGS, sessions);
  }

  /** The event bus and what runs on it. */
  public Vertx vertx() {
    return vertx;
  }

  /** The port of pages and sockets. */
  public int port() {
    return port;
  }

  /** The port of health checks and metrics. */
  public int managementPort() {
    return managementPort;
  }

  private void deploy(AppConfig config, DatabaseLocation location) {
    PriceBook prices =
        PriceBook.of(JsonText.parse(CatalogFile.read(config.catalog().file())));
    Meters meters = metrics.meters();
    BridgeVerticle bridge = new BridgeVerticle(config, node.name(), metrics, traces);
    directory =
        new DirectoryVerticle(config.sessions(), node.name(), node::nodes, meters.cluster());
    await(start(new PersistenceVerticle(
            location, config.database().poolSize(), config.auditKey(), meters.database()))
        .compose(id -> loadSamples(config))
        .compose(id -> start(new KpiVerticle(meters, Clock.systemUTC())))
        .compose(
            id -> start(new PresenceVerticle(PRESENCE_TTL, Clock.systemUTC(), config.auditKey())))
        .compose(id -> start(new SessionHostVerticle(
            config.sessions(), prices, node.name(), Clock.systemUTC(), meters.sessions(), traces)))
        .compose(id -> start(new AccessVerticle(config.access(), config.reload())))
        .compose(id -> start(directory))
        .onSuccess(id -> {
          node.onLeft(gone -> Bus.publish(vertx, Address.NODES_LEFT, gone));
          EventBus bus = vertx.eventBus();
          bus.<String>localConsumer(Address.NODES_LOST)
              .handler(message -> node.silent(message.body()));
          bus.<String>localConsumer(Address.NODES_MET)
              .handler(message -> node.heard(message.body()));
        })
        .compose(id -> config.slack().enabled()
            ? start(new OutboxVerticle(location, config.retention().slackDays()))
            : Future.succeededFuture())
        .compose(id -> config.retention().isOn()
            ? start(new RetentionVerticle(
                location,
                config.retention().participantsDays(),
                config.retention().auditDays()))
            : Future.succeededFuture())
        .compose(id -> start(bridge)));
    port = bridge.port();
    managementPort = bridge.managementPort();
    if (config.slack().enabled()) {
      deploySlack(config);
    }
  }

  private Future<String> start(Deployable verticle) {
    return vertx.deployVerticle(verticle).onSuccess(deployed::add);
  }

  private void deploySlack(AppConfig config) {
    String publicUrl = config.http().publicUrl().isEmpty()
        ? config.http().localUrl(port)
        : config.http().publicUrl();
    if (config.slack().fake()) {
      slack = Optional.of(FakeWorkspace.start(vertx, config, publicUrl));
    }
    AppConfig.Slack settings = slack.map(FakeWorkspace::settings).orElse(config.slack());
    SlackVerticle verticle = new SlackVerticle(
        settings,
        config.sessions(),
        node.name(),
        publicUrl,
        config.linkKey(),
        Clock.systemUTC(),
        metrics.meters().slack());
    DeploymentOptions onVirtualThreads =
        new DeploymentOptions().setThreadingModel(ThreadingModel.VIRTUAL_THREAD);
    await(vertx.deployVerticle(verticle, onVirtualThreads).onSuccess(deployed::add));
  }

  /** Where the fake Slack shows what it is told; empty where there is none. */
  public Optional<String> fakeSlack() {
    return slack.map(FakeWorkspace::url);
  }

  private Future<?> loadSamples(AppConfig config) {
    if (!config.development().enabled()) {
      return Future.succeededFuture();
    }
    return Bus.persistence(vertx, new ListQuotes())
        .compose(reply -> reply instanceof Quotes found && found.quotes().isEmpty()
            ? Future.all(SAMPLES.stream().map(this::loadSample).toList())
            : Future.succeededFuture());
  }

  private Future<Reply> loadSample(String id) {
    return Bus.persistence(vertx, new CreateQuote(new QuoteId(id), JsonText.parse(resource(id))));
  }

  private static String resource(String id) {
    try (InputStream in = Server.class.getResourceAsStream("/samples/" + id + ".json")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Blocks until the future is done; throws what it failed with. */
  static <T> T await(Future<T> future) {
    try {
      return future.toCompletionStage().toCompletableFuture().join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof RuntimeException cause ? cause : e;
    }
  }

  @Override
  public void close() {
    try {
      if (directory != null && vertx.deploymentIDs().contains(directory.deploymentID())) {
        stop(directory.drain());
      }
      // Sessions keep their last snapshot while persistence is still there to take it.
      for (String id : List.copyOf(deployed).reversed()) {
        stop(vertx.undeploy(id));
      }
      slack.ifPresent(FakeWorkspace::close);
      stop(vertx.close());
    } finally {
      traces.close();
      metrics.close();
      embedded.ifPresent(EmbeddedDatabase::close);
    }
  }

  private static void stop(Future<?> stopping) {
    try {
      stopping.toCompletionStage().toCompletableFuture().get(STOP_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      // A session that ends by itself meanwhile is no longer there. And the log holds everything
      // acknowledged: what did not stop in time is dropped with the process.
      LOG.debug("not stopped in time", e);
    }
  }
}
