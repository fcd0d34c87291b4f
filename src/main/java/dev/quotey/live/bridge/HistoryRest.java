package dev.quotey.live.bridge;

import dev.quotey.live.core.json.JsonException;
import dev.quotey.live.core.json.JsonMap;
import dev.quotey.live.core.json.JsonValue;
import dev.quotey.live.core.json.Path;
import dev.quotey.live.core.quote.Columns;
import dev.quotey.live.core.sync.SessionId;
import dev.quotey.live.protocol.Bus;
import dev.quotey.live.protocol.HistoryForm;
import dev.quotey.live.protocol.LoggedChange;
import dev.quotey.live.protocol.PersistenceMessage.Changes;
import dev.quotey.live.protocol.PersistenceMessage.ReadChanges;
import dev.quotey.live.protocol.PersistenceMessage.ReadNewest;
import dev.quotey.live.protocol.PersistenceMessage.ReadRevision;
import dev.quotey.live.protocol.PersistenceMessage.Revision;
import dev.quotey.live.protocol.PersistenceMessage.SessionRecord;
import dev.quotey.live.protocol.SessionForm;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Optional;

/** A session's past over REST: who changed what, and the quote as it was. */
final class HistoryRest {
  private static final int HISTORY_MAX = 200;

  /** Each of the newest changes at a path is told with a document of its own. */
  private static final int NEWEST_AT_PATH_MAX = 20;

  private final Vertx vertx;
  private final Columns columns;

  /** @param columns those that are not for everybody */
  HistoryRest(Vertx vertx, Columns columns) {
    this.vertx = vertx;
    this.columns = columns;
  }

  /** Oldest first from a revision on, or the newest ones first. */
  Future<JsonObject> history(RoutingContext context, SessionRecord record) {
    Optional<Long> from = whole(context, "from", 1).filter(revision -> revision > 0);
    Optional<Long> newest = whole(context, "newest", 0).filter(count -> count >= 0);
    Optional<Long> before = whole(context, "before", record.revision() + 1);
    if (from.isEmpty() || newest.isEmpty() || before.isEmpty()) {
      return malformed();
    }
    Path within;
    try {
      within = Path.parse(Optional.ofNullable(context.queryParams().get("path")).orElse(""));
    } catch (JsonException e) {
      return Future.succeededFuture(SessionForm.error(e.code().name(), e.getMessage()));
    }
    Columns kept = Gate.kept(context, columns);
    return newest.get() > 0
        ? newest(record, within, before.get(), newest.get(), kept)
        : oldest(record, within, from.get(), kept);
  }

  private Future<JsonObject> oldest(SessionRecord record, Path within, long from, Columns kept) {
    SessionId id = record.session().sessionId();
    if (from > record.revision()) {
      return Future.succeededFuture(
          HistoryForm.history(id, JsonMap.EMPTY, List.of(), within, record.revision()));
    }
    return documentAt(id, from - 1, kept)
        .compose(start -> Bus.persistence(vertx, new ReadChanges(id, from, HISTORY_MAX))
            .map(reply -> HistoryForm.history(
                id, start, shown((Changes) reply, kept), within, record.revision())));
  }

  private Future<JsonObject> newest(
      SessionRecord record, Path within, long before, long count, Columns kept) {
    SessionId id = record.session().sessionId();
    boolean whole = within.length() == 0;
    int limit = (int) Math.min(count, whole ? HISTORY_MAX : NEWEST_AT_PATH_MAX);
    return Bus.persistence(vertx, new ReadNewest(id, before, within, limit))
        .map(reply -> shown((Changes) reply, kept))
        .compose(
            changes -> whole ? together(id, changes, kept) : oneByOne(id, changes, within, kept))
        .map(entries -> HistoryForm.entries(entries, record.revision()));
  }

  /** Of changes without a gap, which all start from one document. */
  private Future<JsonArray> together(SessionId id, List<LoggedChange> newestFirst, Columns kept) {
    if (newestFirst.isEmpty()) {
      return Future.succeededFuture(new JsonArray());
    }
    List<LoggedChange> changes = newestFirst.reversed();
    long first = changes.getFirst().change().revision();
    return documentAt(id, first - 1, kept)
        .map(start ->
            HistoryForm.history(id, start, changes, Path.ROOT, first).getJsonArray("history"))
        .map(entries -> new JsonArray(entries.stream().toList().reversed()));
  }

  private Future<JsonArray> oneByOne(
      SessionId id, List<LoggedChange> changes, Path within, Columns kept) {
    Future<JsonArray> entries = Future.succeededFuture(new JsonArray());
    for (LoggedChange change : changes) {
      entries = entries.compose(sofar -> documentAt(id, change.change().revision() - 1, kept)
          .map(before -> {
            HistoryForm.entry(id, before, change, within).ifPresent(sofar::add);
            return sofar;
          }));
    }
    return entries;
  }

  /** The document as it was at a revision, made from the log. */
  Future<JsonObject> replay(RoutingContext context, SessionRecord record) {
    Optional<Long> asked = whole(context, "revision", record.revision());
    if (asked.isEmpty() || asked.get() < 0 || asked.get() > record.revision()) {
      return malformed();
    }
    long revision = asked.get();
    return documentAt(record.session().sessionId(), revision, Gate.kept(context, columns))
        .map(document -> SessionForm.state(revision, document));
  }

  private Future<JsonValue> documentAt(SessionId session, long revision, Columns kept) {
    return Bus.persistence(vertx, new ReadRevision(session, revision))
        .map(reply -> kept.redacted((JsonMap) ((Revision) reply).document()));
  }

  private static List<LoggedChange> shown(Changes changes, Columns kept) {
    return changes.changes().stream().map(change -> change.redacted(kept)).toList();
  }

  /** A whole number of the query; empty where something else stands there. */
  static Optional<Long> whole(RoutingContext context, String name, long otherwise) {
    if (!context.queryParams().contains(name)) {
      return Optional.of(otherwise);
    }
    try {
      return Optional.of(Long.parseLong(context.queryParams().get(name)));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  static Future<JsonObject> malformed() {
    return Future.succeededFuture(
        SessionForm.error("MALFORMED_REVISION", "there is no such revision"));
  }
}
