package dev.quotey.live.protocol;

import dev.quotey.live.core.sync.SessionId;
import dev.quotey.live.protocol.PersistenceMessage.SessionRecord;
import dev.quotey.live.protocol.PersistenceMessage.Step;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;

/** Sessions as they are noted, open or closed: the JSON of what is kept of them. */
public final class RecordForm {
  private RecordForm() {}

  /** A session as it is noted, open or closed. */
  public static JsonObject record(SessionRecord record) {
    return new JsonObject().put("session", recorded(record));
  }

  /** A quote's sessions as they are noted. */
  public static JsonObject records(List<SessionRecord> records) {
    JsonArray list = new JsonArray();
    records.forEach(record -> list.add(recorded(record)));
    return new JsonObject().put("sessions", list);
  }

  private static JsonObject recorded(SessionRecord record) {
    JsonObject session = SessionForm.session(record.session(), List.of())
        .put("participants", presentList(record))
        .put("revision", record.revision())
        .put("state", record.closed().isPresent() ? "closed" : "open");
    record
        .closed()
        .ifPresent(closing -> session
            .put("closed_at", closing.at().toString())
            .put("close_reason", closing.reason()));
    return session;
  }

  /** Who is in a session, as it is noted. */
  public static JsonObject present(SessionRecord record) {
    return new JsonObject().put("participants", presentList(record));
  }

  private static JsonArray presentList(SessionRecord record) {
    JsonArray list = new JsonArray();
    record
        .participants()
        .forEach(one -> list.add(new JsonObject()
            .put("user_id", one.userId())
            .put("name", one.name())
            .put("joined_at", one.joinedAt().toString())
            .put("cursor_position", null)
            .put("selection_range", null)));
    return list;
  }

  /** Committed changes as they were published, and the newest revision there is. */
  public static JsonObject operations(
      SessionId session, List<LoggedChange> changes, long revision) {
    JsonArray list = new JsonArray();
    changes.forEach(change -> list.add(SessionForm.committed(session, change)));
    return new JsonObject().put("operations", list).put("revision", revision);
  }

  public static JsonObject audit(List<Step> steps) {
    JsonArray list = new JsonArray();
    steps.forEach(step -> list.add(new JsonObject()
        .put("event", step.event())
        .put("actor", step.actor())
        .put("reason", step.reason())
        .put("at", step.at().toString())));
    return new JsonObject().put("audit", list);
  }
}
