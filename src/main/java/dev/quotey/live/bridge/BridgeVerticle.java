package dev.quotey.live.bridge;

import dev.quotey.live.config.AppConfig;
import dev.quotey.live.config.CatalogFile;
import dev.quotey.live.config.StartupException;
import dev.quotey.live.core.json.JsonText;
import dev.quotey.live.core.quote.ColumnRules;
import dev.quotey.live.core.quote.Columns;
import dev.quotey.live.core.quote.Departed;
import dev.quotey.live.core.quote.PriceBook;
import dev.quotey.live.metrics.NodeMetrics;
import dev.quotey.live.metrics.SocketMeters;
import dev.quotey.live.metrics.SocketMeters.Resync;
import dev.quotey.live.protocol.Address;
import dev.quotey.live.protocol.EdgeNotice;
import dev.quotey.live.protocol.SessionMessage.SessionMoved;
import dev.quotey.live.protocol.SessionMessage.Standing;
import dev.quotey.live.tracing.Traces;
import dev.quotey.live.tracing.Traces.Step;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import io.vertx.ext.web.handler.FileSystemAccess;
import io.vertx.ext.web.handler.StaticHandler;
import io.vertx.ext.web.handler.sockjs.SockJSHandler;
import io.vertx.ext.web.handler.sockjs.SockJSHandlerOptions;
import io.vertx.ext.web.handler.sockjs.Transport;
import java.time.Clock;
import java.time.Duration;

/** Serves pages, REST and sockets on one port, health checks and metrics on another. */
public final class BridgeVerticle extends VerticleBase {
  private static final int MESSAGE_BYTES_MAX = 64 * 1024;

  private static final String CSP =
      "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self' ws: wss:;"
          + " img-src 'self' data:; frame-ancestors 'none'; base-uri 'none'; form-action 'self';"
          + " require-trusted-types-for 'script'; trusted-types 'none'";

  /** For a year a browser that was here over TLS comes no other way. */
  private static final String HSTS = "max-age=31536000";

  /** How long a browser that is sent away may take to agree, before the connection is closed all the same. */
  private static final int CLOSING_SECONDS = 2;

  private static final String PERMISSIONS =
      "camera=(), microphone=(), geolocation=(), payment=(), usb=(), display-capture=()";

  private final AppConfig config;
  private final String node;
  private final NodeMetrics metrics;
  private final SocketMeters meters;
  private final Traces traces;
  private HttpServer server;
  private HttpServer management;
  private Standing standing = new Standing(true, true, true);

  /** @param node this node's name */
  public BridgeVerticle(AppConfig config, String node, NodeMetrics metrics, Traces traces) {
    this.traces = traces;
    this.config = config;
    this.node = node;
    this.metrics = metrics;
    this.meters = metrics.meters().sockets();
  }

  /** The port of pages and sockets, known once started. */
  public int port() {
    return server.actualPort();
  }

  /** The port of health checks and metrics, known once started. */
  public int managementPort() {
    return management.actualPort();
  }

