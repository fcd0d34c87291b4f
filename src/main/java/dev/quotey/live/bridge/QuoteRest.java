package dev.quotey.live.bridge;

import dev.quotey.live.core.json.JsonMap;
import dev.quotey.live.core.json.JsonString;
import dev.quotey.live.core.json.JsonText;
import dev.quotey.live.core.quote.Approval;
import dev.quotey.live.core.quote.ColumnRules;
import dev.quotey.live.core.quote.Columns;
import dev.quotey.live.core.quote.QuoteFields;
import dev.quotey.live.core.sync.DocumentRules.Violation;
import dev.quotey.live.core.sync.QuoteId;
import dev.quotey.live.core.sync.SessionId;
import dev.quotey.live.protocol.Bus;
import dev.quotey.live.protocol.CommandForm;
import dev.quotey.live.protocol.Door;
import dev.quotey.live.protocol.Letter;
import dev.quotey.live.protocol.PersistenceMessage;
import dev.quotey.live.protocol.PersistenceMessage.CreateQuote;
import dev.quotey.live.protocol.PersistenceMessage.Done;
import dev.quotey.live.protocol.PersistenceMessage.ListQuotes;
import dev.quotey.live.protocol.PersistenceMessage.LoadSession;
import dev.quotey.live.protocol.PersistenceMessage.Quotes;
import dev.quotey.live.protocol.PersistenceMessage.ReadQuote;
import dev.quotey.live.protocol.PersistenceMessage.ReadSessions;
import dev.quotey.live.protocol.PersistenceMessage.Reply;
import dev.quotey.live.protocol.PersistenceMessage.Request;
import dev.quotey.live.protocol.PersistenceMessage.SessionLoaded;
import dev.quotey.live.protocol.PersistenceMessage.StoredQuote;
import dev.quotey.live.protocol.PricingForm;
import dev.quotey.live.protocol.QuoteCsv;
import dev.quotey.live.protocol.QuoteForm;
import dev.quotey.live.protocol.QuoteImport;
import dev.quotey.live.protocol.RecordForm;
import dev.quotey.live.protocol.Rights.Level;
import dev.quotey.live.protocol.SessionForm;
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
import java.util.function.Function;

/** Quotes over REST: the list, each quote out and in, what it costs, and its sessions. */
final class QuoteRest {
  private static final String JSON = "application/json";
  private static final String CSV = "text/csv";

  private final Vertx vertx;
  private final Sessions sessions;

  private final Gate gate;
  private final ColumnRules rules;

  /** @param rules for whom not all columns are */
  QuoteRest(Vertx vertx, Sessions sessions, Gate gate, ColumnRules rules) {
    this.vertx = vertx;
    this.sessions = sessions;
    this.gate = gate;
    this.rules = rules;
  }

  void mount(Router router) {
    BodyHandler body = BodyHandler.create(false).setBodyLimit(QuoteImport.BYTES_MAX);
    router.get("/api/quotes").handler(this::list);
    router.get("/api/quotes/:id").handler(context -> withId(context, Level.VIEWER, this::read));
    router
        .put("/api/quotes/:id")
        .handler(body)
        .handler(context -> withId(context, Level.EDITOR, this::write));
    router
        .get("/api/quotes/:id/pricing")
        .handler(context -> withId(context, Level.VIEWER, this::pricing));
    router
        .get("/api/quotes/:id/sessions")
        .handler(context -> withId(context, Level.VIEWER, this::listSessions));
    router
        .post("/api/quotes/:id/sessions")
        .handler(context -> withId(context, Level.VIEWER, this::open));
  }

  private interface QuoteHandler {
    void handle(RoutingContext context, QuoteId id);
  }

  private void withId(RoutingContext context, Level least, QuoteHandler handler) {
    QuoteId id;
    try {
      id = new QuoteId(context.pathParam("id"));
    } catch (IllegalArgumentException e) {
      Rest.refuse(context, 400, "MALFORMED_QUOTE_ID", e.getMessage());
      return;
    }
    gate.pass(context, id, least, () -> handler.handle(context, id));
  }

  private void list(RoutingContext context) {
    persistence(new ListQuotes())
        .compose(
            reply -> gate.seen(Rest.user(context), ((Quotes) reply).quotes(), StoredQuote::quoteId))
        .onComplete(
            quotes -> context.json(QuoteForm.summaries(quotes)),
            fault -> Rest.unavailable(context));
  }

  private void open(RoutingContext context, QuoteId id) {
    sessions
        .create(id, Rest.identity(context))
        .onComplete(reply -> Rest.answer(context, reply), fault -> Rest.unavailable(context));
  }

  private void listSessions(RoutingContext context, QuoteId id) {
    withQuote(
        context,
        id,
        stored -> persistence(new ReadSessions(id))
            .map(reply -> RecordForm.records(((PersistenceMessage.Sessions) reply).sessions()))
            .onSuccess(context::json));
  }

  private void read(RoutingContext context, QuoteId id) {
    withQuote(
        context, id, stored -> current(stored).onSuccess(current -> show(context, id, current)));
  }

