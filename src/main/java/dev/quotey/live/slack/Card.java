package dev.quotey.live.slack;

import dev.quotey.live.core.json.JsonMap;
import dev.quotey.live.core.quote.Approval;
import dev.quotey.live.core.quote.Pricing;
import dev.quotey.live.protocol.LoggedChange;
import dev.quotey.live.protocol.OutboxMessage;
import dev.quotey.live.protocol.OutboxMessage.Person;
import dev.quotey.live.protocol.OutboxMessage.Story;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A session's card: who is there, how far it is, what the quote costs now, what was done last, what it
 * needs. One message for the whole session, which changes.
 *
 * @param story the session as the card shows it
 * @param before the quote before its last change
 * @param last its last change; empty where there is none
 * @param editing who is editing, where that is shown here and not as the thread's status
 */
record Card(Story story, JsonMap before, Optional<LoggedChange> last, List<Person> editing) {
  static final String MUTE = "mute";
  static final String UNMUTE = "unmute";
  static final String CLOSE = "close_session";

  /** What a card shows, as a key: cards with equal keys are equal. */
  static String key(Story story, List<Person> editing) {
    return "r" + story.revision()
        + " p" + ids(story.people())
        + " e" + ids(editing)
        + (isMuted(story) ? " muted" : "")
        + story.closed().map(closing -> " closed").orElse("");
  }

  private static String ids(List<Person> people) {
    return people.stream().map(Person::userId).sorted().collect(Collectors.joining(","));
  }

  private static boolean isMuted(Story story) {
    return story.card().filter(OutboxMessage.Card::muted).isPresent();
  }

  String key() {
    return key(story, editing);
  }

  JsonObject message(Pages pages) {
    JsonMap quote = quote();
    String total = Words.amount(Pricing.price(quote).total(), quote);
    List<JsonObject> blocks = new ArrayList<>();
    blocks.add(Blocks.header(Words.title(quote, story.quoteId().value())));
    blocks.add(Blocks.fields(List.of(
        "*People*\n" + people(),
        "*Total*\n" + total,
        "*Revision*\n" + story.revision(),
        "*Last change*\n" + lastChange(quote))));
    needs(quote).ifPresent(blocks::add);
    if (!editing.isEmpty()) {
      blocks.add(Blocks.context(":pencil2: Editing now: " + names(editing)));
    }
    blocks.add(Blocks.actions(buttons(pages)));
    boolean closed = story.closed().isPresent();
    String title = SlackText.inert(Words.title(quote, story.quoteId().value()), Blocks.HEADER_MAX);
    return Blocks.message(
        title + (closed ? ": session closed, " : ": " + people() + ", ") + total, blocks);
  }

  private JsonMap quote() {
    return (JsonMap) LoggedChange.applied(before, last.stream().toList());
  }

  private String people() {
    if (story.closed().isPresent()) {
      return "closed";
    }
    return story.people().isEmpty() ? "nobody now" : names(story.people());
  }

  private static String names(List<Person> people) {
    return Words.names(people.stream().map(Person::name).toList());
  }

  private String lastChange(JsonMap quote) {
    return last.map(change -> {
          List<Digest.Sentence> sentences =
              Digest.of(before, quote, List.of(change)).sentences();
          String what =
              sentences.isEmpty() ? "changed the quote" : sentences.getFirst().words();
          return Words.name(change.actorName()) + " " + what + ", "
              + Words.time(change.serverTime());
        })
        .orElse("none yet");
  }

  private static Optional<JsonObject> needs(JsonMap quote) {
    String requirements = Messages.requirements(quote);
    String waiting = Words.and(List.copyOf(Approval.waitingFor(quote)));
    return switch (Approval.state(quote)) {
      case PENDING ->
        Optional.of(Blocks.section(":hourglass_flowing_sand: *Waits for approval* by " + waiting));
      case APPROVED -> Optional.of(Blocks.section(":white_check_mark: *Approved*"));
      case DECLINED -> Optional.of(Blocks.section(":no_entry: *Declined*\n" + requirements));
      case STALE, NONE ->
        requirements.isEmpty()
            ? Optional.empty()
            : Optional.of(Blocks.section(":warning: *Needs approval*\n" + requirements));
    };
  }

  private List<JsonObject> buttons(Pages pages) {
    String session = story.sessionId().value();
    List<JsonObject> buttons = new ArrayList<>();
    boolean closed = story.closed().isPresent();
    buttons.add(Blocks.link(
        Messages.OPEN, closed ? "Open quote" : "Join session", pages.quote(story.quoteId())));
    buttons.add(Blocks.link(Messages.HISTORY, "History", pages.history(story.quoteId())));
    if (!closed) {
      buttons.getFirst().put("style", "primary");
      buttons.add(
          isMuted(story)
              ? Blocks.button(UNMUTE, "Tell changes again", session)
              : Blocks.button(MUTE, "Mute changes", session));
      buttons.add(Blocks.button(CLOSE, "Close session", session)
          .put("style", "danger")
          .put(
              "confirm",
              Blocks.confirm(
                  "Close the session?",
                  "Whoever edits is told and sent away. Nothing is lost: the quote keeps its last state.",
                  "Close it",
                  "Leave it open")));
    }
    return buttons;
  }
}
