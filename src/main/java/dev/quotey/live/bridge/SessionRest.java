package dev.quotey.live.bridge;

import dev.quotey.live.core.json.JsonValue;
import dev.quotey.live.core.ot.Ot;
import dev.quotey.live.core.sync.SessionId;
import dev.quotey.live.protocol.Address;
import dev.quotey.live.protocol.Bus;
import dev.quotey.live.protocol.LoggedChange;
import dev.quotey.live.protocol.PersistenceMessage.AuditTrail;
import dev.quotey.live.protocol.PersistenceMessage.Changes;
import dev.quotey.live.protocol.PersistenceMessage.ReadAudit;
import dev.quotey.live.protocol.PersistenceMessage.ReadChanges;
import dev.quotey.live.protocol.PersistenceMessage.ReadRevision;
import dev.quotey.live.protocol.PersistenceMessage.ReadSession;
import dev.quotey.live.protocol.PersistenceMessage.Reply;
import dev.quotey.live.protocol.PersistenceMessage.Request;
import dev.quotey.live.protocol.PersistenceMessage.Revision;
import dev.quotey.live.protocol.PersistenceMessage.SessionRecord;
import dev.quotey.live.protocol.SessionForm;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;
import java.util.function.Function;

/** Sessions over REST, open and closed: who is there, what was committed, what happened to them. */
final class SessionRest {
  private static final long TIMEOUT_MILLIS = 10_000;

  /** Changes of one answer. */
  private static final int OPERATIONS_MAX = 1_000;

  private final Vertx vertx;

  SessionRest(Vertx vertx) {
    this.vertx = vertx;
  }

  void mount(Router router) {
    router
        .get("/api/sessions/:id")
        .handler(context ->
            answer(context, record -> Future.succeededFuture(SessionForm.record(record))));
    router
        .get("/api/sessions/:id/participants")
        .handler(context ->
            answer(context, record -> Future.succeededFuture(SessionForm.present(record))));
    router
        .get("/api/sessions/:id/operations")
        .handler(context -> answer(context, record -> operations(context, record)));
    router
        .get("/api/sessions/:id/replay")
        .handler(context -> answer(context, record -> replay(context, record)));
    router.get("/api/sessions/:id/audit").handler(context -> answer(context, this::audit));
  }

  private void answer(RoutingContext context, Function<SessionRecord, Future<JsonObject>> answer) {
    SessionId id;
    try {
      id = new SessionId(context.pathParam("id"));
    } catch (IllegalArgumentException e) {
      Rest.refuse(context, 400, "MALFORMED_SESSION_ID", e.getMessage());
      return;
    }
    persistence(new ReadSession(id))
        .compose(reply -> reply instanceof SessionRecord record
            ? answer.apply(record)
            : Future.succeededFuture(
                SessionForm.error("SESSION_NOT_FOUND", "there is no such session")))
        .onComplete(
            json -> {
              context.response().setStatusCode(status(SessionForm.errorCode(json)));
              context.json(json);
            },
            fault -> Rest.unavailable(context));
  }

  private static int status(String code) {
    return switch (code) {
      case "" -> 200;
      case "SESSION_NOT_FOUND" -> 404;
      default -> 400;
    };
  }

  private Future<JsonObject> operations(RoutingContext context, SessionRecord record) {
    Optional<Long> from = revision(context, "from", 1);
    if (from.isEmpty()) {
      return malformed();
    }
    SessionId id = record.session().sessionId();
    return persistence(new ReadChanges(id, from.get(), OPERATIONS_MAX))
        .map(reply -> SessionForm.operations(id, ((Changes) reply).changes(), record.revision()));
  }

  /** The document as it was at a revision, made from the log. */
  private Future<JsonObject> replay(RoutingContext context, SessionRecord record) {
    Optional<Long> asked = revision(context, "revision", record.revision());
    if (asked.isEmpty() || asked.get() < 0 || asked.get() > record.revision()) {
      return malformed();
    }
    long revision = asked.get();
    return persistence(new ReadRevision(record.session().sessionId(), revision)).map(reply -> {
      Revision made = (Revision) reply;
      JsonValue document = made.snapshot().document();
      for (LoggedChange logged : made.changes()) {
        document = Ot.apply(document, logged.change().committed());
      }
      return SessionForm.state(revision, document);
    });
  }

  private static Optional<Long> revision(RoutingContext context, String name, long otherwise) {
    if (!context.queryParams().contains(name)) {
      return Optional.of(otherwise);
    }
    try {
      return Optional.of(Long.parseLong(context.queryParams().get(name)));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  private static Future<JsonObject> malformed() {
    return Future.succeededFuture(
        SessionForm.error("MALFORMED_REVISION", "there is no such revision"));
  }

  private Future<JsonObject> audit(SessionRecord record) {
    return persistence(new ReadAudit(record.session().sessionId()))
        .map(reply -> SessionForm.audit(((AuditTrail) reply).steps()));
  }

  private Future<Reply> persistence(Request request) {
    return Bus.request(vertx, Address.PERSISTENCE, request, TIMEOUT_MILLIS);
  }
}
