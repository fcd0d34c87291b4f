package dev.quotey.live.fakeslack;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** What is made to go wrong. Safe for any thread. */
public final class Faults {
  private static final String ALL = "*";
  private static final int RETRY_AFTER_SECONDS = 2;

  private final Map<String, Planned> planned = new HashMap<>();
  private final Sockets sockets;
  private int retryAfterSeconds = RETRY_AFTER_SECONDS;
  private boolean refuseConnections;

  /** What can happen to a call. */
  public enum Fault {
    /** 429 with a Retry-After. */
    RATE_LIMITED,
    /** Status 500. */
    SERVER_ERROR,
    /** Acts at once, and answers after ten seconds. */
    SLOW,
    /** Acts, and cuts the connection without an answer. */
    LOST_ANSWER,
    /** Neither acts nor answers. */
    HANGS,
    MISSING_SCOPE,
    CHANNEL_NOT_FOUND,
    MESSAGE_NOT_FOUND,
    INVALID_AUTH;

    /** Whether the call is carried out all the same. */
    boolean acts() {
      return this == SLOW || this == LOST_ANSWER;
    }

    /** Slack's code. */
    String code() {
      return switch (this) {
        case RATE_LIMITED -> "ratelimited";
        case SERVER_ERROR -> "internal_error";
        case SLOW, LOST_ANSWER, HANGS -> "request_timeout";
        case MISSING_SCOPE -> "missing_scope";
        case CHANNEL_NOT_FOUND -> "channel_not_found";
        case MESSAGE_NOT_FOUND -> "message_not_found";
        case INVALID_AUTH -> "invalid_auth";
      };
    }
  }

  private record Planned(Fault fault, int times) {}

  Faults(Sockets sockets) {
    this.sockets = sockets;
  }

  /**
   * Lets the next calls of a method fail.
   *
   * @param method {@code *} for any; {@code response_url} for those
   * @param times {@code Integer.MAX_VALUE} until {@link #clear}
   */
  public synchronized void fail(String method, Fault fault, int times) {
    planned.put(method, new Planned(fault, times));
  }

  /** Calls fail no more, envelopes come once, connections are taken. */
  public synchronized void clear() {
    planned.clear();
    retryAfterSeconds = RETRY_AFTER_SECONDS;
    refuseConnections = false;
    sockets.duplicate(false);
  }

  /** What a 429 that is made asks for; without this, 2 seconds. */
  public synchronized void retryAfterSeconds(int seconds) {
    retryAfterSeconds = seconds;
  }

  /** Cuts every Socket Mode connection without a goodbye. */
  public void dropSockets() {
    sockets.drop();
  }

  /** Asks every connection for a new one, and closes the old ones 2 seconds later. */
  public void refreshSockets() {
    sockets.refresh();
  }

  /** Warns every connection that it will be closed soon. */
  public void warnSockets() {
    sockets.warn();
  }

  /** Whether each envelope is sent twice, the second time with {@code retry_attempt} 1. */
  public void duplicateEnvelopes(boolean on) {
    sockets.duplicate(on);
  }

  /** Whether {@code apps.connections.open} answers an error. */
  public synchronized void refuseConnections(boolean on) {
    refuseConnections = on;
  }

  synchronized boolean connectionsRefused() {
    return refuseConnections;
  }

  synchronized int retryAfter() {
    return retryAfterSeconds;
  }

  /** What is to happen to this call. */
  synchronized Optional<Fault> take(String method) {
    String key = planned.containsKey(method) ? method : ALL;
    Optional<Planned> next = Optional.ofNullable(planned.get(key));
    next.ifPresent(plan -> {
      if (plan.times() == 1) {
        planned.remove(key);
      } else if (plan.times() != Integer.MAX_VALUE) {
        planned.put(key, new Planned(plan.fault(), plan.times() - 1));
      }
    });
    return next.map(Planned::fault);
  }
}
