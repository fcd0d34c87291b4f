package dev.quotey.live.protocol;

import dev.quotey.live.core.sync.ClientId;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The JSON of where people are: the contract's PresenceUpdate. */
public final class PresenceForm {
  /** Characters of a cursor or a selection: everybody gets them. */
  private static final int PLACE_LENGTH_MAX = 1_000;

  private static final Set<String> STATUS = Set.of("active", "idle", "away");
  private static final String GONE = "gone";
  private static final String USER_ID = "user_id";
  private static final String CLIENT_ID = "client_id";
  private static final String STATUS_NAME = "status";
  private static final String CURSOR = "cursor";
  private static final String SELECTION = "selection";
  private static final String REVISION = "revision";
  private static final String UPDATES = "updates";

  private PresenceForm() {}

  /** The client that a browser says it speaks for, whatever it wrote there; empty where it is no text. */
  public static String client(JsonObject body) {
    return body.getValue(CLIENT_ID) instanceof String text ? text : "";
  }

  /** What a client says of itself. Throws {@link IllegalArgumentException} for a malformed one. */
  public static JsonObject update(Identity identity, JsonObject body) {
    String status = body.containsKey(STATUS_NAME) ? SessionForm.text(body, STATUS_NAME) : "active";
    if (!STATUS.contains(status)) {
      throw new IllegalArgumentException("status is one of " + STATUS);
    }
    JsonObject update = new JsonObject()
        .put(USER_ID, identity.userId())
        .put("name", identity.name())
        .put(CLIENT_ID, SessionForm.text(body, CLIENT_ID))
        .put(STATUS_NAME, status)
        .put(CURSOR, place(body, CURSOR))
        .put(SELECTION, place(body, SELECTION));
    SessionForm.whole(body, REVISION).ifPresent(revision -> update.put(REVISION, revision));
    return update;
  }

  private static JsonObject place(JsonObject body, String name) {
    Object value = body.getValue(name);
    if (value == null) {
      return null;
    }
    if (value instanceof JsonObject place && place.encode().length() <= PLACE_LENGTH_MAX) {
      return place;
    }
    throw new IllegalArgumentException(name + " is a small object or null");
  }

  /** The last word about a client that is no longer there. */
  public static JsonObject gone(JsonObject update) {
    return update.copy().put(STATUS_NAME, GONE).putNull(CURSOR).putNull(SELECTION);
  }

  public static boolean isOfOneUser(JsonObject one, JsonObject other) {
    return user(one).equals(user(other));
  }

  public static String user(JsonObject update) {
    return update.getString(USER_ID);
  }

  /** What everybody in a session is told: the updates of a roster. */
  public static JsonObject event(JsonObject roster) {
    return new JsonObject().put("type", "presence").put(UPDATES, roster.getJsonArray(UPDATES));
  }

  public static JsonObject roster(Collection<JsonObject> updates) {
    return new JsonObject().put(UPDATES, new JsonArray(List.copyOf(updates)));
  }

  /** The updates of a roster, by client. */
  public static Map<ClientId, JsonObject> updates(JsonObject roster) {
    Map<ClientId, JsonObject> updates = new LinkedHashMap<>();
    for (Object one : roster.getJsonArray(UPDATES)) {
      JsonObject update = (JsonObject) one;
      updates.put(new ClientId(update.getString(CLIENT_ID)), update);
    }
    return updates;
  }

  /** Names a client that is gone. */
  public static JsonObject client(ClientId client) {
    return new JsonObject().put(CLIENT_ID, client.value());
  }
}
