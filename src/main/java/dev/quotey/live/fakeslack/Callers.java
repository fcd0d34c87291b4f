package dev.quotey.live.fakeslack;

import dev.quotey.live.fakeslack.Delivery.Kind;
import dev.quotey.live.fakeslack.ResponseUrls.Origin;
import dev.quotey.live.fakeslack.Workspace.Message;
import dev.quotey.live.fakeslack.Workspace.Shared;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * Acts as people in Slack. Each act ends when the app has acknowledged it, and fails after 3 seconds
 * without: the message of the failure is Slack's code. Safe for any thread.
 */
public final class Callers {
  private static final String HISTORY = "conversations_history";
  private static final String COMPOSER = "composer";

  private final Context context;
  private final FakeSlackSettings settings;
  private final Timing timing;
  private final Workspace workspace;
  private final Delivery delivery;
  private final ResponseUrls responses;
  private final Supplier<String> base;

  /** @param base the URL at which the app finds this server */
  Callers(
      Context context,
      FakeSlackSettings settings,
      Timing timing,
      Workspace workspace,
      Delivery delivery,
      ResponseUrls responses,
      Supplier<String> base) {
    this.context = context;
    this.settings = settings;
    this.timing = timing;
    this.workspace = workspace;
    this.delivery = delivery;
    this.responses = responses;
    this.base = base;
  }

  /**
   * That the app has heard.
   *
   * @param payload what it answered at once; empty if nothing
   * @param bySocket whether it was told by Socket Mode
   */
  public record Acknowledged(JsonObject payload, Duration took, boolean bySocket) {}

  private record Place(JsonArray blocks, JsonObject container, Optional<Message> message) {}

  /** Presses a button: of a message, of an ephemeral one, or of a preview below a message. */
  public Future<Acknowledged> press(String channel, String ts, String actionId, String userId) {
    return act(() -> {
      Team.Person person = person(userId);
      List<Place> places = places(channel, ts, person.id());
      Place place = places.stream()
          .filter(one -> Blocks.button(one.blocks(), actionId).isPresent())
          .findFirst()
          .orElseThrow(() -> new ApiFault("no_such_button"));
      Blocks.Button button = Blocks.button(place.blocks(), actionId).orElseThrow();
      JsonObject payload = payload(person, channel)
          .put("type", "block_actions")
          .put("container", place.container())
          .put("state", new JsonObject().put("values", new JsonObject()))
          .put(
              "response_url",
              responses.issue(base.get(), new Origin(channel, person.id(), Optional.of(ts))))
          .put("actions", new JsonArray().add(action(button)));
      place.message().ifPresent(one -> payload.put("message", Form.slack(one, false)));
      return delivery.deliver(Kind.INTERACTION, payload);
    });
  }

  /** Everything with that {@code ts} that can have buttons and that this person sees. */
  private List<Place> places(String channel, String ts, String user) {
    List<Place> places = new ArrayList<>();
    workspace.message(channel, ts).ifPresent(message -> {
      JsonObject container = container("message", channel, ts, false);
      message.threadTs().ifPresent(root -> container.put("thread_ts", root));
      places.add(new Place(message.blocks(), container, Optional.of(message)));
    });
    workspace.ephemerals().stream()
        .filter(one -> one.ts().equals(ts) && one.user().equals(user))
        .forEach(one -> places.add(
            new Place(one.blocks(), container("message", channel, ts, true), Optional.empty())));
    workspace.unfurls().stream()
        .filter(one -> one.channel().equals(channel) && one.ts().equals(ts))
        .forEach(one -> places.add(new Place(
            one.blocks(),
            container("message_attachment", channel, ts, false)
                .put("is_app_unfurl", true)
                .put("app_unfurl_url", one.url()),
            Optional.empty())));
    return places;
  }

  private static JsonObject container(String type, String channel, String ts, boolean ephemeral) {
    return new JsonObject()
        .put("type", type)
        .put("message_ts", ts)
        .put("channel_id", channel)
        .put("is_ephemeral", ephemeral);
  }

  /** Slack tells of a button what it is worth, but not where its link leads. */
  private JsonObject action(Blocks.Button button) {
    JsonObject action = button.element().copy();
    action.remove("url");
    action.remove("confirm");
    action.remove("accessibility_label");
    long millis = timing.clock().millis();
    return action
        .put("block_id", button.blockId())
        .put("action_ts", "%d.%06d".formatted(millis / 1_000, millis % 1_000 * 1_000));
  }

  /** Types a command, such as {@code /quotey}. What the app answers at once is shown. */
  public Future<Acknowledged> command(String userId, String channel, String command, String text) {
    return act(() -> {
      Team.Person person = person(userId);
      Origin origin = new Origin(ChatMethods.channel(channel), person.id(), Optional.empty());
      JsonObject payload = new JsonObject()
          .put("token", "deprecated")
          .put("team_id", Team.ID)
          .put("team_domain", Team.DOMAIN)
          .put("channel_id", channel)
          .put("channel_name", Team.CHANNELS.get(channel).name())
          .put("user_id", person.id())
          .put("user_name", person.handle())
          .put("command", command)
          .put("text", text)
          .put("api_app_id", Team.APP_ID)
          .put("is_enterprise_install", "false")
          .put("response_url", responses.issue(base.get(), origin))
          .put("trigger_id", trigger());
      return delivery.deliver(Kind.COMMAND, payload).map(answer -> {
        if (!answer.payload().isEmpty()) {
          responses.apply(origin, new Arguments(answer.payload(), Optional.empty()));
        }
        return answer;
      });
    });
  }