  private void pricing(RoutingContext context, QuoteId id) {
    withQuote(
        context,
        id,
        stored -> current(stored).onSuccess(current -> {
          Columns kept = Gate.kept(context, rules.columns());
          JsonMap document = kept.redacted(current.document());
          JsonMap priced =
              PricingForm.write(document).with("op_id", new JsonString(current.version()));
          if (kept.hidden().isEmpty()) {
            // A hash over what is hidden would show whether a guess is right.
            priced = priced.with("content_hash", new JsonString(Approval.contentHash(document)));
          }
          context.response().putHeader("Content-Type", JSON).end(JsonText.write(priced));
        }));
  }

  private void withQuote(
      RoutingContext context, QuoteId id, Function<StoredQuote, Future<?>> handler) {
    persistence(new ReadQuote(id))
        .compose(reply -> {
          if (reply instanceof StoredQuote stored) {
            return handler.apply(stored);
          }
          Rest.refuse(context, 404, "QUOTE_NOT_FOUND", "there is no such quote");
          return Future.succeededFuture();
        })
        .onFailure(fault -> Rest.unavailable(context));
  }

  private void show(RoutingContext context, QuoteId id, QuoteForm.Current current) {
    JsonMap document = Gate.kept(context, rules.columns()).redacted(current.document());
    context.response().putHeader("ETag", "\"" + current.version() + "\"");
    String accept = Optional.ofNullable(context.request().getHeader("Accept")).orElse("*/*");
    if (accept.contains(CSV) || "csv".equals(context.queryParams().get("format"))) {
      context
          .response()
          .putHeader("Content-Type", CSV + "; charset=utf-8")
          .putHeader("Content-Disposition", "attachment; filename=\"" + id + ".csv\"")
          .end(QuoteCsv.write(document));
    } else if (accept.contains(JSON) || accept.contains("/*")) {
      context.response().putHeader("Content-Type", JSON).end(JsonText.write(document));
    } else {
      Rest.refuse(context, 406, "NOT_ACCEPTABLE", "there are " + JSON + " and " + CSV);
    }
  }

  /** The quote with all that is committed, which may be ahead of what is stored in it. */
  private Future<QuoteForm.Current> current(StoredQuote stored) {
    if (stored.sessionId().isEmpty()) {
      return Future.succeededFuture(
          new QuoteForm.Current((JsonMap) stored.document(), stored.updatedAt().toString()));
    }
    SessionId session = stored.sessionId().get();
    return sessions
        .askRunning(Letter.ofSystem(session, Door.STATE, new JsonObject()))
        .map(state -> QuoteForm.current(session, state))
        // It is open and runs nowhere, as after a crash: its log tells.
        .recover(fault -> persistence(new LoadSession(session))
            .map(reply -> replayed(session, (SessionLoaded) reply)));
  }

  private static QuoteForm.Current replayed(SessionId session, SessionLoaded loaded) {
    long revision = loaded.snapshotRevision() + loaded.tail().size();
    return new QuoteForm.Current((JsonMap) loaded.document(), SessionForm.opId(session, revision));
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
    return put(context, id, quote.document()).map(reply -> {
      if (SessionForm.errorCode(reply).isEmpty()) {
        context.json(QuoteForm.imported(id, quote, true).mergeIn(reply));
      } else {
        Rest.answer(context, reply);
      }
      return null;
    });
  }

  /** What nobody may make anew may be what is there already, so it is compared with that. */
  private Future<JsonObject> put(RoutingContext context, QuoteId id, JsonMap document) {
    Optional<Violation> broken =
        Rest.identity(context).rights().allColumns() ? Optional.empty() : rules.check(document);
    return persistence(broken.isEmpty() ? new CreateQuote(id, document) : new ReadQuote(id))
        .compose(reply -> {
          if (reply instanceof Done) {
            return Future.succeededFuture(new JsonObject());
          }
          return broken.isPresent() && !(reply instanceof StoredQuote)
              ? Future.succeededFuture(
                  SessionForm.error(broken.get().code(), broken.get().message()))
              : replace(context, id, document);
        });
  }

  /** A quote that is there changes in its session, past what others did since it was read. */
  private Future<JsonObject> replace(RoutingContext context, QuoteId id, JsonMap document) {
    Optional<String> version = Optional.ofNullable(context.request().getHeader("If-Match"))
        .map(tag -> tag.replace("\"", "").strip());
    return persistence(new ReadQuote(id)).compose(reply -> {
      StoredQuote stored = (StoredQuote) reply;
      Optional<Long> base = version.map(tag -> base(stored, tag));
      if (base.filter(revision -> revision < 0).isPresent()) {
        return Future.succeededFuture(
            SessionForm.error("REVISION_CHANGED", "this version cannot be built on any more"));
      }
      return sessions.tell(
          id, Door.REPLACE, CommandForm.replacement(document, base), Rest.identity(context));
    });
  }

  /** The revision that a version names in the session that is open or opens now; -1 for none. */
  private static long base(StoredQuote stored, String version) {
    if (stored.sessionId().isEmpty()) {
      return version.equals(stored.updatedAt().toString()) ? 0 : -1;
    }
    String prefix = SessionForm.opId(stored.sessionId().get(), 0).replaceFirst("0$", "");
    try {
      return version.startsWith(prefix) ? Long.parseLong(version.substring(prefix.length())) : -1;
    } catch (NumberFormatException e) {
      return -1;
    }
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
    return Bus.persistence(vertx, request);
  }
}
