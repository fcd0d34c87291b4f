package dev.quotey.live.bridge;

/** A token that does not show who somebody is. The message is for people, and tells nothing of the keys. */
final class TokenException extends Exception {
  private static final long serialVersionUID = 1L;

  private final Code code;

  /** Why it does not. */
  enum Code {
    INVALID_TOKEN,
    TOKEN_EXPIRED,
    TOKEN_REVOKED
  }

  TokenException(Code code, String message) {
    super(message);
    this.code = code;
  }

  /** What is wrong with the token is for whoever forges one to find out. */
  static TokenException invalid() {
    return new TokenException(Code.INVALID_TOKEN, "the token is not valid");
  }

  Code code() {
    return code;
  }
}