  @Override
  public Future<?> start() {
    String linkKey = config.linkKey();
    Duration longestLife = config.auth().longestLife().plus(config.auth().leeway());
    Revocations revocations = new Revocations(vertx, longestLife);
    Tokens tokens = new Tokens(
        vertx, config, revocations, new KnownUsers(vertx, config.slack().enabled()));
    Tickets tickets = new Tickets(vertx, linkKey, revocations, Clock.systemUTC());
    Sessions sessions = new Sessions(vertx, node);
    Gate gate = new Gate(vertx);
    Quotas quotas = new Quotas(config.limits(), System::nanoTime);
    Browsers browsers =
        new Browsers(vertx, tickets, node, sessions, gate, quotas, config, meters, traces);
    revocations.onRevoked(browsers::revoke);
    Origins origins = new Origins(config);
    Router router = Router.router(vertx);
    router.route().handler(this::secure);
    router.route("/eventbus/*").handler(origins::guard).handler(browsers::guard);
    // Messages of the transports without a WebSocket are bodies.
    router.post("/eventbus/*").handler(BodyHandler.create(false).setBodyLimit(MESSAGE_BYTES_MAX));
    router.post("/eventbus/:server/:session/xhr_send").handler(BridgeVerticle::checkMessages);
    router.route("/eventbus/*").subRouter(sockets(browsers));
    router.route("/api/*").handler(origins::share);
    router.route("/dev/*").handler(origins::share);
    router.route("/assets/*").handler(origins::share);
    Catalog catalog = Catalog.load(config.catalog().file());
    PriceBook prices =
        PriceBook.of(JsonText.parse(CatalogFile.read(config.catalog().file())));
    SlackRest slack = new SlackRest(vertx, config.slack().enabled(), linkKey);
    slack.mountCalls(router);
    AuthRest auth = new AuthRest(tokens, tickets, revocations, quotas);
    Columns columns = config.sessions().columns();
    ColumnRules rules = new ColumnRules(columns, prices, new Departed(columns));
    new Rest(sessions, vertx, tokens, auth, gate, rules, catalog, slack, quotas, meters)
        .mount(router);
    pages(router);
    return Future.all(tokens.start(), revocations.start())
        .compose(done -> listen(browsers, sessions))
        .compose(done -> listen(router, secured(options(config.http().port()))))
        .compose(http -> {
          server = http;
          return listen(health(), options(config.http().managementPort()));
        })
        .onSuccess(http -> management = http);
  }

  @Override
  public Future<?> stop() {
    return Future.all(server.close(), management.close());
  }

  private HttpServerOptions options(int port) {
    return new HttpServerOptions()
        .setHost(config.http().host())
        .setPort(port)
        .setMaxWebSocketFrameSize(MESSAGE_BYTES_MAX)
        .setMaxWebSocketMessageSize(MESSAGE_BYTES_MAX)
        .setWebSocketClosingTimeout(CLOSING_SECONDS)
        .setPerMessageWebSocketCompressionSupported(false)
        .setPerFrameWebSocketCompressionSupported(false)
        .setCompressionSupported(true)
        .setTcpNoDelay(true);
  }

  /** HTTP/1.1 alone: over HTTP/2 a session without a WebSocket ends with each of its answers. */
  private HttpServerOptions secured(HttpServerOptions options) {
    AppConfig.Tls tls = config.http().tls();
    return tls.isOn()
        ? options
            .setSsl(true)
            .setUseAlpn(false)
            .setKeyCertOptions(new PemKeyCertOptions()
                .addCertPath(tls.certificateFile())
                .addKeyPath(tls.keyFile()))
        : options;
  }

  private Future<HttpServer> listen(Router router, HttpServerOptions options) {
    return vertx
        .createHttpServer(options)
        .requestHandler(router)
        .listen()
        .recover(fault -> Future.failedFuture(new StartupException(
            "Port " + options.getPort() + " on " + config.http().host() + " cannot be used: "
                + fault.getMessage() + ".",
            fault)));
  }

  /** What this node hears of sessions, and of other nodes, for its browsers. */
  private Future<?> listen(Browsers browsers, Sessions sessions) {
    EventBus bus = vertx.eventBus();
    MessageConsumer<String> events = bus.consumer(Address.edge(node));
    events.handler(message -> {
      EdgeNotice notice = EdgeNotice.of(message);
      Step deliver = traces.follow("op.deliver", notice.trace());
      deliver.with("browsers", browsers.audience().deliver(notice)).end();
      if (!notice.sheddable()) {
        meters.fannedOut(EdgeNotice.ageMicros(message));
      }
    });
    MessageConsumer<SessionMoved> moves = bus.consumer(Address.SESSIONS_PLACED);
    moves.handler(message -> {
      if (sessions.moved(message.body())) {
        browsers
            .audience()
            .resync(message.body().placed().opened().sessionId(), Resync.SESSION_MOVED);
      }
    });
    MessageConsumer<String> lost = bus.localConsumer(Address.NODES_LOST);
    lost.handler(message -> sessions
        .lost(message.body())
        .forEach(session -> browsers.audience().resync(session, Resync.NODE_LOST)));
    MessageConsumer<Standing> standings = bus.localConsumer(Address.NODE_STANDING);
    standings.handler(message -> {
      standing = message.body();
      browsers.serve(standing.serving());
    });
    return Future.all(
        events.completion(), moves.completion(), lost.completion(), standings.completion());
  }

