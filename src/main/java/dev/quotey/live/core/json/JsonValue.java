package dev.quotey.live.core.json;

/**
 * A JSON value. Immutable; equality is by value, and two equal values write the same canonical
 * text.
 */
public sealed interface JsonValue
    permits JsonNull, JsonBoolean, JsonNumber, JsonString, JsonList, JsonMap {

  /** What a reader of a document calls the kind of this value, for texts shown to people. */
  default String kind() {
    return switch (this) {
      case JsonNull ignored -> "null";
      case JsonBoolean ignored -> "boolean";
      case JsonNumber ignored -> "number";
      case JsonString ignored -> "string";
      case JsonList ignored -> "list";
      case JsonMap ignored -> "map";
    };
  }
}
