package dev.quotey.live.fakeslack;

import dev.quotey.live.fakeslack.Workspace.Message;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The page on which people see the workspace, and act in it. */
final class Page {
  private static final String CSP =
      "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self';"
          + " img-src 'self' data:; frame-ancestors 'none'; base-uri 'none'; form-action 'self';"
          + " require-trusted-types-for 'script'; trusted-types 'none'";
  private static final Duration WAIT = Duration.ofSeconds(20);
  private static final int SHOWN_MAX = 500;
  private static final int WAITING_MAX = 100;

  private final Vertx vertx;
  private final Workspace workspace;
  private final Callers callers;
  private final List<Waiting> waiting = new ArrayList<>();

  private record Waiting(RoutingContext request, long timer) {}

  Page(Vertx vertx, Context context, Workspace workspace, Callers callers) {
    this.vertx = vertx;
    this.workspace = workspace;
    this.callers = callers;
    workspace.onChange(() -> context.runOnContext(now -> wake()));
  }

  void mount(Router router) {
    router.get("/").handler(request -> file(request, "page.html", "text/html"));
    router.get("/page.css").handler(request -> file(request, "page.css", "text/css"));
    router.get("/page.js").handler(request -> file(request, "page.js", "text/javascript"));
    router.get("/ui/state").handler(this::state);
    router.post("/ui/:act").handler(this::act);
    router.get("/archives/:channel/:message").handler(Page::archive);
  }

  private static void file(RoutingContext request, String name, String type) {
    request
        .response()
        .putHeader("Content-Security-Policy", CSP)
        .putHeader("X-Content-Type-Options", "nosniff")
        .putHeader("Referrer-Policy", "no-referrer")
        .putHeader("Cache-Control", "no-cache")
        .putHeader("Content-Type", type + "; charset=utf-8")
        .sendFile("fakeslack/" + name);
  }

  /** A permalink leads to the thread on the page. */
  private static void archive(RoutingContext request) {
    String digits = request.pathParam("message").replaceAll("\\D", "");
    String channel = request.pathParam("channel").replaceAll("\\W", "");
    String ts = digits.length() > 6
        ? digits.substring(0, digits.length() - 6) + "." + digits.substring(digits.length() - 6)
        : "";
    String thread = Optional.ofNullable(request.request().getParam("thread_ts"))
        .map(root -> root.replaceAll("[^0-9.]", ""))
        .orElse(ts);
    request
        .response()
        .setStatusCode(302)
        .putHeader("Location", "/#" + channel + "/" + thread)
        .end();
  }

  /** Answers once there is something newer than {@code since}, or after a while. */
  private void state(RoutingContext request) {
    String since = Optional.ofNullable(request.request().getParam("since")).orElse("");
    if (!since.equals(Long.toString(workspace.version())) || waiting.size() >= WAITING_MAX) {
      show(request);
      return;
    }
    long timer = vertx.setTimer(WAIT.toMillis(), id -> {
      waiting.removeIf(one -> one.timer() == id);
      show(request);
    });
    waiting.add(new Waiting(request, timer));
    request.response().closeHandler(gone -> {
      vertx.cancelTimer(timer);
      waiting.removeIf(one -> one.timer() == timer);
    });
  }

  private void wake() {
    List<Waiting> all = List.copyOf(waiting);
    waiting.clear();
    all.forEach(one -> {
      vertx.cancelTimer(one.timer());
      show(one.request());
    });
  }

  private void show(RoutingContext request) {
    if (request.response().closed() || request.response().ended()) {
      return;
    }
    String me = Optional.ofNullable(request.request().getParam("me")).orElse("");
    json(request, stateFor(me));
  }

  /** No text of anybody can be taken for markup, whoever reads the answer. */
  private static void json(RoutingContext request, JsonObject answer) {
    request
        .response()
        .putHeader("Content-Type", "application/json; charset=utf-8")
        .putHeader("X-Content-Type-Options", "nosniff")
        .putHeader("Cache-Control", "no-store")
        .end(answer.encode().replace("<", "\\u003c").replace(">", "\\u003e"));
  }

