package dev.quotey.live.bridge;

import dev.quotey.live.config.AppConfig;
import dev.quotey.live.config.AppConfig.Rate;
import dev.quotey.live.core.sync.SessionId;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * What each user, and each address, uses of this node: one user's tabs share it, and coming back by a new
 * socket does not fill it. One event loop.
 */
final class Quotas {
  private final AppConfig.Limits limits;
  private final LongSupplier nanos;
  private final Map<String, Integer> addresses = new HashMap<>();
  private final Map<String, Share> users = new HashMap<>();

  /** @param nanos from any moment on */
  Quotas(AppConfig.Limits limits, LongSupplier nanos) {
    this.limits = limits;
    this.nanos = nanos;
  }

  /** One user's part. */
  final class Share {
    private final TokenBucket submissions = bucket(limits.submissions());
    private final TokenBucket control = bucket(limits.control());
    private final TokenBucket calls = bucket(limits.calls());
    private final Map<SessionId, Integer> sessions = new HashMap<>();
    private int sockets;

    TokenBucket submissions() {
      return submissions;
    }

    /** Whatever is neither an edit nor presence. */
    TokenBucket control() {
      return control;
    }

    /** Calls over REST. */
    TokenBucket calls() {
      return calls;
    }

    /** One more socket of the user; false where there are too many. */
    boolean enter() {
      if (sockets >= limits.socketsPerUser()) {
        return false;
      }
      sockets++;
      return true;
    }

    void leave() {
      sockets--;
    }

    /** One more socket that says something in a session; false where these are too many sessions. */
    boolean use(SessionId session) {
      if (!sessions.containsKey(session) && sessions.size() >= limits.sessionsPerUser()) {
        return false;
      }
      sessions.merge(session, 1, Integer::sum);
      return true;
    }

    void unuse(SessionId session) {
      sessions.computeIfPresent(session, (id, count) -> count > 1 ? count - 1 : null);
    }

    private boolean isIdle() {
      return sockets == 0 && submissions.isFull() && control.isFull() && calls.isFull();
    }
  }

  private TokenBucket bucket(Rate rate) {
    return new TokenBucket(rate, nanos);
  }

  Share of(String userId) {
    return users.computeIfAbsent(userId, id -> new Share());
  }

  /** Of a socket whose user is not known yet. */
  Share ofNobody() {
    return new Share();
  }

  /** One more socket from an address; false where there are too many. */
  boolean open(String address) {
    int there = addresses.getOrDefault(address, 0);
    if (there >= limits.socketsPerAddress()) {
      return false;
    }
    addresses.put(address, there + 1);
    return true;
  }

  void close(String address) {
    addresses.computeIfPresent(address, (one, count) -> count > 1 ? count - 1 : null);
  }

  /** Forgets users who use nothing now. */
  void sweep() {
    users.values().removeIf(Share::isIdle);
  }
}
