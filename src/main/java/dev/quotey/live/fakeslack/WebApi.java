package dev.quotey.live.fakeslack;

import dev.quotey.live.fakeslack.Faults.Fault;
import dev.quotey.live.fakeslack.Workspace.Call;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The Web API: each call is authenticated, held to its rate, carried out, and recorded. */
final class WebApi {
  static final String OPEN = "apps.connections.open";

  private static final int BODY_BYTES_MAX = 1024 * 1024;

  private final Answers answers;
  private final FakeSlackSettings settings;
  private final Timing timing;
  private final Workspace workspace;
  private final Faults faults;
  private final Rates rates;
  private final Map<String, Method> methods = new HashMap<>();

  /** One method: what it answers beside {@code ok}. */
  @FunctionalInterface
  interface Method {
    JsonObject call(Arguments given);
  }

  WebApi(
      Answers answers,
      FakeSlackSettings settings,
      Timing timing,
      Workspace workspace,
      Faults faults) {
    this.answers = answers;
    this.settings = settings;
    this.timing = timing;
    this.workspace = workspace;
    this.faults = faults;
    this.rates = new Rates(timing.clock(), settings.speed());
  }

  void add(Map<String, Method> more) {
    methods.putAll(more);
  }

  void handle(RoutingContext context) {
    String method = context.pathParam("method");
    HttpServerRequest request = context.request();
    request.body().onSuccess(body -> {
      if (body.length() > BODY_BYTES_MAX) {
        request.response().setStatusCode(413).end();
      } else {
        answer(request, method, body);
      }
    });
  }

  private void answer(HttpServerRequest request, String method, Buffer body) {
    Optional<Fault> fault = methods.containsKey(method) ? faults.take(method) : Optional.empty();
    String channel = "";
    Optional<ApiFault> refused = Optional.empty();
    JsonObject reply = new JsonObject().put("ok", true);
    try {
      Arguments given = Arguments.read(request, body);
      channel = given.has("channel_id") ? given.text("channel_id") : given.text("channel");
      fault.filter(one -> !one.acts()).ifPresent(one -> {
        throw new ApiFault(one.code());
      });
      reply.mergeIn(call(method, channel, given));
    } catch (ApiFault e) {
      refused = Optional.of(e);
    }
    workspace.called(new Call(
        method,
        channel,
        timing.clock().instant(),
        refused.isEmpty(),
        refused.map(ApiFault::code).orElse("")));
    answers.send(request, fault, refused, 200, reply);
  }

  private JsonObject call(String method, String channel, Arguments given) {
    Method known =
        Optional.ofNullable(methods.get(method)).orElseThrow(() -> new ApiFault("unknown_method"));
    authenticate(method, given);
    long wait = rates.take(method, channel);
    if (wait > 0) {
      throw new RateFault(wait);
    }
    return known.call(given);
  }

  private void authenticate(String method, Arguments given) {
    String token = given.token().orElseThrow(() -> new ApiFault("not_authed"));
    boolean app = token.equals(settings.appToken());
    if (!app && !token.equals(settings.botToken())) {
      throw new ApiFault("invalid_auth");
    }
    if (app != method.equals(OPEN)) {
      throw new ApiFault("not_allowed_token_type");
    }
    if (app && faults.connectionsRefused()) {
      throw new ApiFault("internal_error");
    }
  }
}
