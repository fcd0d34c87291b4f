package dev.quotey.live.fakeslack;

import dev.quotey.live.fakeslack.ObjectRules.Kind;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;

/** Slack's rules for the blocks of one message. */
final class BlockRules {
  private static final int BLOCKS_MAX = 50;
  private static final int CHARACTERS_MAX = 13_200;
  private static final int SECTION_TEXT_MAX = 3_000;
  private static final int FIELD_TEXT_MAX = 2_000;
  private static final String BLOCK_ID = "block_id";
  private static final String TYPE = "type";
  private static final String TEXT = "text";

  private final ObjectRules rules = new ObjectRules();

  private BlockRules() {}

  /** Throws {@link ApiFault} that names each rule that is broken. */
  static void check(JsonArray blocks) {
    BlockRules rules = new BlockRules();
    rules.blocks(blocks);
    if (!rules.rules.faults().isEmpty()) {
      throw new ApiFault("invalid_blocks", rules.rules.faults());
    }
    if (rules.rules.characters() > CHARACTERS_MAX) {
      throw new ApiFault("msg_blocks_too_long");
    }
  }

  private void blocks(JsonArray blocks) {
    if (blocks.size() > BLOCKS_MAX) {
      rules.fault("/blocks", "no more than " + BLOCKS_MAX + " items allowed [blocks]");
    }
    for (int i = 0; i < blocks.size(); i++) {
      String at = "/blocks/" + i;
      if (blocks.getValue(i) instanceof JsonObject block) {
        rules.id(block, BLOCK_ID, at);
        block(block, at);
      } else {
        rules.fault(at, "must be an object");
      }
    }
  }

  private void block(JsonObject block, String at) {
    switch (String.valueOf(block.getValue(TYPE))) {
      case "header" -> {
        rules.only(block, at, TYPE, BLOCK_ID, TEXT);
        rules.requiredText(block, TEXT, at, Kind.PLAIN, 150);
      }
      case "section" -> section(block, at);
      case "context" -> context(block, at);
      case "actions" -> {
        rules.only(block, at, TYPE, BLOCK_ID, "elements");
        List<JsonObject> elements = rules.list(block, "elements", at, 25);
        for (int i = 0; i < elements.size(); i++) {
          element(elements.get(i), at + "/elements/" + i);
        }
      }
      case "divider" -> rules.only(block, at, TYPE, BLOCK_ID);
      case "image" -> {
        rules.only(block, at, TYPE, BLOCK_ID, "image_url", "alt_text", "title");
        image(block, at);
        rules.text(block, "title", at, Kind.PLAIN, FIELD_TEXT_MAX);
      }
      default -> rules.fault(at + "/type", "unsupported block type: " + block.getValue(TYPE));
    }
  }

  private void section(JsonObject block, String at) {
    rules.only(block, at, TYPE, BLOCK_ID, TEXT, "fields", "accessory", "expand");
    if (block.getValue("fields") == null) {
      rules.require(block, TEXT, at);
    } else {
      List<JsonObject> fields = rules.list(block, "fields", at, 10);
      for (int i = 0; i < fields.size(); i++) {
        rules.text(fields.get(i), at + "/fields/" + i, Kind.ANY, FIELD_TEXT_MAX);
      }
    }
    rules.text(block, TEXT, at, Kind.ANY, SECTION_TEXT_MAX);
    Object accessory = block.getValue("accessory");
    if (accessory instanceof JsonObject element && "image".equals(element.getValue(TYPE))) {
      rules.only(element, at + "/accessory", TYPE, "image_url", "alt_text");
      image(element, at + "/accessory");
    } else if (accessory instanceof JsonObject element) {
      element(element, at + "/accessory");
    } else if (accessory != null) {
      rules.fault(at + "/accessory", "must be an object");
    }
  }

  private void context(JsonObject block, String at) {
    rules.only(block, at, TYPE, BLOCK_ID, "elements");
    List<JsonObject> elements = rules.list(block, "elements", at, 10);
    for (int i = 0; i < elements.size(); i++) {
      String here = at + "/elements/" + i;
      if ("image".equals(elements.get(i).getValue(TYPE))) {
        rules.only(elements.get(i), here, TYPE, "image_url", "alt_text");
        image(elements.get(i), here);
      } else {
        rules.text(elements.get(i), here, Kind.ANY, SECTION_TEXT_MAX);
      }
    }
  }

  private void image(JsonObject image, String at) {
    if (rules.require(image, "image_url", at)) {
      rules.url(image, "image_url", at);
    }
    if (rules.require(image, "alt_text", at)) {
      rules.string(image, "alt_text", at, FIELD_TEXT_MAX);
    }
  }

  private void element(JsonObject element, String at) {
    rules.id(element, "action_id", at);
    rules.confirm(element, at);
    switch (String.valueOf(element.getValue(TYPE))) {
      case "button" -> button(element, at);
      case "static_select" -> {
        rules.only(
            element, at, TYPE, "action_id", "confirm", "placeholder", "options", "initial_option");
        rules.text(element, "placeholder", at, Kind.PLAIN, 150);
        rules.options(element, at, Kind.PLAIN, 100);
      }
      case "overflow" -> {
        rules.only(element, at, TYPE, "action_id", "confirm", "options");
        rules.options(element, at, Kind.PLAIN, 5);
      }
      case "checkboxes" -> {
        rules.only(element, at, TYPE, "action_id", "confirm", "options", "initial_options");
        rules.options(element, at, Kind.ANY, 10);
      }
      case "radio_buttons" -> {
        rules.only(element, at, TYPE, "action_id", "confirm", "options", "initial_option");
        rules.options(element, at, Kind.ANY, 10);
      }
      default -> rules.fault(at + "/type", "unsupported element type: " + element.getValue(TYPE));
    }
  }

  private void button(JsonObject button, String at) {
    rules.only(
        button,
        at,
        TYPE,
        "action_id",
        "confirm",
        TEXT,
        "url",
        "value",
        "style",
        "accessibility_label");
    rules.requiredText(button, TEXT, at, Kind.PLAIN, 75);
    rules.string(button, "value", at, 2_000);
    rules.string(button, "accessibility_label", at, 75);
    rules.url(button, "url", at);
    rules.oneOf(button, "style", at, "primary", "danger");
  }
}
