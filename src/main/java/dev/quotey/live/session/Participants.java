package dev.quotey.live.session;

import dev.quotey.live.core.sync.ClientId;
import dev.quotey.live.metrics.SessionMeters.People;
import dev.quotey.live.protocol.Identity;
import dev.quotey.live.protocol.Rights.Level;
import dev.quotey.live.protocol.SessionForm;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Who is in a session. A user with two open pages is one participant with two connections. */
final class Participants {
  private record Connection(Identity identity, Instant joinedAt, Optional<Place> place) {}

  /** Where a client was seen last; either may be JSON's null. */
  record Place(Optional<JsonObject> cursor, Optional<JsonObject> selection) {}

  private static final Place NOWHERE = new Place(Optional.empty(), Optional.empty());

  private final Map<ClientId, Connection> connections = new LinkedHashMap<>();

  /** Found when asked for after somebody has come or gone. */
  private Optional<Set<String>> nodes = Optional.empty();

  /** Whether the client id belongs to another user. */
  boolean isTaken(ClientId client, Identity identity) {
    Connection connection = connections.get(client);
    return connection != null && !connection.identity().userId().equals(identity.userId());
  }

  /** Whether this user has joined with this client id. */
  boolean has(ClientId client, Identity identity) {
    Connection connection = connections.get(client);
    return connection != null && connection.identity().userId().equals(identity.userId());
  }

  /** Returns the participant when the user was not there before. */
  Optional<SessionForm.Participant> join(ClientId client, Identity identity, Instant now) {
    boolean present = isPresent(identity.userId());
    connections.put(client, new Connection(identity, now, Optional.empty()));
    nodes = Optional.empty();
    return present
        ? Optional.empty()
        : all().stream().filter(one -> one.userId().equals(identity.userId())).findFirst();
  }

  /** Somebody who is no longer there, and where the last client of that user was. */
  record Gone(Identity identity, Place place) {}

  /** Returns the user when this was the user's last connection. */
  Optional<Gone> leave(ClientId client) {
    Connection gone = connections.remove(client);
    nodes = Optional.empty();
    return gone == null || isPresent(gone.identity().userId())
        ? Optional.empty()
        : Optional.of(new Gone(gone.identity(), gone.place().orElse(NOWHERE)));
  }

  void see(ClientId client, Place place) {
    connections.computeIfPresent(
        client,
        (id, connection) ->
            new Connection(connection.identity(), connection.joinedAt(), Optional.of(place)));
  }

  /** The nodes at which there are sockets of clients. */
  Set<String> nodes() {
    if (nodes.isEmpty()) {
      Set<String> found = new HashSet<>();
      connections.values().forEach(connection -> found.add(connection.identity().node()));
      found.remove("");
      nodes = Optional.of(found);
    }
    return nodes.get();
  }

  int count() {
    return connections.size();
  }

  /** Users, each once: who may edit by one of the connections, and who may not. */
  People people() {
    Map<String, Boolean> users = new HashMap<>();
    connections
        .values()
        .forEach(one -> users.merge(
            one.identity().userId(),
            one.identity().rights().may(Level.EDITOR),
            Boolean::logicalOr));
    int editors = (int) users.values().stream().filter(may -> may).count();
    return new People(editors, users.size() - editors);
  }

  boolean isEmpty() {
    return connections.isEmpty();
  }

  /** The clients whose sockets are at this node. */
  List<ClientId> at(String node) {
    List<ClientId> clients = new ArrayList<>();
    connections.forEach((client, connection) -> {
      if (connection.identity().node().equals(node)) {
        clients.add(client);
      }
    });
    return clients;
  }

  /** The clients that came by this socket. */
  List<ClientId> on(String socketId) {
    List<ClientId> clients = new ArrayList<>();
    connections.forEach((client, connection) -> {
      if (connection.identity().socketId().equals(socketId)) {
        clients.add(client);
      }
    });
    return clients;
  }

  List<SessionForm.Participant> all() {
    Map<String, SessionForm.Participant> users = new LinkedHashMap<>();
    for (Connection connection : connections.values()) {
      String user = connection.identity().userId();
      Place place = connection.place().orElse(NOWHERE);
      SessionForm.Participant one = new SessionForm.Participant(
          user,
          connection.identity().name(),
          connection.joinedAt(),
          1,
          place.cursor(),
          place.selection());
      users.merge(user, one, Participants::together);
    }
    return List.copyOf(users.values());
  }

  /** Two connections of one user; the page that says where the user is counts. */
  private static SessionForm.Participant together(
      SessionForm.Participant first, SessionForm.Participant next) {
    boolean here = next.cursor().isPresent();
    return new SessionForm.Participant(
        first.userId(),
        first.name(),
        first.joinedAt(),
        first.connections() + 1,
        here ? next.cursor() : first.cursor(),
        here ? next.selection() : first.selection());
  }

  boolean isPresent(String userId) {
    return name(userId).isPresent();
  }

  /** What a user who is there is called. */
  Optional<String> name(String userId) {
    return connections.values().stream()
        .map(Connection::identity)
        .filter(one -> one.userId().equals(userId))
        .map(Identity::name)
        .findFirst();
  }
}
