package dev.quotey.live.fakeslack;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Reads blocks that have passed {@link BlockRules}. */
final class Blocks {
  private static final String TYPE = "type";
  private static final String TEXT = "text";

  /** Parts of a block that nobody sees before they act. */
  private static final List<String> HIDDEN = List.of("confirm", "options", "option_groups");

  private Blocks() {}

  /** A button, and the block that it is in. */
  record Button(String blockId, JsonObject element) {}

  /** All that a person reads, one line for each block that has a text. */
  static String shown(JsonArray blocks) {
    List<String> lines = new ArrayList<>();
    for (Object block : blocks) {
      List<String> texts = new ArrayList<>();
      collect(block, texts);
      if (!texts.isEmpty()) {
        lines.add(String.join(" ", texts));
      }
    }
    return String.join("\n", lines);
  }

  private static void collect(Object part, List<String> texts) {
    if (part instanceof JsonArray array) {
      array.forEach(one -> collect(one, texts));
    } else if (part instanceof JsonObject object) {
      if (isText(object)) {
        String text = object.getString(TEXT);
        texts.add(isMrkdwn(object) ? Mrkdwn.shown(text) : text);
        return;
      }
      for (Map.Entry<String, Object> field : object) {
        if (!HIDDEN.contains(field.getKey())) {
          collect(field.getValue(), texts);
        }
      }
    }
  }

  /** Adds the mentions and links of all texts, and the links of buttons. */
  static void find(Object part, Mrkdwn.Findings found) {
    if (part instanceof JsonArray array) {
      array.forEach(one -> find(one, found));
    } else if (part instanceof JsonObject object) {
      if (isText(object)) {
        if (isMrkdwn(object)) {
          boolean verbatim = object.getBoolean("verbatim", false);
          Mrkdwn.find(
              object.getString(TEXT),
              new Mrkdwn.Findings(
                  found.mentions(), found.links(), !verbatim, found.bareNames() && !verbatim));
        }
        return;
      }
      Optional.ofNullable(object.getValue("url")).ifPresent(url -> found.links().add("" + url));
      object.forEach(field -> find(field.getValue(), found));
    }
  }

  /** A copy in which every block and element has an id, as Slack gives those without one. */
  static JsonArray named(JsonArray blocks) {
    JsonArray named = blocks.copy();
    for (Object one : named) {
      JsonObject block = (JsonObject) one;
      name(block, "block_id");
      for (JsonObject element : elements(block)) {
        if (element.containsKey(TYPE)
            && !isText(element)
            && !"image".equals(element.getValue(TYPE))) {
          name(element, "action_id");
        }
      }
    }
    return named;
  }

  private static void name(JsonObject part, String field) {
    if (!part.containsKey(field)) {
      part.put(field, UUID.randomUUID().toString().substring(0, 8));
    }
  }

  static Optional<Button> button(JsonArray blocks, String actionId) {
    for (Object one : blocks) {
      JsonObject block = (JsonObject) one;
      for (JsonObject element : elements(block)) {
        if (actionId.equals(element.getString("action_id"))
            && "button".equals(element.getString(TYPE))) {
          return Optional.of(new Button(block.getString("block_id"), element));
        }
      }
    }
    return Optional.empty();
  }

  private static List<JsonObject> elements(JsonObject block) {
    List<JsonObject> elements = new ArrayList<>();
    if (block.getValue("elements") instanceof JsonArray array) {
      array.forEach(one -> elements.add((JsonObject) one));
    }
    if (block.getValue("accessory") instanceof JsonObject accessory) {
      elements.add(accessory);
    }
    return elements;
  }

  private static boolean isText(JsonObject object) {
    return isMrkdwn(object) || "plain_text".equals(object.getValue(TYPE));
  }

  private static boolean isMrkdwn(JsonObject object) {
    return "mrkdwn".equals(object.getValue(TYPE));
  }
}
