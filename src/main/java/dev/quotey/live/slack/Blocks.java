package dev.quotey.live.slack;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;

/**
 * The blocks that messages are made of, within Slack's limits. Text in {@code mrkdwn} has to be inert
 * ({@link SlackText#inert}) where it comes from users.
 */
final class Blocks {
  static final int HEADER_MAX = 150;
  static final int SECTION_MAX = 3_000;
  static final int FIELD_MAX = 2_000;
  private static final String TYPE = "type";
  private static final String TEXT = "text";
  private static final String ACTION_ID = "action_id";
  private static final String ELEMENTS = "elements";

  private Blocks() {}

  static JsonObject header(String text) {
    return new JsonObject()
        .put(TYPE, "header")
        .put(TEXT, plainText(SlackText.plain(text, HEADER_MAX)));
  }

  static JsonObject section(String mrkdwn) {
    return new JsonObject().put(TYPE, "section").put(TEXT, mrkdwn(mrkdwn, SECTION_MAX));
  }

  static JsonObject fields(List<String> mrkdwn) {
    JsonArray fields = new JsonArray();
    mrkdwn.forEach(one -> fields.add(mrkdwn(one, FIELD_MAX)));
    return new JsonObject().put(TYPE, "section").put("fields", fields);
  }

  static JsonObject context(String mrkdwn) {
    return new JsonObject()
        .put(TYPE, "context")
        .put(ELEMENTS, new JsonArray().add(mrkdwn(mrkdwn, FIELD_MAX)));
  }

  static JsonObject actions(List<JsonObject> elements) {
    return new JsonObject().put(TYPE, "actions").put(ELEMENTS, new JsonArray(elements));
  }

  /** A button that leads to a page; Slack tells us of it all the same. */
  static JsonObject link(String actionId, String label, String url) {
    return button(actionId, label).put("url", url);
  }

  static JsonObject button(String actionId, String label, String value) {
    return button(actionId, label).put("value", value);
  }

  private static JsonObject button(String actionId, String label) {
    return new JsonObject()
        .put(TYPE, "button")
        .put(ACTION_ID, actionId)
        .put(TEXT, plainText(label));
  }

  static JsonObject confirm(String title, String text, String yes, String no) {
    return new JsonObject()
        .put("title", plainText(title))
        .put(TEXT, plainText(text))
        .put("confirm", plainText(yes))
        .put("deny", plainText(no));
  }

  /** A message: its blocks, and the text that notifications show. */
  static JsonObject message(String text, List<JsonObject> blocks) {
    return new JsonObject().put(TEXT, text).put("blocks", new JsonArray(blocks));
  }

  private static JsonObject plainText(String text) {
    return new JsonObject().put(TYPE, "plain_text").put(TEXT, text).put("emoji", false);
  }

  private static JsonObject mrkdwn(String text, int lengthMax) {
    // Verbatim: Slack makes no links or mentions of what only looks like one.
    return new JsonObject()
        .put(TYPE, "mrkdwn")
        .put(TEXT, SlackText.shorten(text, lengthMax))
        .put("verbatim", true);
  }
}
