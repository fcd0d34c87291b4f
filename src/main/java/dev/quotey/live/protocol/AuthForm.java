package dev.quotey.live.protocol;

import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** The JSON of signing in and out, as docs/PROTOCOL.md describes it. */
public final class AuthForm {
  /** The code with which a socket is closed whose user is not, or no longer, let in. */
  public static final int CLOSE_CODE = 4401;

  private static final String TICKET = "ticket";
  private static final String USER_ID = "user_id";
  private static final int USER_ID_LENGTH_MAX = 200;

  private AuthForm() {}

  public static JsonObject ticket(String ticket, Duration life) {
    return new JsonObject().put(TICKET, ticket).put("expires_in", life.toSeconds());
  }

  /** The ticket that a socket's first message shows; "" where it shows none. */
  public static String readTicket(Object body) {
    return body instanceof JsonObject json && json.getValue(TICKET) instanceof String ticket
        ? ticket
        : "";
  }

  /** The token behind the ticket runs out then. */
  public static JsonObject expiring(Instant at) {
    return new JsonObject().put("type", "expiring").put("expires_at", at.toString());
  }

  public static JsonObject revoked(String userId, Instant at) {
    return new JsonObject().put(USER_ID, userId).put("revoked_at", at.toString());
  }

  /** The user that a body names; empty where it names none. */
  public static Optional<String> readUserId(JsonObject body) {
    return body.getValue(USER_ID) instanceof String user
            && !user.isBlank()
            && user.length() <= USER_ID_LENGTH_MAX
            && user.chars().noneMatch(Character::isISOControl)
        ? Optional.of(user)
        : Optional.empty();
  }
}
