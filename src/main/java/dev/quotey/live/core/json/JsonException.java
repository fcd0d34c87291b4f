package dev.quotey.live.core.json;

/** A text or value that is no JSON of ours. The code is the API; the message is for people. */
public final class JsonException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Why it was refused. */
  public enum Code {
    /** A text that is no JSON: RFC 8259, without anything beside it. */
    MALFORMED_JSON,
    /** A text that is no decimal number. */
    MALFORMED_NUMBER,
    /** A string that holds U+0000 or a lone surrogate. */
    MALFORMED_STRING,
    /** A text that is no path. */
    MALFORMED_PATH,
    /** A map that names a member twice. */
    DUPLICATE_MEMBER,
    /** More digits than {@link JsonNumber#DIGITS_MAX} before the point, or {@link JsonNumber#SCALE_MAX} after it. */
    NUMBER_OUT_OF_RANGE,
    /** More levels than {@link JsonText#DEPTH_MAX}. */
    TOO_DEEP,
    /** More characters than the text may have. */
    TOO_LONG
  }

  private final Code code;

  /** @param message for people; a code stays, it does not */
  public JsonException(Code code, String message) {
    super(message, null, false, false);
    this.code = code;
  }

  /** Why it was refused; stable. */
  public Code code() {
    return code;
  }
}
