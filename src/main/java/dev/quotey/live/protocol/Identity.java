package dev.quotey.live.protocol;

import io.vertx.core.MultiMap;
import io.vertx.core.json.JsonObject;

/**
 * Who sent a browser's message: stamped on it by the bridge, whatever the browser wrote there.
 *
 * @param socketId the connection it came by
 */
public record Identity(String userId, String name, String socketId) {
  private static final String USER_ID = "user_id";
  private static final String USER_NAME = "user_name";
  private static final String SOCKET_ID = "socket_id";

  public static Identity of(MultiMap headers) {
    return new Identity(headers.get(USER_ID), headers.get(USER_NAME), headers.get(SOCKET_ID));
  }

  /** The headers of a message from this sender. */
  public JsonObject toHeaders() {
    return new JsonObject().put(USER_ID, userId).put(USER_NAME, name).put(SOCKET_ID, socketId);
  }
}
