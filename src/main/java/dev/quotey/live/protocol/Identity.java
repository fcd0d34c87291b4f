package dev.quotey.live.protocol;

import dev.quotey.live.core.quote.Actor;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Who sent a browser's message: stamped on it by the bridge, whatever the browser wrote there.
 *
 * @param socketId the connection it came by; empty where it came over REST
 * @param roles what the host system lets the user do
 * @param rights what the user may do with the quote that the message is about
 */
public record Identity(
    String userId, String name, String socketId, Set<String> roles, Rights rights) {
  /** Who acts where nobody does. */
  public static final Identity SYSTEM = new Identity("system", "System", "", Set.of(), Rights.ALL);

  private static final String USER_ID = "user_id";
  private static final String USER_NAME = "user_name";
  private static final String SOCKET_ID = "socket_id";
  private static final String ROLES = "user_roles";
  private static final String RIGHTS = "user_rights";

  public Identity {
    roles = Set.copyOf(roles);
  }

  /** Where it is not known yet which quote it is about. */
  public Identity(String userId, String name, String socketId, Set<String> roles) {
    this(userId, name, socketId, roles, Rights.NONE);
  }

  /** The same user, with these rights. */
  public Identity with(Rights of) {
    return new Identity(userId, name, socketId, roles, of);
  }

  /** The id of a socket at a node. */
  public static String socketAt(String node, String socket) {
    return node + "/" + socket;
  }

  /** The node at which this user's connection is; empty where there is none. */
  public String node() {
    return socketId.substring(0, Math.max(0, socketId.lastIndexOf('/')));
  }

  /** As {@link #write} wrote it. */
  static Identity read(JsonObject json) {
    Set<String> roles = new HashSet<>();
    json.getJsonArray(ROLES).forEach(role -> roles.add((String) role));
    return new Identity(
        json.getString(USER_ID),
        json.getString(USER_NAME),
        json.getString(SOCKET_ID),
        roles,
        Rights.read(json.getString(RIGHTS)));
  }

  /** For another node. */
  JsonObject write() {
    return new JsonObject()
        .put(USER_ID, userId)
        .put(USER_NAME, name)
        .put(SOCKET_ID, socketId)
        .put(ROLES, new JsonArray(List.copyOf(roles)))
        .put(RIGHTS, rights.write());
  }

  /** The user as one who gives commands. */
  public Actor actor() {
    return new Actor(userId, roles);
  }
}
