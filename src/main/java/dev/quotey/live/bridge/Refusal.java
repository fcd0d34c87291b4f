package dev.quotey.live.bridge;

import dev.quotey.live.protocol.SessionForm;
import io.vertx.core.json.JsonObject;

/** Why a browser's message does not pass. */
enum Refusal {
  NOT_AUTHENTICATED("show a ticket first"),
  INVALID_TICKET("the ticket is not valid, or not any more"),
  OTHER_USER("this socket is another user's"),
  TOKEN_EXPIRED("the token has run out; show a ticket of a new one"),
  ACCESS_DENIED("this address is not for you"),
  FORBIDDEN("your access to this quote does not allow that"),
  QUOTE_NOT_FOUND("there is no such quote"),
  SESSION_NOT_FOUND("there is no such session"),
  MALFORMED_MESSAGE("the body of a message is an object"),
  RATE_LIMITED("too much at once; send it again later"),
  TOO_MANY_CONNECTIONS("there are too many sockets; close some of them"),
  TOO_MANY_SESSIONS("there are too many sessions; leave some of them"),
  OVERLOADED("too many messages are waiting; send it again later"),
  UNAVAILABLE("the service cannot answer now");

  private final String text;

  Refusal(String text) {
    this.text = text;
  }

  JsonObject reply() {
    return SessionForm.rejected(name(), text, 0);
  }
}
