package dev.quotey.live.bridge;

import dev.quotey.live.config.AppConfig;
import dev.quotey.live.config.StartupException;
import dev.quotey.live.protocol.Address;
import dev.quotey.live.protocol.EdgeNotice;
import dev.quotey.live.protocol.SessionMessage.SessionMoved;
import dev.quotey.live.protocol.SessionMessage.Standing;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
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

/** Serves pages, REST and sockets on one port, health checks on another. */
public final class BridgeVerticle extends VerticleBase {
  private static final int MESSAGE_BYTES_MAX = 64 * 1024;

  private static final String CSP =
      "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self' ws: wss:;"
          + " img-src 'self' data:; frame-ancestors 'none'; base-uri 'none'; form-action 'self';"
          + " require-trusted-types-for 'script'; trusted-types 'none'";

  /** How long a browser that is sent away may take to agree, before the connection is closed all the same. */
  private static final int CLOSING_SECONDS = 2;

  private static final String PERMISSIONS =
      "camera=(), microphone=(), geolocation=(), payment=(), usb=(), display-capture=()";

  private final AppConfig config;
  private final String node;
  private HttpServer server;
  private HttpServer management;
  private boolean serving = true;

  /** @param node this node's name */
  public BridgeVerticle(AppConfig config, String node) {
    this.config = config;
    this.node = node;
  }

  /** The port of pages and sockets, known once started. */
  public int port() {
    return server.actualPort();
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
    Quotas quotas = new Quotas(config.limits(), System::nanoTime);
    Browsers browsers = new Browsers(vertx, tickets, node, sessions, quotas, config);
    revocations.onRevoked(browsers::revoke);
    Origins origins = new Origins(config);
    Router router = Router.router(vertx);
    router.route().handler(this::secure);
    router.route("/eventbus/*").handler(origins::guard);
    // Messages of the transports without a WebSocket are bodies.
    router.post("/eventbus/*").handler(BodyHandler.create(false).setBodyLimit(MESSAGE_BYTES_MAX));
    router.post("/eventbus/:server/:session/xhr_send").handler(BridgeVerticle::checkMessages);
    router.route("/eventbus/*").subRouter(sockets(browsers));
    router.route("/api/*").handler(origins::share);
    router.route("/assets/*").handler(origins::share);
    Catalog catalog = Catalog.load(config.catalog().file());
    SlackRest slack = new SlackRest(vertx, config.slack().enabled(), linkKey);
    slack.mountCalls(router);
    AuthRest auth = new AuthRest(tokens, tickets, revocations);
    new Rest(sessions, vertx, tokens, auth, catalog, slack, quotas).mount(router);
    pages(router);
    return Future.all(tokens.start(), revocations.start())
        .compose(done -> listen(browsers, sessions))
        .compose(done -> listen(router, config.http().port()))
        .compose(http -> {
          server = http;
          return listen(health(), config.http().managementPort());
        })
        .onSuccess(http -> management = http);
  }

  @Override
  public Future<?> stop() {
    return Future.all(server.close(), management.close());
  }

  private Future<HttpServer> listen(Router router, int port) {
    HttpServerOptions options = new HttpServerOptions()
        .setHost(config.http().host())
        .setPort(port)
        .setMaxWebSocketFrameSize(MESSAGE_BYTES_MAX)
        .setMaxWebSocketMessageSize(MESSAGE_BYTES_MAX)
        .setWebSocketClosingTimeout(CLOSING_SECONDS)
        .setPerMessageWebSocketCompressionSupported(false)
        .setPerFrameWebSocketCompressionSupported(false)
        .setCompressionSupported(true)
        .setTcpNoDelay(true);
    return vertx
        .createHttpServer(options)
        .requestHandler(router)
        .listen()
        .recover(fault -> Future.failedFuture(new StartupException(
            "Port " + port + " on " + config.http().host() + " cannot be used: "
                + fault.getMessage() + ".",
            fault)));
  }

  /** What this node hears of sessions, and of other nodes, for its browsers. */
  private Future<?> listen(Browsers browsers, Sessions sessions) {
    EventBus bus = vertx.eventBus();
    MessageConsumer<String> events = bus.consumer(Address.edge(node));
    events.handler(message -> browsers.deliver(EdgeNotice.of(message)));
    MessageConsumer<SessionMoved> moves = bus.consumer(Address.SESSIONS_PLACED);
    moves.handler(message -> {
      if (sessions.moved(message.body())) {
        browsers.resync(message.body().placed().opened().sessionId(), "the session has moved");
      }
    });
    MessageConsumer<String> lost = bus.localConsumer(Address.NODES_LOST);
    lost.handler(message -> sessions
        .lost(message.body())
        .forEach(session -> browsers.resync(session, "the session's node is gone")));
    MessageConsumer<Standing> standing = bus.localConsumer(Address.NODE_STANDING);
    standing.handler(message -> {
      serving = message.body().serving();
      browsers.serve(serving);
    });
    return Future.all(
        events.completion(), moves.completion(), lost.completion(), standing.completion());
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
    if (config.http().publicUrl().startsWith("https:")) {
      context.response().putHeader("Strict-Transport-Security", "max-age=31536000");
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
            .setStatusCode(serving ? 200 : 503)
            .end(serving ? "ok\n" : "cut off, or stopping\n"));
    return router;
  }
}
