package dev.quotey.live.fakeslack;

import dev.quotey.live.fakeslack.Workspace.Ephemeral;
import dev.quotey.live.fakeslack.Workspace.Message;
import dev.quotey.live.fakeslack.Workspace.Shared;
import dev.quotey.live.fakeslack.Workspace.Unfurl;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** The methods that write: each throws {@link ApiFault} where Slack would refuse. */
final class ChatMethods {
  private static final String CHANNEL = "channel";
  private static final String THREAD = "thread_ts";
  private static final String TS = "ts";
  private static final int LOADING_MESSAGES_MAX = 10;

  private final Workspace workspace;
  private final Supplier<String> base;

  /** @param base the URL at which the app finds this server */
  ChatMethods(Workspace workspace, Supplier<String> base) {
    this.workspace = workspace;
    this.base = base;
  }

  Map<String, WebApi.Method> all() {
    return Map.of(
        "chat.postMessage", this::post,
        "chat.update", this::update,
        "chat.postEphemeral", this::whisper,
        "chat.delete", this::delete,
        "chat.getPermalink", this::permalink,
        "chat.unfurl", this::unfurl,
        "assistant.threads.setStatus", this::setStatus);
  }

  private JsonObject post(Arguments given) {
    String channel = channelByName(given.text(CHANNEL));
    Content content = Content.of(given);
    Optional<String> thread = given.filled(THREAD);
    thread.ifPresent(ts -> root(channel, ts, "thread_not_found"));
    if (given.flag("reply_broadcast") && thread.isEmpty()) {
      throw Arguments.invalid("reply_broadcast needs thread_ts");
    }
    Message message =
        workspace.post(channel, thread, Team.APP, content, given.flag("reply_broadcast"));
    return new JsonObject()
        .put(CHANNEL, channel)
        .put(TS, message.ts())
        .put("message", Form.slack(message, true));
  }

  private JsonObject update(Arguments given) {
    String channel = channel(given.text(CHANNEL));
    Message old = message(channel, given.required(TS), "cant_update_message");
    Message message = workspace.edit(old, Content.of(given));
    return new JsonObject()
        .put(CHANNEL, channel)
        .put(TS, message.ts())
        .put("text", message.text())
        .put("message", Form.slack(message, true));
  }

  private JsonObject whisper(Arguments given) {
    String channel = channel(given.text(CHANNEL));
    String user = given.required("user");
    if (Team.person(user).isEmpty()) {
      throw new ApiFault("user_not_in_channel");
    }
    Content content = Content.of(given);
    Optional<String> thread = given.filled(THREAD);
    thread.ifPresent(ts -> root(channel, ts, "thread_not_found"));
    Ephemeral aside = workspace.whisper(channel, user, thread, content);
    return new JsonObject().put("message_ts", aside.ts());
  }

  private JsonObject delete(Arguments given) {
    String channel = channel(given.text(CHANNEL));
    Message message = message(channel, given.required(TS), "cant_delete_message");
    workspace.remove(message);
    return new JsonObject().put(CHANNEL, channel).put(TS, message.ts());
  }

  private JsonObject permalink(Arguments given) {
    String channel = channel(given.text(CHANNEL));
    Message message = workspace
        .message(channel, given.required("message_ts"))
        .orElseThrow(() -> new ApiFault("message_not_found"));
    String link = base.get() + "/archives/" + channel + "/p" + message.ts().replace(".", "");
    String thread =
        message.threadTs().map(root -> "?thread_ts=" + root + "&cid=" + channel).orElse("");
    return new JsonObject().put(CHANNEL, channel).put("permalink", link + thread);
  }

  private JsonObject unfurl(Arguments given) {
    Shared shared = shared(given);
    JsonObject previews = given
        .object("unfurls", "invalid_unfurls_format")
        .filter(map -> !map.isEmpty())
        .orElseThrow(() -> new ApiFault("missing_unfurls"));
    List<Unfurl> checked = new ArrayList<>();
    for (Map.Entry<String, Object> preview : previews) {
      if (!shared.links().contains(preview.getKey())) {
        throw new ApiFault("cannot_unfurl_url");
      }
      if (!(preview.getValue() instanceof JsonObject said)) {
        throw new ApiFault("invalid_unfurls_format");
      }
      Content content = Content.of(new Arguments(said, Optional.empty()));
      checked.add(new Unfurl(
          shared.channel(), shared.ts(), preview.getKey(), content.text(), content.blocks()));
    }
    checked.forEach(workspace::unfurl);
    return new JsonObject();
  }

  /** The links that were shared where the call says: by unfurl id, or by channel and message. */
  private Shared shared(Arguments given) {
    if (given.has("unfurl_id")) {
      String id = given.required("unfurl_id");
      String source = given.filled("source").orElseThrow(() -> new ApiFault("missing_source"));
      return workspace
          .shared(one -> one.unfurlId().equals(id) && one.source().equals(source))
          .orElseThrow(() -> new ApiFault("invalid_unfurl_id"));
    }
    String channel = channel(given.text(CHANNEL));
    String ts = given.filled(TS).orElseThrow(() -> new ApiFault("missing_ts"));
    return workspace
        .shared(one -> one.channel().equals(channel) && one.ts().equals(ts))
        .orElseThrow(() -> new ApiFault("cannot_unfurl_url"));
  }

  private JsonObject setStatus(Arguments given) {
    String channel = channel(given.text("channel_id"));
    String thread = given.required(THREAD);
    root(channel, thread, "invalid_thread_ts");
    if (!given.has("status")) {
      throw Arguments.invalid("missing required field: status");
    }
    JsonArray loading =
        given.array("loading_messages", "invalid_arguments").orElseGet(JsonArray::new);
    if (loading.size() > LOADING_MESSAGES_MAX) {
      throw Arguments.invalid("no more than " + LOADING_MESSAGES_MAX + " loading_messages");
    }
    workspace.status(channel, thread, given.text("status"));
    return new JsonObject();
  }

  /** A reply is no place for replies. */
  private void root(String channel, String ts, String fault) {
    if (workspace.message(channel, ts).filter(one -> one.threadTs().isEmpty()).isEmpty()) {
      throw new ApiFault(fault);
    }
  }

  private Message message(String channel, String ts, String notOurs) {
    Message message =
        workspace.message(channel, ts).orElseThrow(() -> new ApiFault("message_not_found"));
    if (!message.author().equals(Team.APP)) {
      throw new ApiFault(notOurs);
    }
    return message;
  }

  static String channel(String id) {
    return Team.channel(id)
        .map(Team.Channel::id)
        .orElseThrow(() -> new ApiFault("channel_not_found"));
  }

  private static String channelByName(String name) {
    return Team.CHANNELS.values().stream()
        .filter(one -> name.equals("#" + one.name()) || name.equals(one.name()))
        .map(Team.Channel::id)
        .findFirst()
        .orElseGet(() -> channel(name));
  }
}
