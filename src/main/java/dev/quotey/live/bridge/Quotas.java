package dev.quotey.live.bridge;

import dev.quotey.live.config.AppConfig;
import dev.quotey.live.config.AppConfig.Rate;
import dev.quotey.live.core.sync.SessionId;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * What each user, and each address, uses of this node: one user's tabs share it, and coming back by a new
 * socket does not fill it. One event loop.
 */
final class Quotas {
  private final AppConfig.Limits limits;
  private final LongSupplier nanos;
  private final Map<String, Place> addresses = new HashMap<>();
  private final Map<String, Share> users = new HashMap<>();

  /** @param nanos from any moment on */
  Quotas(AppConfig.Limits limits, LongSupplier nanos) {
    this.limits = limits;
    this.nanos = nanos;
  }

  /** One address. */
  private final class Place {
    private final TokenBucket connects = bucket(limits.connects());
    private int sockets;

    private boolean isIdle() {
      return sockets == 0 && connects.isFull();
    }
  }

  /** One user's part. */
  final class Share {
    private final TokenBucket submissions = bucket(limits.submissions());
    private final TokenBucket presence = bucket(limits.presence());
    private final TokenBucket control = bucket(limits.control());
    private final TokenBucket calls = bucket(limits.calls());
    private final Map<SessionId, Integer> sessions = new HashMap<>();
    private int sockets;
    private long barredNanos = nanos.getAsLong();

    TokenBucket submissions() {
      return submissions;
    }

    TokenBucket presence() {
      return presence;
    }

    /** Whatever is neither an edit nor presence. */
    TokenBucket control() {
      return control;
    }

    /** Calls over REST. */
    TokenBucket calls() {
      return calls;
    }

    /** The user has no more sockets for a while, beside those that are there. */
    void bar() {
      barredNanos = nanos.getAsLong() + limits.barred().toNanos();
    }

    /** For how long that goes on, in milliseconds; 0 where it does not. */
    long barredMillis() {
      long left = barredNanos - nanos.getAsLong();
      return left > 0 ? Math.max(1, TimeUnit.NANOSECONDS.toMillis(left)) : 0;
    }

    /** One more socket of the user; false where there are too many, or the user is barred. */
    boolean enter() {
      if (sockets >= limits.socketsPerUser() || barredMillis() > 0) {
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
      return sockets == 0
          && barredMillis() == 0
          && submissions.isFull()
          && presence.isFull()
          && control.isFull()
          && calls.isFull();
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

  /** Whether one more socket from an address would be taken now. */
  boolean mayOpen(String address) {
    Place place = addresses.get(address);
    return place == null
        || (place.sockets < limits.socketsPerAddress() && !place.connects.isEmpty());
  }

  /** One more socket from an address; false where there are too many, or they come too fast. */
  boolean open(String address) {
    Place place = addresses.computeIfAbsent(address, one -> new Place());
    if (place.sockets >= limits.socketsPerAddress() || !place.connects.take()) {
      return false;
    }
    place.sockets++;
    return true;
  }

  void close(String address) {
    addresses.computeIfPresent(address, (one, place) -> {
      place.sockets--;
      return place;
    });
  }

  /** Forgets users and addresses that use nothing now. */
  void sweep() {
    users.values().removeIf(Share::isIdle);
    addresses.values().removeIf(Place::isIdle);
  }
}
