package dev.quotey.live.slack;

import dev.quotey.live.core.sync.SessionId;
import dev.quotey.live.protocol.Address;
import dev.quotey.live.protocol.Bus;
import dev.quotey.live.protocol.Door;
import dev.quotey.live.protocol.OutboxMessage.Mute;
import dev.quotey.live.protocol.OutboxMessage.Received;
import dev.quotey.live.protocol.Rights.Level;
import dev.quotey.live.protocol.SignedLink;
import dev.quotey.live.protocol.SlackMessage.News;
import dev.quotey.live.slack.Rooms.Told;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

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

  private static final String FORBIDDEN =
      "Your access to this quote in Quotey Live does not allow that.";
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
    this.rooms = new Rooms(vertx, people);
    this.commands = new SlashCommand(vertx, rooms, people, pages, this::linkUntil);
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
            .map(person -> commands.answer(text, person))
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
      Optional<People.Person> person = people.find(slackUser);
      JsonObject answer = person.isEmpty()
          ? ephemeral(unknown(slackUser, presser.getString("username", slackUser)))
          : press(name, new SessionId(action.getString("value", "")), person.get());
      respond(payload, answer);
    }
  }

  private JsonObject press(String action, SessionId session, People.Person person) {
    return switch (action) {
      case Messages.KEEP_OPEN ->
        told(rooms.tell(session, Door.KEEP, KEPT_HERE, person), kept -> keptOpen(kept, person));
      case Card.CLOSE ->
        told(
            rooms.tell(session, Door.CLOSE, CLOSED_HERE, person),
            closed -> said("The session closes."));
      case Card.MUTE -> mute(session, true, person);
      case Card.UNMUTE -> mute(session, false, person);
      default -> said("This button is not known any more.");
    };
  }

  private static JsonObject told(Told told, Function<JsonObject, JsonObject> answer) {
    return switch (told) {
      case Told.Done done -> answer.apply(done.answer());
      case Told.Ended ignored -> said("The session has ended already.");
      case Told.Forbidden ignored -> said(FORBIDDEN);
    };
  }

  private static JsonObject keptOpen(JsonObject kept, People.Person person) {
    String text = "Kept open by " + Words.bold(person.name()) + " until "
        + Words.time(Instant.parse(kept.getString("closes_at"))) + ".";
    return Blocks.message(text, List.of(Blocks.section(text))).put("replace_original", true);
  }

  private JsonObject mute(SessionId session, boolean muted, People.Person person) {
    boolean allowed = rooms
        .find(session)
        .filter(record -> people.at(record.session().quoteId(), person).rights().may(Level.EDITOR))
        .isPresent();
    if (!allowed) {
      return said(FORBIDDEN);
    }
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
