package dev.quotey.live.fakeslack;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What a message says, once it is known to be allowed. */
record Content(
    String text,
    JsonArray blocks,
    Optional<JsonObject> metadata,
    List<String> mentions,
    List<String> links) {
  private static final int TEXT_MAX = 40_000;
  private static final int METADATA_MAX = 16_000;

  /** Throws {@link ApiFault} where Slack would not take it. */
  static Content of(Arguments given) {
    JsonArray blocks = given.array("blocks", "invalid_blocks_format").orElseGet(JsonArray::new);
    String text = given.text("text");
    if (text.isBlank() && blocks.isEmpty()) {
      throw new ApiFault("no_text");
    }
    if (text.length() > TEXT_MAX) {
      throw new ApiFault("msg_too_long");
    }
    BlockRules.check(blocks);
    String parse = given.text("parse");
    if (!List.of("", "none", "full").contains(parse)) {
      throw Arguments.invalid("parse must be none or full");
    }
    return read(
        text,
        blocks,
        given.object("metadata", "invalid_metadata_format").map(Content::checked),
        !parse.equals("none"),
        parse.equals("full") || given.flag("link_names"));
  }

  /** What somebody typed. */
  static Content typed(String text) {
    return read(Mrkdwn.typed(text), new JsonArray(), Optional.empty(), false, false);
  }

  private static Content read(
      String text,
      JsonArray blocks,
      Optional<JsonObject> metadata,
      boolean bareLinks,
      boolean bareNames) {
    List<String> mentions = new ArrayList<>();
    List<String> links = new ArrayList<>();
    Mrkdwn.Findings found = new Mrkdwn.Findings(mentions, links, bareLinks, bareNames);
    Mrkdwn.find(text, found);
    Blocks.find(blocks, found);
    return new Content(
        text, Blocks.named(blocks), metadata, List.copyOf(mentions), List.copyOf(links));
  }

  private static JsonObject checked(JsonObject metadata) {
    if (metadata.isEmpty()) {
      return metadata;
    }
    boolean formed = metadata.getValue("event_type") instanceof String type
        && !type.isEmpty()
        && metadata.getValue("event_payload") instanceof JsonObject;
    if (!formed) {
      throw new ApiFault("invalid_metadata_format");
    }
    if (metadata.encode().length() > METADATA_MAX) {
      throw new ApiFault("metadata_too_large");
    }
    return metadata;
  }
}
