package dev.quotey.live.core.json;

/** A text or value that is no JSON of ours. The code is the API; the message is for people. */
public final class JsonException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Why it was refused. */
  public enum Code {
    MALFORMED_JSON,
    MALFORMED_NUMBER,
    MALFORMED_STRING,
    MALFORMED_PATH,
    DUPLICATE_MEMBER,
    NUMBER_OUT_OF_RANGE,
    TOO_DEEP,
    TOO_LONG
  }

  private final Code code;

  public JsonException(Code code, String message) {
    super(message, null, false, false);
    this.code = code;
  }

  public Code code() {
    return code;
  }
}
