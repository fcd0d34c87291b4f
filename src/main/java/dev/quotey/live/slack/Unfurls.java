package dev.quotey.live.slack;

import dev.quotey.live.core.json.JsonMap;
import dev.quotey.live.core.quote.Pricing;
import dev.quotey.live.core.quote.QuoteFields;
import dev.quotey.live.core.sync.QuoteId;
import dev.quotey.live.protocol.Bus;
import dev.quotey.live.protocol.PersistenceMessage.ReadQuote;
import dev.quotey.live.protocol.PersistenceMessage.StoredQuote;
import dev.quotey.live.protocol.Rights.Level;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;

/**
 * What Slack shows below a link to a quote: what it is, if whoever posted it may read it; else nothing but
 * that it is a quote.
 */
final class Unfurls {
  /** The one event that is of use here. */
  static final String LINK_SHARED = "link_shared";

  private static final int STATUS_MAX = 40;
  private static final String URL = "url";
  private static final String CHANNEL = "channel";

  private final Vertx vertx;
  private final Courier courier;
  private final People people;
  private final Pages pages;

  Unfurls(Vertx vertx, Courier courier, People people, Pages pages) {
    this.vertx = vertx;
    this.courier = courier;
    this.people = people;
    this.pages = pages;
  }

  /** On a virtual thread. */
  void unfurl(JsonObject event) {
    if (!event.getString("type", "").equals(LINK_SHARED)) {
      return;
    }
    Optional<People.Person> poster = people.find(event.getString("user", ""));
    JsonObject unfurls = new JsonObject();
    for (Object one : event.getJsonArray("links", new JsonArray())) {
      String url = ((JsonObject) one).getString(URL, "");
      pages
          .quoteAt(url)
          .ifPresent(quote -> unfurls.put(
              url,
              poster
                  .filter(person -> people.at(quote, person).rights().may(Level.VIEWER))
                  .flatMap(person -> stored(quote))
                  .map(this::shown)
                  .orElseGet(Unfurls::neutral)));
    }
    if (unfurls.isEmpty()) {
      return;
    }
    JsonObject arguments = new JsonObject().put("unfurls", unfurls);
    if (event.containsKey("unfurl_id")) {
      arguments
          .put("unfurl_id", event.getString("unfurl_id"))
          .put("source", event.getString("source"));
    } else {
      arguments.put(CHANNEL, event.getString(CHANNEL)).put("ts", event.getString("message_ts"));
    }
    Outcome outcome = courier.call(SlackApi.UNFURL, "", arguments);
    if (outcome instanceof Outcome.Unclear || outcome instanceof Outcome.Limited) {
      throw new IllegalStateException("not unfurled: " + outcome);
    }
  }

  private Optional<StoredQuote> stored(QuoteId quote) {
    return Courier.await(Bus.persistence(vertx, new ReadQuote(quote))) instanceof StoredQuote stored
        ? Optional.of(stored)
        : Optional.empty();
  }

  private JsonObject shown(StoredQuote stored) {
    JsonMap quote = (JsonMap) stored.document();
    String title = SlackText.inert(Words.title(quote, stored.quoteId().value()), Blocks.HEADER_MAX);
    String status = SlackText.inert(
        quote.string(QuoteFields.STATUS).orElse("draft").replace('_', ' '), STATUS_MAX);
    return new JsonObject()
        .put(
            "blocks",
            new JsonArray(List.of(
                Blocks.section("*" + title + "*\n"
                    + Words.amount(Pricing.price(quote).total(), quote) + " · " + status
                    + (stored.sessionId().isPresent() ? " · open now" : "")),
                Blocks.actions(List.of(
                    Blocks.link(Messages.OPEN, "Open quote", pages.quote(stored.quoteId())))))));
  }

  private static JsonObject neutral() {
    return new JsonObject()
        .put("blocks", new JsonArray(List.of(Blocks.section("A quote. Sign in to view it."))));
  }
}
