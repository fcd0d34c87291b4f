package dev.quotey.live.fakeslack;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.Map;
import java.util.Optional;

/** A Slack of its own, with one workspace and one app in it: Quotey Live. */
public final class FakeSlack implements AutoCloseable {
  private static final long EXPIRY_MILLIS = 1_000;

  private final Vertx vertx;
  private final Service service;
  private final String deployment;

  private FakeSlack(Vertx vertx, Service service, String deployment) {
    this.vertx = vertx;
    this.service = service;
    this.deployment = deployment;
  }

  /**
   * Blocks until it listens. Throws what the port or the file is wrong with.
   *
   * @param vertx that it runs on, and that is not closed with it
   */
  public static FakeSlack start(Vertx vertx, FakeSlackSettings settings) {
    return start(vertx, settings, Timing.SLACK);
  }

  static FakeSlack start(Vertx vertx, FakeSlackSettings settings, Timing timing) {
    Service service = new Service(settings, timing);
    settings.file().ifPresent(file -> Archive.load(service.workspace, file));
    return new FakeSlack(vertx, service, await(vertx.deployVerticle(service)));
  }

  public int port() {
    return service.server.actualPort();
  }

  /** Without a slash at the end. The Web API is below {@code /api/}, the page at {@code /}. */
  public String url() {
    return service.url();
  }

  /** What people would see. */
  public Workspace workspace() {
    return service.workspace;
  }

  /** What is made to go wrong. */
  public Faults faults() {
    return service.faults;
  }

  /** People who act. */
  public Callers callers() {
    return service.callers;
  }

  @Override
  public void close() {
    // A server that stops undeploys all that it runs, this too, and may be at it.
    await(vertx.undeploy(deployment).otherwiseEmpty());
    service.archive.ifPresent(Archive::write);
  }

  private static <T> T await(Future<T> future) {
    return future.toCompletionStage().toCompletableFuture().join();
  }

  /** Everything that runs on the one event loop. */
  private static final class Service extends VerticleBase {
    private final FakeSlackSettings settings;
    private final Timing timing;
    private final Workspace workspace;
    private Optional<Archive> archive = Optional.empty();
    private Faults faults;
    private Callers callers;
    private HttpServer server;
    private Optional<String> found = Optional.empty();

    Service(FakeSlackSettings settings, Timing timing) {
      this.settings = settings;
      this.timing = timing;
      this.workspace = new Workspace(timing.clock());
    }

    @Override
    public Future<?> start() {
      Sockets sockets = new Sockets(vertx, context, timing);
      vertx.setPeriodic(EXPIRY_MILLIS, id -> workspace.expire());
      faults = new Faults(sockets);
      Answers answers = new Answers(vertx, timing, faults);
      ResponseUrls responses = new ResponseUrls(timing, workspace, faults, answers);
      Delivery delivery = new Delivery(vertx, settings, timing, sockets);
      callers = new Callers(context, settings, timing, workspace, delivery, responses, this::base);
      archive = settings.file().map(file -> new Archive(vertx, context, workspace, file));
      archive.ifPresent(Archive::follow);
      WebApi api = new WebApi(answers, settings, timing, workspace, faults);
      api.add(new ChatMethods(workspace, this::base).all());
      api.add(new ReadMethods(workspace, this::base).all());
      api.add(Map.of(WebApi.OPEN, given -> sockets.ticket(base())));
      Router router = Router.router(vertx);
      router.route("/api/:method").handler(this::remember).handler(api::handle);
      router.post("/response/:id").handler(responses::handle);
      new Page(vertx, context, workspace, callers).mount(router);
      return vertx
          .createHttpServer(
              new HttpServerOptions().setHost(settings.host()).setPort(settings.port()))
          .requestHandler(request -> {
            // The router would wrap the socket, which then could not be cut.
            if (request.path().equals(Sockets.PATH)) {
              sockets.accept(request);
            } else {
              router.handle(request);
            }
          })
          .listen()
          .onSuccess(http -> server = http);
    }

    String url() {
      return "http://127.0.0.1:" + server.actualPort();
    }

    /** An app elsewhere knows this server by another name: it is told the one that it uses. */
    private void remember(RoutingContext request) {
      found = Optional.ofNullable(request.request().authority()).map(name -> "http://" + name);
      request.next();
    }

    private String base() {
      return found.orElseGet(this::url);
    }
  }
}
