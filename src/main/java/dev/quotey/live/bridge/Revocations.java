package dev.quotey.live.bridge;

import dev.quotey.live.protocol.Bus;
import dev.quotey.live.protocol.PersistenceMessage.PruneTokens;
import dev.quotey.live.protocol.PersistenceMessage.ReadRevocations;
import dev.quotey.live.protocol.PersistenceMessage.Reply;
import dev.quotey.live.protocol.PersistenceMessage.RevokeUser;
import dev.quotey.live.protocol.PersistenceMessage.Revoked;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BiConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whose tokens are refused, and of which age. Every node asks the database each second what is new, so that
 * no node depends on hearing another. One event loop.
 */
final class Revocations {
  private static final Logger LOG = LoggerFactory.getLogger(Revocations.class);
  private static final long POLL_MILLIS = 1_000;
  private static final long PRUNE_MILLIS = 10 * 60 * 1_000;

  /** What was revoked at a moment may be read later than what was revoked after it. */
  private static final Duration OVERLAP = Duration.ofSeconds(15);

  private final Vertx vertx;
  private final Duration longestLife;
  private final Map<String, Instant> until = new HashMap<>();
  private BiConsumer<String, Instant> listener = (user, at) -> {};
  private Instant newest = Instant.EPOCH.plus(OVERLAP);
  private boolean asking;

  /** @param longestLife after which a token has run out in any case */
  Revocations(Vertx vertx, Duration longestLife) {
    this.vertx = vertx;
    this.longestLife = longestLife;
  }

  /** Called with a user whose tokens that were issued until then are refused from now on. */
  void onRevoked(BiConsumer<String, Instant> handler) {
    listener = handler;
  }

  /** Done when all that was revoked is known. */
  Future<?> start() {
    return ask().onSuccess(done -> {
      vertx.setPeriodic(POLL_MILLIS, timer -> poll());
      vertx.setPeriodic(PRUNE_MILLIS, timer -> prune());
    });
  }

  private Future<Reply> ask() {
    return Bus.persistence(vertx, new ReadRevocations(newest.minus(OVERLAP))).onSuccess(this::take);
  }

  private void poll() {
    if (!asking) {
      asking = true;
      ask()
          .onFailure(fault -> LOG.debug("revocations cannot be read now", fault))
          .onComplete(done -> asking = false);
    }
  }

  private void take(Reply reply) {
    ((Revoked) reply).until().forEach((user, at) -> {
      newest = at.isAfter(newest) ? at : newest;
      if (!at.equals(until.put(user, at))) {
        listener.accept(user, at);
      }
    });
  }

  private void prune() {
    until.values().removeIf(at -> at.isBefore(newest.minus(longestLife)));
    Bus.persistence(vertx, new PruneTokens(longestLife))
        .onFailure(fault -> LOG.debug("old tokens cannot be forgotten now", fault));
  }

  /** Refuses what a user was given until now, at every node. */
  Future<Instant> revoke(String userId) {
    return Bus.persistence(vertx, new RevokeUser(userId))
        .onSuccess(this::take)
        .map(reply -> ((Revoked) reply).until().get(userId));
  }

  boolean isRevoked(User user) {
    Instant at = until.get(user.userId());
    return at != null && covers(at, user);
  }

  /** Tokens say the second in which they were issued, and no more. */
  static boolean covers(Instant revokedAt, User user) {
    return !user.issuedAt().isAfter(revokedAt.truncatedTo(ChronoUnit.SECONDS));
  }
}
