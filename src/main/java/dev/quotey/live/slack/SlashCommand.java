package dev.quotey.live.slack;

import dev.quotey.live.core.json.JsonMap;
import dev.quotey.live.core.sync.QuoteId;
import dev.quotey.live.core.sync.SessionId;
import dev.quotey.live.protocol.Bus;
import dev.quotey.live.protocol.Identity;
import dev.quotey.live.protocol.PersistenceMessage.Present;
import dev.quotey.live.protocol.PersistenceMessage.ReadQuote;
import dev.quotey.live.protocol.PersistenceMessage.SessionRecord;
import dev.quotey.live.protocol.PersistenceMessage.StoredQuote;
import dev.quotey.live.protocol.Rights.Level;
import dev.quotey.live.protocol.SessionMessage.Placed;
import dev.quotey.live.protocol.SessionMessage.Unplaced;
import dev.quotey.live.protocol.SignedLink;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code /quote session <id>}: opens a quote's session or joins it, by a link for who asked. */
final class SlashCommand {
  /** How it is called in Slack. */
  static final String NAME = "/quote";

  private static final Pattern SESSION = Pattern.compile("session\\s+(\\S+)");
  private static final int ID_SHOWN_MAX = 80;
  private static final int BUTTON_MAX = 75;

  private final Vertx vertx;
  private final Rooms rooms;
  private final People people;
  private final Pages pages;
  private final Supplier<Instant> linkUntil;

  /** @param linkUntil until when a link that is made now lasts */
  SlashCommand(Vertx vertx, Rooms rooms, People people, Pages pages, Supplier<Instant> linkUntil) {
    this.vertx = vertx;
    this.people = people;
    this.rooms = rooms;
    this.pages = pages;
    this.linkUntil = linkUntil;
  }

  /** The message that answers {@code text}, what was written after the command. */
  JsonObject answer(String text, People.Person person) {
    Matcher asked = SESSION.matcher(text);
    if (!asked.matches()) {
      return said("`" + NAME + " session Q-1001` opens a quote, or joins whoever is in it.\n`"
          + NAME + " link` says who you are in Quotey Live.");
    }
    String id = asked.group(1);
    // What somebody may not see is not there for them.
    return quote(id)
        .filter(quote -> people.at(quote.quoteId(), person).rights().may(Level.VIEWER))
        .map(quote -> open(quote, people.at(quote.quoteId(), person)))
        .orElseGet(() ->
            said("There is no quote or session “" + SlackText.inert(id, ID_SHOWN_MAX) + "”."));
  }

  /** The quote of that id, or of the session of that id. */
  private Optional<StoredQuote> quote(String id) {
    try {
      return stored(new QuoteId(id))
          .or(() -> rooms
              .find(new SessionId(id))
              .flatMap(record -> stored(record.session().quoteId())));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private Optional<StoredQuote> stored(QuoteId quote) {
    return Courier.await(Bus.persistence(vertx, new ReadQuote(quote))) instanceof StoredQuote stored
        ? Optional.of(stored)
        : Optional.empty();
  }

  private JsonObject open(StoredQuote quote, Identity identity) {
    return switch (rooms.open(quote.quoteId(), identity)) {
      case Placed placed -> invitation(quote, placed.opened().sessionId(), identity);
      case Unplaced unplaced ->
        said("The quote cannot be opened now: " + SlackText.inert(unplaced.message(), 200) + ".");
    };
  }

  private JsonObject invitation(StoredQuote quote, SessionId session, Identity identity) {
    List<String> names =
        rooms.find(session).map(SessionRecord::participants).orElse(List.of()).stream()
            .map(Present::name)
            .toList();
    String title = SlackText.inert(
        Words.title((JsonMap) quote.document(), quote.quoteId().value()), Blocks.HEADER_MAX);
    String who = names.isEmpty()
        ? "Nobody is in it yet."
        : Words.names(names) + (names.size() == 1 ? " is" : " are") + " in it now.";
    SignedLink link = new SignedLink(
        SignedLink.Purpose.JOIN, quote.quoteId().value(), identity.userId(), linkUntil.get());
    String text = "*" + title + "* is open. " + who;
    return Blocks.message(
        text,
        List.of(
            Blocks.section(text),
            Blocks.actions(List.of(Blocks.link(
                    Messages.OPEN,
                    SlackText.plain("Join as " + identity.name(), BUTTON_MAX),
                    pages.invitation(quote.quoteId(), link))
                .put("style", "primary"))),
            Blocks.context("The link is yours alone and lasts 10 minutes.")));
  }

  private static JsonObject said(String text) {
    return Blocks.message(text, List.of(Blocks.section(text)));
  }
}
