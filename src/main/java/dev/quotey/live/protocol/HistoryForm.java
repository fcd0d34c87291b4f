package dev.quotey.live.protocol;

import dev.quotey.live.core.json.JsonText;
import dev.quotey.live.core.json.JsonValue;
import dev.quotey.live.core.json.Path;
import dev.quotey.live.core.ot.Effect;
import dev.quotey.live.core.ot.Ot;
import dev.quotey.live.core.sync.SessionId;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;

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
      JsonArray effects = new JsonArray();
      Effect.of(document, logged.change().committed()).stream()
          .filter(effect -> within.isPrefixOf(effect.path()))
          .forEach(effect -> effects.add(effect(effect)));
      document = Ot.apply(document, logged.change().committed());
      last = logged.change().revision();
      if (!effects.isEmpty()) {
        entries.add(new JsonObject()
            .put("revision", last)
            .put("op_id", session.value() + ":" + last)
            .put("user_id", logged.actor())
            .put("name", logged.actorName())
            .put("client_id", logged.change().clientId().value())
            .put("timestamp", logged.serverTime().toString())
            .put("changes", effects));
      }
    }
    JsonObject history = new JsonObject().put("history", entries).put("revision", revision);
    return last > 0 && last < revision ? history.put("next", last + 1) : history;
  }

  private static JsonObject effect(Effect effect) {
    JsonObject form = new JsonObject()
        .put("op_type", OperationForm.type(effect.operation()))
        .put("path", effect.path().toString());
    effect.before().ifPresent(value -> form.put("before", json(value)));
    effect.after().ifPresent(value -> form.put("after", json(value)));
    return form;
  }

  private static Object json(JsonValue value) {
    return Json.decodeValue(JsonText.write(value));
  }
}
