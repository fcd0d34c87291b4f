package dev.quotey.live.protocol;

import dev.quotey.live.core.sync.SessionId;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Optional;

/** The JSON around a message on a browser's socket, as docs/PROTOCOL.md describes it. */
public final class SocketForm {
  /** What a browser shows its ticket to, and where it is told that its token runs out. */
  public static final String AUTH = "auth";

  /** What a browser asks for a quote's session. */
  public static final String CREATE = "sessions.create";

  /** What the server answers to a ping. */
  public static final String PONG = "{\"type\":\"pong\"}";

  private static final int REPLY_ADDRESS_LENGTH_MAX = 36;
  private static final String SESSION = "session.";
  private static final String EVENTS = "events";
  private static final String TYPE = "type";
  private static final String ADDRESS = "address";
  private static final String REPLY_ADDRESS = "replyAddress";
  private static final String HEADERS = "headers";
  private static final String TRACE = "traceparent";
  private static final String WAITED = "waited_ms";
  private static final int WAITED_MILLIS_MAX = 60_000;
  private static final JsonObject NO_HEADERS = new JsonObject();
  private static final String BODY = "body";

  private SocketForm() {}

  /** What a frame is for. */
  public enum Kind {
    SEND,
    REGISTER,
    UNREGISTER,
    PING
  }

  /**
   * What a browser has sent.
   *
   * @param place what {@code address} names of a session; empty where it names none
   * @param replyAddress where it expects the answer; empty where it expects none
   * @param body an object, or whatever the browser took for one
   * @param trace header {@code traceparent} of W3C Trace Context; empty where there is none
   * @param waited header {@code waited_ms}, for how long an edit was on its way since its author made
   *     it; empty where that is not said, or cannot be so
   */
  public record Frame(
      Kind kind,
      String address,
      Optional<SessionAddress> place,
      String replyAddress,
      Object body,
      String trace,
      Optional<Duration> waited) {}

  /** A browser's address of a session: its door, or its events. */
  public record SessionAddress(SessionId session, String word) {
    /** Whether it is where the session's events come from. */
    public boolean isEvents() {
      return word.equals(EVENTS);
    }
  }

  /** Throws {@link IllegalArgumentException} for what is no frame. */
  public static Frame read(String text) {
    JsonObject json;
    try {
      json = new JsonObject(text);
    } catch (DecodeException e) {
      throw new IllegalArgumentException("a frame is a JSON object", e);
    }
    String reply = text(json, REPLY_ADDRESS);
    if (reply.length() > REPLY_ADDRESS_LENGTH_MAX) {
      throw new IllegalArgumentException("the reply address is too long");
    }
    Kind kind = switch (text(json, TYPE)) {
      case "send" -> Kind.SEND;
      case "register" -> Kind.REGISTER;
      case "unregister" -> Kind.UNREGISTER;
      case "ping" -> Kind.PING;
      default -> throw new IllegalArgumentException("an unknown type of frame");
    };
    JsonObject headers = json.getValue(HEADERS) instanceof JsonObject given ? given : NO_HEADERS;
    String address = text(json, ADDRESS);
    return new Frame(
        kind,
        address,
        place(address),
        reply,
        json.getValue(BODY),
        text(headers, TRACE),
        waited(headers.getValue(WAITED)));
  }

  private static Optional<Duration> waited(Object millis) {
    return millis instanceof Integer whole && whole >= 0 && whole <= WAITED_MILLIS_MAX
        ? Optional.of(Duration.ofMillis(whole))
        : Optional.empty();
  }

  private static String text(JsonObject json, String name) {
    return json.getValue(name) instanceof String text ? text : "";
  }

  private static Optional<SessionAddress> place(String address) {
    int from = SESSION.length();
    // An id with a dot in it would lead to an address of the server's own.
    int dot = address.startsWith(SESSION) ? address.indexOf('.', from) : -1;
    if (dot < 0 || !SessionId.isValid(address.substring(from, dot))) {
      return Optional.empty();
    }
    String word = address.substring(dot + 1);
    return isWord(word)
        ? Optional.of(new SessionAddress(new SessionId(address.substring(from, dot)), word))
        : Optional.empty();
  }

  private static boolean isWord(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if ((c < 'a' || c > 'z') && c != '_') {
        return false;
      }
    }
    return !text.isEmpty();
  }

  /** The browser's address of a session's door. */
  public static String address(SessionId session, Door door) {
    return address(session, door.word());
  }

  private static String address(SessionId session, String word) {
    return SESSION + session.value() + "." + word;
  }

  /** The browser's address of a session's events. */
  public static String events(SessionId session) {
    return address(session, EVENTS);
  }

  public static String reply(String replyAddress, JsonObject body) {
    return received(replyAddress, body);
  }

  public static String event(SessionId session, JsonObject event) {
    return received(events(session), event);
  }

  public static String auth(JsonObject event) {
    return received(AUTH, event);
  }

  private static String received(String address, JsonObject body) {
    return new JsonObject()
        .put(TYPE, "rec")
        .put(ADDRESS, address)
        .put(BODY, body)
        .encode();
  }

  /** The answer to a frame that expects none, and cannot be taken. */
  public static String error(String code) {
    return new JsonObject().put(TYPE, "err").put(BODY, code).encode();
  }
}
