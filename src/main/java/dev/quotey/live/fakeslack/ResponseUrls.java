package dev.quotey.live.fakeslack;

import dev.quotey.live.fakeslack.Faults.Fault;
import dev.quotey.live.fakeslack.Workspace.Call;
import dev.quotey.live.fakeslack.Workspace.Message;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** The URLs at which an app answers a command or a press: for half an hour, and five times. */
final class ResponseUrls {
  private static final int USES_MAX = 5;
  private static final int URLS_MAX = 1_000;
  private static final Duration LIFE = Duration.ofMinutes(30);
  private static final String METHOD = "response_url";

  private final Timing timing;
  private final Workspace workspace;
  private final Faults faults;
  private final Answers answers;
  private final Map<String, Issued> issued = new LinkedHashMap<>();

  /**
   * Where somebody did something.
   *
   * @param ts the message or ephemeral message that it was done to; empty for a command
   */
  record Origin(String channel, String user, Optional<String> ts) {}

  private record Issued(Origin origin, Instant until, int uses) {}

  ResponseUrls(Timing timing, Workspace workspace, Faults faults, Answers answers) {
    this.timing = timing;
    this.workspace = workspace;
    this.faults = faults;
    this.answers = answers;
  }

  String issue(String base, Origin origin) {
    String id = UUID.randomUUID().toString();
    issued.put(id, new Issued(origin, timing.clock().instant().plus(LIFE), 0));
    if (issued.size() > URLS_MAX) {
      issued.remove(issued.keySet().iterator().next());
    }
    return base + "/response/" + id;
  }

  void handle(RoutingContext context) {
    String id = context.pathParam("id");
    HttpServerRequest request = context.request();
    request.body().onSuccess(body -> answer(request, id, body));
  }

  private void answer(HttpServerRequest request, String id, Buffer body) {
    Optional<Fault> fault = faults.take(METHOD);
    String channel =
        Optional.ofNullable(issued.get(id)).map(one -> one.origin().channel()).orElse("");
    Optional<ApiFault> refused = Optional.empty();
    try {
      fault.filter(one -> !one.acts()).ifPresent(one -> {
        throw new ApiFault(one.code());
      });
      Origin origin = use(id);
      apply(origin, Arguments.read(request, body));
    } catch (ApiFault e) {
      refused = Optional.of(e);
    }
    String code = refused.map(ApiFault::code).orElse("");
    workspace.called(new Call(METHOD, channel, timing.clock().instant(), code.isEmpty(), code));
    answers.send(request, fault, refused, status(code));
  }

  private static int status(String code) {
    return switch (code) {
      case "" -> 200;
      case "used_url", "expired_url" -> 404;
      default -> 400;
    };
  }

  private Origin use(String id) {
    Issued url = Optional.ofNullable(issued.get(id)).orElseThrow(() -> new ApiFault("used_url"));
    if (url.until().isBefore(timing.clock().instant())) {
      throw new ApiFault("expired_url");
    }
    if (url.uses() >= USES_MAX) {
      throw new ApiFault("used_url");
    }
    issued.put(id, new Issued(url.origin(), url.until(), url.uses() + 1));
    return url.origin();
  }

  /** Carries out an answer, also one that came with the acknowledgement. */
  void apply(Origin origin, Arguments given) {
    Optional<Message> message = origin.ts().flatMap(ts -> workspace.message(origin.channel(), ts));
    if (given.flag("delete_original")) {
      origin.ts().ifPresent(workspace::unwhisper);
      message.ifPresent(workspace::remove);
      return;
    }
    Content content = Content.of(given);
    if (given.flag("replace_original") && message.isPresent()) {
      workspace.edit(message.get(), content);
      return;
    }
    if (given.flag("replace_original")) {
      origin.ts().ifPresent(workspace::unwhisper);
    }
    Optional<String> thread = given.filled("thread_ts");
    if (thread.isPresent() && workspace.message(origin.channel(), thread.get()).isEmpty()) {
      throw new ApiFault("thread_not_found");
    }
    switch (given.text("response_type")) {
      case "", "ephemeral" -> workspace.whisper(origin.channel(), origin.user(), thread, content);
      case "in_channel" -> workspace.post(origin.channel(), thread, Team.APP, content, false);
      default -> throw Arguments.invalid("response_type must be ephemeral or in_channel");
    }
  }
}
