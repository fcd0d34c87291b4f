package dev.quotey.live.core.json;

/** A string of Unicode scalar values. U+0000 and lone surrogates are refused. */
public record JsonString(String value) implements JsonValue {
  /** No character. */
  public static final JsonString EMPTY = new JsonString("");

  /** Throws {@link JsonException} with {@code MALFORMED_STRING}. */
  public JsonString {
    checkScalarValues(value);
  }

  /** The length that positions in texts count in: code points, not UTF-16 units. */
  public int lengthCodePoints() {
    return value.codePointCount(0, value.length());
  }

  /** Throws {@link JsonException} unless {@code text} can be stored everywhere unchanged. */
  public static void checkScalarValues(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == 0) {
        throw new JsonException(JsonException.Code.MALFORMED_STRING, "a string holds U+0000");
      }
      if (c >= '\uD800' && c <= '\uDFFF') {
        boolean pair = c <= '\uDBFF'
            && i + 1 < text.length()
            && text.charAt(i + 1) >= '\uDC00'
            && text.charAt(i + 1) <= '\uDFFF';
        if (!pair) {
          throw new JsonException(JsonException.Code.MALFORMED_STRING, "a lone surrogate");
        }
        i++;
      }
    }
  }
}