  /** Writes a message: its {@code ts}, once the app has acknowledged the links in it. */
  public Future<String> say(String userId, String channel, Optional<String> threadTs, String text) {
    return act(() -> {
      Team.Person person = person(userId);
      ChatMethods.channel(channel);
      if (text.isBlank()) {
        throw new ApiFault("no_text");
      }
      boolean missing = threadTs
          .filter(ts -> workspace
              .message(channel, ts)
              .filter(one -> one.threadTs().isEmpty())
              .isEmpty())
          .isPresent();
      if (missing) {
        throw new ApiFault("thread_not_found");
      }
      Message message = workspace.post(channel, threadTs, person.id(), Content.typed(text), false);
      List<String> links =
          message.links().stream().filter(this::isOurs).distinct().toList();
      if (links.isEmpty()) {
        return Future.succeededFuture(message.ts());
      }
      Shared shared = new Shared(channel, message.ts(), unfurlId(), HISTORY, links);
      return share(person, shared, threadTs).map(done -> message.ts());
    });
  }

  /** Types a message with links, and has not sent it yet. */
  public Future<Acknowledged> compose(String userId, String channel, String text) {
    return act(() -> {
      Team.Person person = person(userId);
      ChatMethods.channel(channel);
      List<String> links =
          Content.typed(text).links().stream().filter(this::isOurs).distinct().toList();
      if (links.isEmpty()) {
        throw new ApiFault("no_links");
      }
      // Slack does not say in which channel somebody is writing.
      String id = unfurlId();
      Shared shared = new Shared("COMPOSER", id, id, COMPOSER, links);
      return share(person, shared, Optional.empty());
    });
  }

  /** Asks the app for a challenge, as Slack does before it sends anything to a request URL. */
  public Future<Acknowledged> verifyUrl() {
    return act(() -> {
      String challenge = UUID.randomUUID().toString();
      JsonObject payload = new JsonObject()
          .put("type", "url_verification")
          .put("token", "deprecated")
          .put("challenge", challenge);
      return delivery.deliver(Kind.EVENT, payload).compose(answer -> {
        boolean met = challenge.equals(answer.payload().getValue("challenge"))
            || challenge.equals(answer.payload().getValue("text"));
        return met
            ? Future.succeededFuture(answer)
            : Future.failedFuture(new ApiFault("challenge_failed"));
      });
    });
  }

  private Future<Acknowledged> share(Team.Person person, Shared shared, Optional<String> threadTs) {
    workspace.share(shared);
    JsonArray links = new JsonArray();
    shared
        .links()
        .forEach(url -> links.add(new JsonObject().put("domain", authority(url)).put("url", url)));
    JsonObject event = new JsonObject()
        .put("type", "link_shared")
        .put("user", person.id())
        .put("channel", shared.channel())
        .put("message_ts", shared.ts())
        .put("unfurl_id", shared.unfurlId())
        .put("source", shared.source())
        .put("links", links)
        .put("is_bot_user_member", true)
        .put("event_ts", timing.clock().instant().getEpochSecond() + ".000001");
    threadTs.ifPresent(ts -> event.put("thread_ts", ts));
    JsonObject payload = new JsonObject()
        .put("token", "deprecated")
        .put("team_id", Team.ID)
        .put("api_app_id", Team.APP_ID)
        .put("type", "event_callback")
        .put("event_id", "Ev" + UUID.randomUUID().toString().replace("-", ""))
        .put("event_time", timing.clock().instant().getEpochSecond())
        .put("event", event);
    return delivery.deliver(Kind.EVENT, payload);
  }

  private boolean isOurs(String url) {
    String authority = authority(url);
    return settings.unfurlDomains().stream()
        .anyMatch(domain -> authority.equals(domain) || authority.endsWith("." + domain));
  }

  private static String authority(String url) {
    try {
      return Optional.ofNullable(new URI(url).getRawAuthority())
          .orElse("")
          .toLowerCase(Locale.ROOT);
    } catch (URISyntaxException e) {
      return "";
    }
  }

  private JsonObject payload(Team.Person person, String channel) {
    return new JsonObject()
        .put("token", "deprecated")
        .put("api_app_id", Team.APP_ID)
        .put("team", new JsonObject().put("id", Team.ID).put("domain", Team.DOMAIN))
        .put(
            "user",
            new JsonObject()
                .put("id", person.id())
                .put("username", person.handle())
                .put("name", person.handle())
                .put("team_id", Team.ID))
        .put(
            "channel",
            new JsonObject()
                .put("id", ChatMethods.channel(channel))
                .put("name", Team.CHANNELS.get(channel).name()))
        .put("is_enterprise_install", false)
        .put("trigger_id", trigger());
  }

  private static Team.Person person(String id) {
    return Team.person(id).orElseThrow(() -> new ApiFault("user_not_found"));
  }

  private static String trigger() {
    return UUID.randomUUID().toString();
  }

  private static String unfurlId() {
    return UUID.randomUUID().toString();
  }

  private <T> Future<T> act(Supplier<Future<T>> act) {
    Promise<T> promise = Promise.promise();
    context.runOnContext(now -> {
      try {
        act.get().onComplete(promise);
      } catch (ApiFault e) {
        promise.fail(e);
      }
    });
    return promise.future();
  }
}
