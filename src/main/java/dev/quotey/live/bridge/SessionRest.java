package dev.quotey.live.bridge;

import dev.quotey.live.core.quote.Columns;
import dev.quotey.live.core.sync.SessionId;
import dev.quotey.live.protocol.Address;
import dev.quotey.live.protocol.Bus;
import dev.quotey.live.protocol.Door;
import dev.quotey.live.protocol.Letter;
import dev.quotey.live.protocol.PersistenceMessage.AuditTrail;
import dev.quotey.live.protocol.PersistenceMessage.Changes;
import dev.quotey.live.protocol.PersistenceMessage.ReadAudit;
import dev.quotey.live.protocol.PersistenceMessage.ReadChanges;
import dev.quotey.live.protocol.PersistenceMessage.ReadSession;
import dev.quotey.live.protocol.PersistenceMessage.SessionRecord;
import dev.quotey.live.protocol.RecordForm;
import dev.quotey.live.protocol.Rights.Level;
import dev.quotey.live.protocol.SessionForm;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * Sessions over REST, open and closed: who is there, what was committed, what happened to them; and,
 * for who has no socket, to join, edit, command and leave.
 */
final class SessionRest {
  /** Changes of one answer. */
  private static final int OPERATIONS_MAX = 1_000;

  /** From asking for sessions to be closed until they are. */
  private static final long CLOSE_MILLIS = 20_000;

  private static final long BODY_BYTES_MAX = 64 * 1024;
  private static final String SESSION = "/api/sessions/:id";
  private static final String CLIENT_ID = "client_id";

  private final Vertx vertx;
  private final Sessions sessions;
  private final Gate gate;
  private final Columns columns;
  private final HistoryRest history;

  /** @param columns those that are not for everybody */
  SessionRest(Vertx vertx, Sessions sessions, Gate gate, Columns columns) {
    this.vertx = vertx;
    this.sessions = sessions;
    this.gate = gate;
    this.columns = columns;
    this.history = new HistoryRest(vertx, columns);
  }

  void mount(Router router) {
    BodyHandler body = BodyHandler.create(false).setBodyLimit(BODY_BYTES_MAX);
    router
        .post("/api/sessions/close_inactive")
        .handler(body)
        .handler(Rest.forOperators("closes sessions", this::closeInactive));
    get(router, "", (context, record) -> Future.succeededFuture(RecordForm.record(record)));
    get(router, "/participants", this::participants);
    get(router, "/operations", this::operations);
    get(router, "/history", history::history);
    get(router, "/replay", history::replay);
    get(router, "/audit", (context, record) -> audit(record));
    post(router, "/participants", body, Door.JOIN);
    post(router, "/operations", body, Door.SUBMIT);
    post(router, "/commands", body, Door.COMMAND);
    post(router, "/restore", body, Door.RESTORE);
    router
        .delete(SESSION + "/participants/:client_id")
        .handler(context -> answer(
            context,
            Door.LEAVE.least(),
            record -> sessions.tell(
                record,
                Door.LEAVE,
                new JsonObject().put(CLIENT_ID, context.pathParam(CLIENT_ID)),
                Rest.identity(context))));
  }

  private void get(
      Router router,
      String path,
      BiFunction<RoutingContext, SessionRecord, Future<JsonObject>> handler) {
    router
        .get(SESSION + path)
        .handler(
            context -> answer(context, Level.VIEWER, record -> handler.apply(context, record)));
  }

  /** The same message as over a socket, with the same answer. */
  private void post(Router router, String path, BodyHandler body, Door door) {
    router
        .post(SESSION + path)
        .handler(body)
        .handler(context -> answer(
            context,
            door.least(),
            record -> Rest.body(context)
                .map(json -> sessions.tell(record, door, json, Rest.identity(context)))
                .orElseGet(SessionRest::malformedBody)));
  }

  private static Future<JsonObject> malformedBody() {
    return Future.succeededFuture(
        SessionForm.error("MALFORMED_MESSAGE", "the body is no JSON object, or a member is wrong"));
  }

  private void answer(
      RoutingContext context, Level least, Function<SessionRecord, Future<JsonObject>> answer) {
    SessionId id;
    try {
      id = new SessionId(context.pathParam("id"));
    } catch (IllegalArgumentException e) {
      Rest.refuse(context, 400, "MALFORMED_SESSION_ID", e.getMessage());
      return;
    }
    Bus.persistence(vertx, new ReadSession(id))
        .onComplete(
            reply -> {
              if (reply instanceof SessionRecord record) {
                gate.pass(
                    context,
                    record.session().quoteId(),
                    least,
                    () -> answer
                        .apply(record)
                        .onComplete(
                            json -> Rest.answer(context, json),
                            fault -> Rest.unavailable(context)));
              } else {
                Rest.refuse(context, 404, "SESSION_NOT_FOUND", "there is no such session");
              }
            },
            fault -> Rest.unavailable(context));
  }

  /** As the session sees it where it runs; else as it is noted. */
  private Future<JsonObject> participants(RoutingContext context, SessionRecord record) {
    return sessions
        .askRunning(new Letter(
            record.session().sessionId(),
            Door.PARTICIPANTS,
            new JsonObject(),
            Rest.identity(context)))
        .otherwise(fault -> RecordForm.present(record));
  }

  private void closeInactive(RoutingContext context) {
    Rest.body(context)
        .map(body -> closeInactive(body))
        .orElseGet(SessionRest::malformedBody)
        .onComplete(json -> Rest.answer(context, json), fault -> Rest.unavailable(context));
  }

  private Future<JsonObject> closeInactive(JsonObject body) {
    return Bus.request(vertx, Address.SESSIONS_CLOSE_INACTIVE, body, CLOSE_MILLIS);
  }

  private Future<JsonObject> operations(RoutingContext context, SessionRecord record) {
    Optional<Long> from = HistoryRest.whole(context, "from", 1);
    if (from.isEmpty()) {
      return HistoryRest.malformed();
    }
    SessionId id = record.session().sessionId();
    return Bus.persistence(vertx, new ReadChanges(id, from.get(), OPERATIONS_MAX))
        .map(reply -> ((Changes) reply)
            .changes().stream()
                .map(change -> change.redacted(Gate.kept(context, columns)))
                .toList())
        .map(changes -> RecordForm.operations(id, changes, record.revision()));
  }

  private Future<JsonObject> audit(SessionRecord record) {
    return Bus.persistence(vertx, new ReadAudit(record.session().sessionId()))
        .map(reply -> RecordForm.audit(((AuditTrail) reply).steps()));
  }
}
