package dev.quotey.live.slack;

import dev.quotey.live.core.sync.SessionId;
import dev.quotey.live.protocol.Address;
import dev.quotey.live.protocol.Bus;
import dev.quotey.live.protocol.Door;
import dev.quotey.live.protocol.Identity;
import dev.quotey.live.protocol.OutboxMessage.Mute;
import dev.quotey.live.protocol.OutboxMessage.Received;
import dev.quotey.live.protocol.SignedLink;
import dev.quotey.live.protocol.SlackMessage.News;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Does what people ask for in Slack: by buttons here, by commands in {@link SlashCommand}, by links in
 * {@link Unfurls}. Doing it twice does no harm. On a virtual thread.
 */
final class Actions {
  /** Why a session ends that was closed in Slack. */
  static final String CLOSED_HERE = "closed_in_slack";

  private static final String KEPT_HERE = "kept open in Slack";
  private static final Duration LINK_LASTS = Duration.ofMinutes(10);
  private static final Set<String> LINKS = Set.of(Messages.OPEN, Messages.HISTORY, "link_account");

  private static final String USER = "user";
  private static final String ID = "id";

  private final Vertx vertx;
  private final Clock clock;
  private final People people;
  private final SlackApi api;
  private final Pages pages;
  private final Rooms rooms;
  private final SlashCommand commands;
  private final Unfurls unfurls;

  Actions(Vertx vertx, Clock clock, Courier courier, People people, SlackApi api, Pages pages) {
    this.vertx = vertx;
    this.clock = clock;
    this.people = people;
    this.api = api;
    this.pages = pages;
    this.rooms = new Rooms(vertx);
    this.commands = new SlashCommand(vertx, rooms, pages, this::linkUntil);
    this.unfurls = new Unfurls(vertx, courier, people, pages);
  }

  private Instant linkUntil() {
    return clock.instant().plus(LINK_LASTS);
  }

  void act(Received received) {
    JsonObject payload = received.payload();
    switch (received.kind()) {
      case Reception.EVENT -> unfurls.unfurl(payload.getJsonObject("event", new JsonObject()));
      case Reception.COMMAND -> command(payload);
      case Reception.INTERACTION -> press(payload);
      default -> throw new IllegalStateException("unknown kind " + received.kind());
    }
  }

  private void command(JsonObject payload) {
    String slackUser = payload.getString("user_id", "");
    String name = payload.getString("user_name", slackUser);
    String text = payload.getString("text", "").strip();
    JsonObject answer = text.equals("link")
        ? unknown(slackUser, name)
        : people
            .find(slackUser)
            .map(identity -> commands.answer(text, identity))
            .orElseGet(() -> unknown(slackUser, name));
    respond(payload, answer.put("response_type", "ephemeral"));
  }

  private void press(JsonObject payload) {
    JsonObject presser = payload.getJsonObject(USER, new JsonObject());
    for (Object one : payload.getJsonArray("actions", new JsonArray())) {
      JsonObject action = (JsonObject) one;
      String name = action.getString("action_id", "");
      if (LINKS.contains(name)) {
        // The browser has opened the page already.
        continue;
      }
      String slackUser = presser.getString(ID, "");
      Optional<Identity> identity = people.find(slackUser);
      JsonObject answer = identity.isEmpty()
          ? ephemeral(unknown(slackUser, presser.getString("username", slackUser)))
          : press(name, new SessionId(action.getString("value", "")), identity.get());
      respond(payload, answer);
    }
  }

  private JsonObject press(String action, SessionId session, Identity identity) {
    return switch (action) {
      case Messages.KEEP_OPEN -> keepOpen(session, identity);
      case Card.CLOSE ->
        rooms
            .tell(session, Door.CLOSE, CLOSED_HERE, identity)
            .map(closed -> said("The session closes."))
            .orElseGet(() -> said("The session has ended already."));
      case Card.MUTE -> mute(session, true);
      case Card.UNMUTE -> mute(session, false);
      default -> said("This button is not known any more.");
    };
  }

  private JsonObject keepOpen(SessionId session, Identity identity) {
    return rooms
        .tell(session, Door.KEEP, KEPT_HERE, identity)
        .map(kept -> {
          Instant closesAt = Instant.parse(kept.getString("closes_at"));
          String text = "Kept open by " + Words.bold(identity.name()) + " until "
              + Words.time(closesAt) + ".";
          return Blocks.message(text, List.of(Blocks.section(text))).put("replace_original", true);
        })
        .orElseGet(() -> said("The session has ended already."));
  }

  private JsonObject mute(SessionId session, boolean muted) {
    Courier.await(Bus.outbox(vertx, new Mute(session, muted)));
    Bus.publish(vertx, Address.SLACK_NEWS, new News(Set.of(session), true));
    return said(
        muted
            ? "Changes are not told here any more. The card stays up to date."
            : "Changes are told here again.");
  }

  /** Nobody acts before it is known who it is. */
  private JsonObject unknown(String slackUser, String name) {
    SignedLink link = new SignedLink(SignedLink.Purpose.LINK, slackUser, name, linkUntil());
    return Blocks.message(
        "Who are you in Quotey Live?",
        List.of(
            Blocks.section("Sign in once to say who you are in Quotey Live. Then buttons and"
                + " commands here act in your name. The link is yours alone and lasts 10 minutes."),
            Blocks.actions(
                List.of(Blocks.link("link_account", "Say who I am", pages.linking(link))))));
  }

  private static JsonObject said(String text) {
    return ephemeral(Blocks.message(text, List.of(Blocks.section(text))));
  }

  private static JsonObject ephemeral(JsonObject message) {
    return message.put("response_type", "ephemeral").put("replace_original", false);
  }

  private void respond(JsonObject payload, JsonObject answer) {
    String url = payload.getString("response_url", "");
    if (Courier.await(api.respond(url, answer)) instanceof Outcome.Unclear unclear) {
      throw new IllegalStateException("no answer: " + unclear.cause());
    }
  }
}
