package dev.quotey.live.bridge;

import java.io.Serial;

/** There is no session of that id, open or closed. */
final class NoSessionException extends RuntimeException {
  @Serial
  private static final long serialVersionUID = 1L;

  NoSessionException() {
    super("there is no such session", null, false, false);
  }
}
