package dev.quotey.live.core.json;

/** The JSON literal {@code null}. */
public enum JsonNull implements JsonValue {
  NULL
}
