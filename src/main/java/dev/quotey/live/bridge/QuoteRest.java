package dev.quotey.live.bridge;

import dev.quotey.live.core.json.JsonMap;
import dev.quotey.live.core.json.JsonString;
import dev.quotey.live.core.json.JsonText;
import dev.quotey.live.core.json.JsonValue;
import dev.quotey.live.core.quote.QuoteFields;
import dev.quotey.live.core.sync.QuoteId;
import dev.quotey.live.protocol.Address;
import dev.quotey.live.protocol.Bus;
import dev.quotey.live.protocol.PersistenceMessage.Done;
import dev.quotey.live.protocol.PersistenceMessage.ListQuotes;
import dev.quotey.live.protocol.PersistenceMessage.Quotes;
import dev.quotey.live.protocol.PersistenceMessage.ReadQuote;
import dev.quotey.live.protocol.PersistenceMessage.Refused;
import dev.quotey.live.protocol.PersistenceMessage.Reply;
import dev.quotey.live.protocol.PersistenceMessage.Request;
import dev.quotey.live.protocol.PersistenceMessage.StoredQuote;
import dev.quotey.live.protocol.PersistenceMessage.WriteQuote;
import dev.quotey.live.protocol.QuoteCsv;
import dev.quotey.live.protocol.QuoteForm;
import dev.quotey.live.protocol.QuoteImport;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.Callable;

/** Quotes over REST: the list, and each quote out and in, as JSON or its lines as CSV. */
final class QuoteRest {
  private static final long TIMEOUT_MILLIS = 10_000;
  private static final String JSON = "application/json";
  private static final String CSV = "text/csv";

  private final Vertx vertx;

  QuoteRest(Vertx vertx) {
    this.vertx = vertx;
  }

  void mount(Router router) {
    BodyHandler body = BodyHandler.create(false).setBodyLimit(QuoteImport.BYTES_MAX);
    router.get("/api/quotes").handler(this::list);
    router.get("/api/quotes/:id").handler(context -> withId(context, this::read));
    router.put("/api/quotes/:id").handler(body).handler(context -> withId(context, this::write));
  }

  private interface QuoteHandler {
    void handle(RoutingContext context, QuoteId id);
  }

  private static void withId(RoutingContext context, QuoteHandler handler) {
    QuoteId id;
    try {
      id = new QuoteId(context.pathParam("id"));
    } catch (IllegalArgumentException e) {
      Rest.refuse(context, 400, "MALFORMED_QUOTE_ID", e.getMessage());
      return;
    }
    handler.handle(context, id);
  }

  private void list(RoutingContext context) {
    persistence(new ListQuotes())
        .onComplete(
            reply -> context.json(QuoteForm.summaries(((Quotes) reply).quotes())),
            fault -> Rest.unavailable(context));
  }

  private void read(RoutingContext context, QuoteId id) {
    persistence(new ReadQuote(id))
        .compose(this::live)
        .onComplete(
            document -> {
              if (document.isPresent()) {
                show(context, id, document.get());
              } else {
                Rest.refuse(context, 404, "QUOTE_NOT_FOUND", "there is no such quote");
              }
            },
            fault -> Rest.unavailable(context));
  }

  private static void show(RoutingContext context, QuoteId id, JsonValue document) {
    String accept = Optional.ofNullable(context.request().getHeader("Accept")).orElse("*/*");
    if (accept.contains(CSV) || "csv".equals(context.queryParams().get("format"))) {
      context
          .response()
          .putHeader("Content-Type", CSV + "; charset=utf-8")
          .putHeader("Content-Disposition", "attachment; filename=\"" + id + ".csv\"")
          .end(QuoteCsv.write((JsonMap) document));
    } else if (accept.contains(JSON) || accept.contains("/*")) {
      context.response().putHeader("Content-Type", JSON).end(JsonText.write(document));
    } else {
      Rest.refuse(context, 406, "NOT_ACCEPTABLE", "there are " + JSON + " and " + CSV);
    }
  }

  /** The document of the open session, which may be ahead of what is stored in the quote. */
  private Future<Optional<JsonValue>> live(Reply reply) {
    if (!(reply instanceof StoredQuote stored)) {
      return Future.succeededFuture(Optional.empty());
    }
    if (stored.sessionId().isEmpty()) {
      return Future.succeededFuture(Optional.of(stored.document()));
    }
    return Bus.<JsonObject>request(
            vertx, Address.state(stored.sessionId().get()), new JsonObject(), TIMEOUT_MILLIS)
        .map(state -> Optional.of(QuoteForm.document(state)))
        .otherwise(Optional.of(stored.document()));
  }

  private void write(RoutingContext context, QuoteId id) {
    Optional<String> text = text(context.body().buffer());
    String type =
        Optional.ofNullable(context.parsedHeaders().contentType().value()).orElse("");
    boolean csv = type.startsWith(CSV);
    if (text.isEmpty()) {
      Rest.refuse(context, 400, "MALFORMED_TEXT", "the body is not UTF-8");
    } else if (!csv && !type.startsWith(JSON)) {
      Rest.refuse(context, 415, "UNKNOWN_CONTENT_TYPE", "send " + JSON + " or " + CSV);
    } else {
      Future<QuoteImport> reading = csv
          ? header(context, id)
              .compose(header -> read(() -> QuoteImport.ofCsv(id, text.get(), header)))
          : read(() -> QuoteImport.ofJson(id, text.get()));
      reading
          .compose(quote -> store(context, id, quote))
          .onFailure(fault -> Rest.unavailable(context));
    }
  }

  /** A large quote takes a while to check, and the event loop has others to serve. */
  private Future<QuoteImport> read(Callable<QuoteImport> reading) {
    return vertx.executeBlocking(reading, false);
  }

  /** CSV brings lines alone: all else stays as it is, or is new with a currency. */
  private Future<JsonMap> header(RoutingContext context, QuoteId id) {
    return persistence(new ReadQuote(id)).map(reply -> {
      if (reply instanceof StoredQuote stored && stored.document() instanceof JsonMap quote) {
        return quote;
      }
      String currency = context.queryParams().get(QuoteFields.CURRENCY);
      return currency == null
          ? JsonMap.EMPTY
          : JsonMap.EMPTY.with(QuoteFields.CURRENCY, new JsonString(currency));
    });
  }

  private Future<Void> store(RoutingContext context, QuoteId id, QuoteImport quote) {
    boolean dryRun = "true".equals(context.queryParams().get("dry_run"));
    if (dryRun || !quote.isSound()) {
      context.response().setStatusCode(dryRun ? 200 : 422);
      context.json(QuoteForm.imported(id, quote, false));
      return Future.succeededFuture();
    }
    return persistence(new WriteQuote(id, quote.document())).map(reply -> {
      switch (reply) {
        case Done ignored -> context.json(QuoteForm.imported(id, quote, true));
        case Refused refused ->
          Rest.refuse(
              context,
              409,
              refused.reason().name(),
              "the quote is being edited; its edits go through its session");
        default -> throw new IllegalStateException("no answer to a write: " + reply);
      }
      return null;
    });
  }

  private static Optional<String> text(Buffer body) {
    if (body == null) {
      return Optional.of("");
    }
    try {
      return Optional.of(StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(body.getBytes()))
          .toString());
    } catch (CharacterCodingException e) {
      return Optional.empty();
    }
  }

  private Future<Reply> persistence(Request request) {
    return Bus.request(vertx, Address.PERSISTENCE, request, TIMEOUT_MILLIS);
  }
}
