package dev.quotey.live.protocol;

import dev.quotey.live.core.sync.QuoteId;
import dev.quotey.live.protocol.OutboxMessage.NoteThread;
import io.vertx.core.json.JsonObject;
import java.util.Optional;

/** The JSON of what is said about Slack over REST. */
public final class SlackForm {
  private static final String QUOTE_ID = "quote_id";
  private static final String USER_ID = "user_id";
  private static final String NAME = "name";
  private static final String SLACK_NAME = "slack_name";
  private static final String CHANNEL = "channel";
  private static final String THREAD_TS = "thread_ts";

  private SlackForm() {}

  public static JsonObject invite(SignedLink link) {
    return new JsonObject().put(QUOTE_ID, link.subject()).put(USER_ID, link.person());
  }

  /** The signed text; empty where there is none. */
  public static String readLink(JsonObject body) {
    return body.getValue("link") instanceof String text ? text : "";
  }

  public static JsonObject linked(SignedLink link, Identity identity) {
    return new JsonObject()
        .put(USER_ID, identity.userId())
        .put(NAME, identity.name())
        .put(SLACK_NAME, link.person());
  }

  /** Fails with {@link IllegalArgumentException} where a member is missing or malformed. */
  public static NoteThread readThread(QuoteId quote, JsonObject body) {
    String channel = SessionForm.text(body, CHANNEL);
    String ts = SessionForm.text(body, THREAD_TS);
    if (!channel.matches("[A-Z0-9]{1,40}") || !ts.matches("[0-9]{1,20}\\.[0-9]{1,10}")) {
      throw new IllegalArgumentException("no ids of Slack's");
    }
    return new NoteThread(quote, channel, Optional.of(ts));
  }

  public static JsonObject thread(NoteThread thread) {
    return new JsonObject()
        .put(QUOTE_ID, thread.quoteId().value())
        .put(CHANNEL, thread.channel())
        .put(THREAD_TS, thread.threadTs().orElse(""));
  }
}
