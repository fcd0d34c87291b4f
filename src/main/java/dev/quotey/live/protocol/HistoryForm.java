package dev.quotey.live.protocol;

import dev.quotey.live.core.json.JsonValue;
import dev.quotey.live.core.json.Path;
import dev.quotey.live.core.ot.Change;
import dev.quotey.live.core.ot.Effect;
import dev.quotey.live.core.ot.Operation;
import dev.quotey.live.core.ot.Ot;
import dev.quotey.live.core.sync.SessionId;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;

/** Who changed what, when, from what to what: a session's log told for people. */
public final class HistoryForm {
  private HistoryForm() {}

  /**
   * @param start the document before the first of {@code changes}
   * @param within only what happened at this path or below it; the root for everything
   * @param revision the newest there is
   */
  public static JsonObject history(
      SessionId session, JsonValue start, List<LoggedChange> changes, Path within, long revision) {
    JsonArray entries = new JsonArray();
    JsonValue document = start;
    long last = 0;
    for (LoggedChange logged : changes) {
      entry(session, document, logged, within).ifPresent(entries::add);
      document = Ot.apply(document, logged.change().committed());
      last = logged.change().revision();
    }
    JsonObject history = entries(entries, revision);
    return last > 0 && last < revision ? history.put("next", last + 1) : history;
  }

  /** Entries that somebody has put together. */
  public static JsonObject entries(JsonArray entries, long revision) {
    return new JsonObject().put("history", entries).put("revision", revision);
  }

  /**
   * What a change did at {@code within}, below it, or to all that is around it.
   *
   * @param before the document that the change applies to
   */
  public static Optional<JsonObject> entry(
      SessionId session, JsonValue before, LoggedChange logged, Path within) {
    JsonArray effects = new JsonArray();
    JsonValue document = before;
    for (Operation operation : logged.change().committed().operations()) {
      JsonValue next = Ot.apply(document, Change.of(operation));
      for (Effect effect : Effect.of(document, Change.of(operation))) {
        if (within.isPrefixOf(effect.path())) {
          effects.add(effect(operation, effect.path(), effect.before(), effect.after()));
        } else if (effect.path().isPrefixOf(within) && !(operation instanceof Operation.Move)) {
          effects.add(effect(operation, within, within.find(document), within.find(next)));
        }
      }
      document = next;
    }
    long revision = logged.change().revision();
    return effects.isEmpty()
        ? Optional.empty()
        : Optional.of(new JsonObject()
            .put("revision", revision)
            .put("op_id", SessionForm.opId(session, revision))
            .put("user_id", logged.actor())
            .put("name", logged.actorName())
            .put("client_id", logged.change().clientId().value())
            .put("timestamp", logged.serverTime().toString())
            .put("changes", effects));
  }

  private static JsonObject effect(
      Operation operation, Path path, Optional<JsonValue> before, Optional<JsonValue> after) {
    JsonObject form =
        new JsonObject().put("op_type", OperationForm.type(operation)).put("path", path.toString());
    before.ifPresent(value -> form.put("before", VertxJson.write(value)));
    after.ifPresent(value -> form.put("after", VertxJson.write(value)));
    return form;
  }
}
