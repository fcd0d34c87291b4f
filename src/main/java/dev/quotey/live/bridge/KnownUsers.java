package dev.quotey.live.bridge;

import dev.quotey.live.protocol.Bus;
import dev.quotey.live.protocol.OutboxMessage.NoteUser;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.HashSet;
import java.util.Set;

/** Notes users whom a token shows with a verified address, so that they can be known in Slack by it. */
final class KnownUsers {
  /** Noted lately; once there are more, all are noted anew. */
  private static final int REMEMBERED_MAX = 10_000;

  private final Vertx vertx;
  private final boolean enabled;
  private final Set<User> noted = new HashSet<>();

  KnownUsers(Vertx vertx, boolean enabled) {
    this.vertx = vertx;
    this.enabled = enabled;
  }

  /** Done when the user is known there, or that has failed; nobody else waits for it. */
  Future<Void> note(User user) {
    if (!enabled || user.email().isEmpty() || !noted.add(user)) {
      return Future.succeededFuture();
    }
    if (noted.size() > REMEMBERED_MAX) {
      noted.clear();
    }
    return Bus.outbox(vertx, new NoteUser(user.email(), user.userId(), user.name(), user.grants()))
        .onFailure(fault -> noted.remove(user))
        .<Void>mapEmpty()
        .otherwiseEmpty();
  }
}