  private JsonObject stateFor(String me) {
    long version = workspace.version();
    JsonArray people = new JsonArray();
    Team.PEOPLE
        .values()
        .forEach(one -> people.add(new JsonObject().put("id", one.id()).put("name", one.name())));
    JsonArray channels = new JsonArray();
    Team.CHANNELS.values().forEach(one -> channels.add(channel(one)));
    JsonArray asides = new JsonArray();
    workspace.ephemerals().stream().filter(one -> one.user().equals(me)).forEach(one -> {
      JsonObject aside = new JsonObject()
          .put("channel", one.channel())
          .put("ts", one.ts())
          .put("name", Team.APP_NAME)
          .put("text", one.text())
          .put("blocks", one.blocks().copy());
      one.threadTs().ifPresent(ts -> aside.put("thread", ts));
      asides.add(aside);
    });
    return new JsonObject()
        .put("version", version)
        .put("people", people)
        .put("channels", channels)
        .put("ephemerals", asides);
  }

  private JsonObject channel(Team.Channel channel) {
    List<Message> all = workspace.messages(channel.id());
    JsonArray messages = new JsonArray();
    JsonObject statuses = new JsonObject();
    for (Message one : all.subList(Math.max(0, all.size() - SHOWN_MAX), all.size())) {
      messages.add(message(one));
      workspace
          .status(channel.id(), one.ts())
          .ifPresent(status -> statuses.put(one.ts(), Team.APP_NAME + " " + status));
    }
    return new JsonObject()
        .put("id", channel.id())
        .put("name", channel.name())
        .put("messages", messages)
        .put("statuses", statuses);
  }

  private JsonObject message(Message one) {
    JsonArray previews = new JsonArray();
    workspace.unfurls().stream()
        .filter(unfurl -> unfurl.channel().equals(one.channel()) && unfurl.ts().equals(one.ts()))
        .forEach(unfurl -> previews.add(new JsonObject()
            .put("text", unfurl.text())
            .put("blocks", unfurl.blocks().copy())));
    JsonObject form = new JsonObject()
        .put("ts", one.ts())
        .put("app", one.author().equals(Team.APP))
        .put("name", Team.nameOf(one.author()))
        .put("text", one.text())
        .put("blocks", one.blocks().copy())
        .put("edited", one.updates() > 0 && one.blocks().isEmpty())
        .put("broadcast", workspace.broadcast(one.channel(), one.ts()))
        .put("unfurls", previews);
    one.threadTs().ifPresent(root -> form.put("thread", root));
    return form;
  }

  private void act(RoutingContext request) {
    String act = request.pathParam("act");
    // A page of somebody else can send a form, but no JSON.
    String type =
        Optional.ofNullable(request.request().getHeader("Content-Type")).orElse("");
    if (!type.toLowerCase(Locale.ROOT).startsWith("application/json")) {
      request.response().setStatusCode(415).end();
      return;
    }
    request
        .request()
        .body()
        .compose(body -> act(act, Arguments.read(request.request(), body)))
        .onComplete(
            done -> json(request, new JsonObject().put("ok", true)),
            fault -> json(
                request,
                new JsonObject()
                    .put("ok", false)
                    .put("error", String.valueOf(fault.getMessage()))));
  }

  private Future<?> act(String act, Arguments given) {
    String user = given.required("user");
    String channel = given.required("channel");
    return switch (act) {
      case "press" ->
        callers.press(channel, given.required("ts"), given.required("action_id"), user);
      case "say" -> say(user, channel, given);
      default -> Future.failedFuture(new ApiFault("unknown_method"));
    };
  }

  private Future<?> say(String user, String channel, Arguments given) {
    String text = given.required("text").strip();
    if (!text.startsWith("/")) {
      return callers.say(user, channel, given.filled("thread"), text);
    }
    String[] words = text.split("\\s+", 2);
    return callers.command(user, channel, words[0], words.length > 1 ? words[1] : "");
  }
}
