package dev.quotey.live.protocol;

import dev.quotey.live.core.sync.QuoteId;
import dev.quotey.live.core.sync.SessionId;
import dev.quotey.live.protocol.PersistenceMessage.SessionOpened;
import dev.quotey.live.protocol.SessionMessage.SessionStarted;
import dev.quotey.live.protocol.SessionMessage.StartSession;
import io.vertx.core.json.JsonObject;
import java.time.Instant;

/** The JSON of what nodes say to one another. All other records stay on their node. */
public final class NodeForm {
  private static final String TYPE = "type";
  private static final String START = "start";
  private static final String STARTED = "started";
  private static final String SESSION_ID = "session_id";
  private static final String QUOTE_ID = "quote_id";
  private static final String OWNER_EPOCH = "owner_epoch";
  private static final String CREATED_AT = "created_at";
  private static final String LAST_ACTIVITY = "last_activity";
  private static final String REVISION = "revision";
  private static final String NODE = "node";

  private NodeForm() {}

  /** Which session a quote has, and where. */
  public record Placement(SessionOpened opened, String node) {}

  static JsonObject write(BusMessage message) {
    return switch (message) {
      case StartSession start -> opened(start.opened()).put(TYPE, START);
      case SessionStarted started ->
        new JsonObject().put(TYPE, STARTED).put(REVISION, started.revision());
      default -> throw new IllegalArgumentException("stays on its node: " + message.getClass());
    };
  }

  static BusMessage read(JsonObject json) {
    return switch (json.getString(TYPE)) {
      case START -> new StartSession(opened(json));
      case STARTED -> new SessionStarted(json.getLong(REVISION));
      default -> throw new IllegalArgumentException("unknown: " + json.getString(TYPE));
    };
  }

  public static JsonObject placement(SessionOpened opened, String node) {
    return opened(opened).put(NODE, node);
  }

  public static Placement readPlacement(JsonObject json) {
    return new Placement(opened(json), json.getString(NODE));
  }

  /** Names a node. */
  public static JsonObject node(String node) {
    return new JsonObject().put(NODE, node);
  }

  public static String readNode(JsonObject json) {
    return json.getString(NODE);
  }

  private static JsonObject opened(SessionOpened opened) {
    return new JsonObject()
        .put(SESSION_ID, opened.sessionId().value())
        .put(QUOTE_ID, opened.quoteId().value())
        .put(OWNER_EPOCH, opened.ownerEpoch())
        .put(CREATED_AT, opened.createdAt().toString())
        .put(LAST_ACTIVITY, opened.lastActivity().toString());
  }

  private static SessionOpened opened(JsonObject json) {
    return new SessionOpened(
        new SessionId(json.getString(SESSION_ID)),
        new QuoteId(json.getString(QUOTE_ID)),
        json.getLong(OWNER_EPOCH),
        Instant.parse(json.getString(CREATED_AT)),
        Instant.parse(json.getString(LAST_ACTIVITY)));
  }
}