  private Router sockets(Browsers browsers) {
    SockJSHandlerOptions sockjs = new SockJSHandlerOptions()
        .setInsertJSESSIONID(false)
        .setLibraryURL("/assets/sockjs.min.js")
        .addDisabledTransport(Transport.HTML_FILE.name())
        .addDisabledTransport(Transport.JSON_P.name())
        .addDisabledTransport(Transport.EVENT_SOURCE.name());
    return SockJSHandler.create(vertx, sockjs).socketHandler(browsers::accept);
  }

  /** SockJS calls it a fault of the server's when a body is no list of messages. */
  private static void checkMessages(RoutingContext context) {
    boolean good;
    try {
      JsonArray messages = context.body().asJsonArray();
      good = messages != null && messages.stream().allMatch(String.class::isInstance);
    } catch (DecodeException | ClassCastException e) {
      good = false;
    }
    if (good) {
      context.next();
    } else {
      context.response().setStatusCode(400).end();
    }
  }

  private void secure(RoutingContext context) {
    if (context.request().path().startsWith("/eventbus")) {
      // A stream that is compressed would keep its messages until there are enough of them.
      context.response().putHeader("Content-Encoding", "identity");
    }
    context
        .response()
        .putHeader("Content-Security-Policy", CSP)
        .putHeader("X-Content-Type-Options", "nosniff")
        .putHeader("Referrer-Policy", "no-referrer")
        .putHeader("Permissions-Policy", PERMISSIONS)
        .putHeader("Cross-Origin-Opener-Policy", "same-origin")
        .putHeader("Cross-Origin-Resource-Policy", "same-origin");
    if (context.request().isSSL() || config.http().publicUrl().startsWith("https:")) {
      context.response().putHeader("Strict-Transport-Security", HSTS);
    }
    if (context.request().path().startsWith("/api/")
        || context.request().path().startsWith("/dev/")) {
      context.response().putHeader("Cache-Control", "no-store");
    }
    context.next();
  }

  private static void pages(Router router) {
    StaticHandler files = StaticHandler.create(FileSystemAccess.RELATIVE, "webroot");
    router
        .get("/assets/sockjs.min.js")
        .handler(context -> context
            .response()
            .putHeader("Content-Type", "text/javascript")
            .sendFile("META-INF/resources/webjars/sockjs-client/1.6.1/dist/sockjs.min.js"));
    router.get("/quotes/:id").handler(context -> context.response().sendFile("webroot/quote.html"));
    router.route().method(HttpMethod.GET).handler(files.setCachingEnabled(false));
  }

  private Router health() {
    Router router = Router.router(vertx);
    for (String probe : new String[] {"live", "started"}) {
      router.get("/health/" + probe).handler(context -> context.response().end("ok\n"));
    }
    router
        .get("/health/ready")
        .handler(context -> context
            .response()
            .setStatusCode(standing.serving() && standing.database() ? 200 : 503)
            .end(readiness() + "\n"));
    router.get("/metrics").handler(this::tellMetrics);
    return router;
  }

  /** Where no node has a database, browsers are best left where they are: docker/haproxy goes by the text. */
  private String readiness() {
    if (!standing.serving()) {
      return "cut off, or stopping";
    }
    if (!standing.hosting()) {
      return "cut off from the database";
    }
    return standing.database() ? "ok" : "no database";
  }

  private void tellMetrics(RoutingContext context) {
    // To write all of it down takes longer than browsers should wait.
    vertx
        .executeBlocking(metrics::scrape)
        .onComplete(
            text -> context
                .response()
                .putHeader("Content-Type", NodeMetrics.CONTENT_TYPE)
                .end(text),
            context::fail);
  }
}
