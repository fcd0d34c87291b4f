package dev.quotey.live.session;

import dev.quotey.live.core.sync.ClientId;
import dev.quotey.live.protocol.Identity;
import dev.quotey.live.protocol.SessionForm;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Who is in a session. A user with two open pages is one participant with two connections. */
final class Participants {
  private record Connection(Identity identity, Instant joinedAt) {}

  private final Map<ClientId, Connection> connections = new LinkedHashMap<>();

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
    connections.put(client, new Connection(identity, now));
    return present
        ? Optional.empty()
        : all().stream().filter(one -> one.userId().equals(identity.userId())).findFirst();
  }

  /** Returns the user's id when this was the user's last connection. */
  Optional<String> leave(ClientId client) {
    Connection gone = connections.remove(client);
    return gone == null || isPresent(gone.identity().userId())
        ? Optional.empty()
        : Optional.of(gone.identity().userId());
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
      SessionForm.Participant one =
          new SessionForm.Participant(user, connection.identity().name(), connection.joinedAt(), 1);
      users.merge(
          user,
          one,
          (first, next) -> new SessionForm.Participant(
              user, first.name(), first.joinedAt(), first.connections() + 1));
    }
    return List.copyOf(users.values());
  }

  private boolean isPresent(String userId) {
    return connections.values().stream().anyMatch(one -> one.identity().userId().equals(userId));
  }
}
