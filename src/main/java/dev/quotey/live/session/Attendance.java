package dev.quotey.live.session;

import dev.quotey.live.core.sync.ClientId;
import dev.quotey.live.core.sync.SessionId;
import dev.quotey.live.protocol.Address;
import dev.quotey.live.protocol.CommandForm;
import dev.quotey.live.protocol.Door;
import dev.quotey.live.protocol.Identity;
import dev.quotey.live.protocol.Letter;
import dev.quotey.live.protocol.PresenceForm;
import dev.quotey.live.protocol.Rights.Level;
import dev.quotey.live.protocol.SessionForm;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.json.JsonObject;
import java.time.Clock;

/**
 * People come to a session, are seen, and go: because they mean to, or with their socket, their node, or
 * their lease.
 */
final class Attendance {
  /** How long a client without a socket is there after its last call. */
  private static final long LEASE_MILLIS = 60_000;

  private final Vertx vertx;
  private final SessionId session;
  private final Clock clock;
  private final Participants participants;
  private final Listener listener;
  private final Leases leases;
  private final Stays stays;
  private final MessageConsumer<String> nodesLost;

  interface Listener {
    /** A user has come who was not there before. */
    void arrived(SessionForm.Participant participant, boolean mayEdit);

    /** The last client of a user is gone; a connection that was lost may come back. */
    void departed(Participants.Gone user, boolean meant);

    /** A client has come or gone. */
    void attended();
  }

  Attendance(
      Vertx vertx,
      SessionId session,
      Clock clock,
      Participants participants,
      Stays stays,
      Listener listener) {
    this.vertx = vertx;
    this.session = session;
    this.clock = clock;
    this.participants = participants;
    this.listener = listener;
    this.stays = stays;
    leases = new Leases(vertx, LEASE_MILLIS, client -> gone(client, false));
    // Whoever was connected to a node that is gone, is gone, and may come back by another.
    nodesLost = vertx.eventBus().localConsumer(Address.NODES_LOST);
    nodesLost.handler(
        message -> participants.at(message.body()).forEach(client -> gone(client, false)));
  }

  void join(ClientId client, Identity identity) {
    participants
        .join(client, identity, clock.instant())
        .ifPresent(one -> listener.arrived(one, identity.rights().may(Level.EDITOR)));
    stays.came(client, identity.userId(), participants.people());
    keep(client, identity);
    listener.attended();
  }

  /** A client over REST has no socket whose end would tell that it is gone. */
  void keep(ClientId client, Identity identity) {
    if (identity.socketId().isEmpty()) {
      leases.renew(client);
    }
  }

  Future<JsonObject> leave(Letter letter) {
    ClientId client = SessionForm.readClientId(letter.body());
    if (participants.has(client, letter.from())) {
      gone(client, true);
    }
    return Future.succeededFuture(new JsonObject());
  }

  Future<JsonObject> disconnected(Letter letter) {
    participants.on(letter.from().socketId()).forEach(client -> gone(client, false));
    return Future.succeededFuture(new JsonObject());
  }

  void seen(JsonObject roster) {
    CommandForm.readSeen(
        roster,
        (client, cursor, selection) ->
            participants.see(client, new Participants.Place(cursor, selection)));
  }

  private void gone(ClientId client, boolean meant) {
    leases.end(client);
    Letter.ofSystem(session, Door.GONE, PresenceForm.client(client)).send(vertx, Address.PRESENCE);
    participants.leave(client).ifPresent(user -> listener.departed(user, meant));
    stays.went(client, meant, participants.people());
    listener.attended();
  }

  void stop() {
    leases.endAll();
    stays.end(participants.count());
    nodesLost.unregister();
  }
}
