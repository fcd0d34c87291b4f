package dev.quotey.live.core.ot;

/** A change that does not fit its document. The code is the API; the message is for people. */
public final class OtException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Why the change does not fit. */
  public enum Code {
    /** The path leads to nothing. */
    NO_SUCH_PATH,
    /** The value at the path is of another kind than the operation works on. */
    WRONG_TYPE,
    /** A position outside its list. */
    INDEX_OUT_OF_RANGE,
    /** The element does not stand where the operation says it does. */
    INDEX_MISMATCH,
    /** A list would hold two elements of one id. */
    DUPLICATE_ID,
    /** An element that has an id is named by its position. */
    ID_REQUIRED,
    /** The id of an element of a list never changes. */
    ID_IMMUTABLE,
    /** A text edit reaches past the end of its text. */
    TEXT_OUT_OF_RANGE,
    /** The document would have more levels than its text may have. */
    TOO_DEEP,
    /** An operation that makes no sense on any document. */
    MALFORMED_OPERATION
  }

  private final Code code;

  /** @param message for people; a code stays, it does not */
  public OtException(Code code, String message) {
    super(message, null, false, false);
    this.code = code;
  }

  /** Why the change does not fit; stable. */
  public Code code() {
    return code;
  }
}
