package dev.quotey.live.fakeslack;

import dev.quotey.live.fakeslack.Workspace.Message;
import dev.quotey.live.fakeslack.Workspace.Shared;
import dev.quotey.live.fakeslack.Workspace.Unfurl;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;

/** Messages as JSON: as Slack gives them to apps, and as they are kept. */
final class Form {
  private Form() {}

  /** A message as the Web API gives it. */
  static JsonObject slack(Message message, boolean metadata) {
    JsonObject form = new JsonObject().put("type", "message");
    if (message.author().equals(Team.APP)) {
      form.put("user", Team.BOT_USER).put("bot_id", Team.BOT_ID).put("app_id", Team.APP_ID);
    } else {
      form.put("user", message.author());
    }
    form.put("ts", message.ts()).put("text", message.text()).put("team", Team.ID);
    message.threadTs().ifPresent(root -> form.put("thread_ts", root));
    if (!message.blocks().isEmpty()) {
      form.put("blocks", message.blocks().copy());
    } else if (message.updates() > 0) {
      form.put("edited", new JsonObject().put("user", form.getString("user")));
    }
    if (metadata) {
      message.metadata().ifPresent(one -> form.put("metadata", one.copy()));
    }
    return form;
  }

  static JsonObject stored(Message message) {
    JsonObject form = new JsonObject()
        .put("channel", message.channel())
        .put("ts", message.ts())
        .put("author", message.author())
        .put("text", message.text())
        .put("blocks", message.blocks().copy())
        .put("updates", message.updates())
        .put("mentions", new JsonArray(message.mentions()))
        .put("links", new JsonArray(message.links()));
    message.threadTs().ifPresent(root -> form.put("thread_ts", root));
    message.metadata().ifPresent(one -> form.put("metadata", one.copy()));
    return form;
  }

  static Message message(JsonObject stored) {
    return new Message(
        stored.getString("channel"),
        stored.getString("ts"),
        Optional.ofNullable(stored.getString("thread_ts")),
        stored.getString("author"),
        stored.getString("text"),
        stored.getJsonArray("blocks"),
        Optional.ofNullable(stored.getJsonObject("metadata")),
        stored.getInteger("updates"),
        strings(stored.getJsonArray("mentions")),
        strings(stored.getJsonArray("links")));
  }

  static JsonObject stored(Unfurl unfurl) {
    return new JsonObject()
        .put("channel", unfurl.channel())
        .put("ts", unfurl.ts())
        .put("url", unfurl.url())
        .put("text", unfurl.text())
        .put("blocks", unfurl.blocks().copy());
  }

  static Unfurl unfurl(JsonObject stored) {
    return new Unfurl(
        stored.getString("channel"),
        stored.getString("ts"),
        stored.getString("url"),
        stored.getString("text"),
        stored.getJsonArray("blocks"));
  }

  static JsonObject stored(Shared shared) {
    return new JsonObject()
        .put("channel", shared.channel())
        .put("ts", shared.ts())
        .put("unfurl_id", shared.unfurlId())
        .put("source", shared.source())
        .put("links", new JsonArray(shared.links()));
  }

  static Shared shared(JsonObject stored) {
    return new Shared(
        stored.getString("channel"),
        stored.getString("ts"),
        stored.getString("unfurl_id"),
        stored.getString("source"),
        strings(stored.getJsonArray("links")));
  }

  private static List<String> strings(JsonArray array) {
    return array.stream().map(String.class::cast).toList();
  }
}
