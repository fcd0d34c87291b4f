package dev.quotey.live.core.json;

/** The JSON literals {@code true} and {@code false}. */
public enum JsonBoolean implements JsonValue {
  /** The literal {@code true}. */
  TRUE,
  /** The literal {@code false}. */
  FALSE;

  /** The literal of a Java boolean. */
  public static JsonBoolean of(boolean value) {
    return value ? TRUE : FALSE;
  }
}
