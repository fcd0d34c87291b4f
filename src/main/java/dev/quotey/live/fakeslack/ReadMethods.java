package dev.quotey.live.fakeslack;

import dev.quotey.live.fakeslack.Workspace.Message;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** The methods that only read: each throws {@link ApiFault} where Slack would refuse. */
final class ReadMethods {
  private static final int PAGE_MAX = 1_000;
  private static final String CURSOR = "offset:";

  private final Workspace workspace;
  private final Supplier<String> base;

  /** @param base the URL at which the app finds this server */
  ReadMethods(Workspace workspace, Supplier<String> base) {
    this.workspace = workspace;
    this.base = base;
  }

  Map<String, WebApi.Method> all() {
    return Map.of(
        "auth.test", this::test,
        "conversations.replies", this::replies,
        "conversations.info", this::channel,
        "users.info", this::person,
        "users.lookupByEmail", this::personByEmail);
  }

  private JsonObject test(Arguments given) {
    return new JsonObject()
        .put("url", base.get() + "/")
        .put("team", Team.NAME)
        .put("team_id", Team.ID)
        .put("user", "quotey_live")
        .put("user_id", Team.BOT_USER)
        .put("bot_id", Team.BOT_ID)
        .put("is_enterprise_install", false);
  }

  private JsonObject replies(Arguments given) {
    String channel = ChatMethods.channel(given.text("channel"));
    String ts = given.required("ts");
    List<Message> thread = workspace.thread(channel, ts);
    if (thread.isEmpty() || !thread.getFirst().ts().equals(ts)) {
      throw new ApiFault("thread_not_found");
    }
    String oldest = given.text("oldest");
    List<Message> wanted = thread.stream()
        .filter(one -> one.ts().equals(ts) || one.ts().compareTo(oldest) > 0)
        .toList();
    int from = offset(given.text("cursor"));
    int limit = given.number("limit", PAGE_MAX, PAGE_MAX);
    int to = Math.min(wanted.size(), from + limit);
    JsonArray messages = new JsonArray();
    for (int i = Math.min(from, to); i < to; i++) {
      messages.add(form(wanted.get(i), thread, given.flag("include_all_metadata")));
    }
    boolean more = to < wanted.size();
    return new JsonObject()
        .put("messages", messages)
        .put("has_more", more)
        .put("response_metadata", new JsonObject().put("next_cursor", more ? cursor(to) : ""));
  }

  private static JsonObject form(Message message, List<Message> thread, boolean metadata) {
    JsonObject form = Form.slack(message, metadata);
    if (message.threadTs().isEmpty() && thread.size() > 1) {
      form.put("thread_ts", message.ts())
          .put("reply_count", thread.size() - 1)
          .put("latest_reply", thread.getLast().ts());
    }
    return form;
  }

  private static String cursor(int offset) {
    byte[] bytes = (CURSOR + offset).getBytes(StandardCharsets.UTF_8);
    return Base64.getEncoder().encodeToString(bytes);
  }

  private static int offset(String cursor) {
    if (cursor.isEmpty()) {
      return 0;
    }
    try {
      String plain = new String(Base64.getDecoder().decode(cursor), StandardCharsets.UTF_8);
      if (plain.startsWith(CURSOR)) {
        return Integer.parseUnsignedInt(plain.substring(CURSOR.length()));
      }
    } catch (IllegalArgumentException e) {
      // Refused below, as any other text is.
    }
    throw new ApiFault("invalid_cursor");
  }

  private JsonObject channel(Arguments given) {
    String id = ChatMethods.channel(given.text("channel"));
    return new JsonObject()
        .put(
            "channel",
            new JsonObject()
                .put("id", id)
                .put("name", Team.CHANNELS.get(id).name())
                .put("is_channel", true)
                .put("is_member", true)
                .put("is_private", false)
                .put("is_archived", false)
                .put("context_team_id", Team.ID));
  }

  private JsonObject person(Arguments given) {
    return Team.person(given.required("user"))
        .map(ReadMethods::form)
        .orElseThrow(() -> new ApiFault("user_not_found"));
  }

  private JsonObject personByEmail(Arguments given) {
    String email = given.required("email");
    return Team.PEOPLE.values().stream()
        .filter(one -> one.email().equalsIgnoreCase(email))
        .findFirst()
        .map(ReadMethods::form)
        .orElseThrow(() -> new ApiFault("users_not_found"));
  }

  private static JsonObject form(Team.Person person) {
    JsonObject profile = new JsonObject()
        .put("real_name", person.name())
        .put("display_name", person.handle())
        .put("email", person.email())
        .put("team", Team.ID);
    return new JsonObject()
        .put(
            "user",
            new JsonObject()
                .put("id", person.id())
                .put("team_id", Team.ID)
                .put("name", person.handle())
                .put("real_name", person.name())
                .put("deleted", false)
                .put("is_bot", false)
                .put("is_restricted", person.guest())
                .put("tz", "Europe/Berlin")
                .put("profile", profile));
  }
}
