package dev.quotey.live.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Browsers' connections to this node, and what passes over them. */
public final class SocketMeters {
  private static final Duration PAINTED_MAX = Duration.ofMinutes(1);

  private final MeterRegistry registry;
  private final Map<Transport, AtomicInteger> connections = new EnumMap<>(Transport.class);
  private final Map<Scope, Counter> overloads = new EnumMap<>(Scope.class);
  private final Map<Resync, Counter> resyncs = new EnumMap<>(Resync.class);
  private final Counter closedItself;
  private final Counter closedSilent;
  private final Presence in;
  private final Presence out;
  private final Timer fanout;
  private final SyncMeters sync;

  SocketMeters(MeterRegistry registry, SyncMeters sync) {
    this.sync = sync;
    this.registry = registry;
    for (Transport transport : Transport.values()) {
      connections.put(
          transport,
          Registered.gauge(
              registry,
              "quotey.ws.connections",
              "Browsers that are connected to this node",
              "transport",
              label(transport)));
    }
    for (Scope scope : Scope.values()) {
      overloads.put(scope, Registered.overload(registry, label(scope)));
    }
    for (Resync reason : Resync.values()) {
      resyncs.put(
          reason,
          Registered.counter(
              registry,
              "quotey.resync",
              "Browsers told to join a session again",
              "reason",
              label(reason)));
    }
    closedItself = closed(registry, "closed");
    closedSilent = closed(registry, "silent");
    in = new Presence(registry, "in");
    out = new Presence(registry, "out");
    fanout = Registered.histogram(
        registry,
        "quotey.op.fanout",
        "From a session's telling until it is written to a node's sockets");
  }

  private static Counter closed(MeterRegistry registry, String reason) {
    return Registered.counter(
        registry, "quotey.ws.closed", "Connections that ended", "reason", reason);
  }

  private static String label(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  /** How a browser is connected. */
  public enum Transport {
    WEBSOCKET,
    XHR_STREAMING,
    XHR_POLLING,
    OTHER;

    /** @param uri that the connection came by; the transports of SockJS have their name at its end */
    public static Transport of(String uri) {
      String path = uri.split("\\?", 2)[0];
      return switch (path.substring(path.lastIndexOf('/') + 1)) {
        case "websocket" -> WEBSOCKET;
        case "xhr_streaming" -> XHR_STREAMING;
        case "xhr" -> XHR_POLLING;
        default -> OTHER;
      };
    }
  }

  public void opened(Transport transport) {
    connections.get(transport).incrementAndGet();
  }

  /** @param silent whether it was taken for lost, and did not end by itself */
  public void closed(Transport transport, boolean silent) {
    connections.get(transport).decrementAndGet();
    (silent ? closedSilent : closedItself).increment();
  }

  /** What a browser may have only so much of. */
  public enum Scope {
    REQUESTS,
    LISTENING,
    SESSIONS
  }

  public void overloaded(Scope scope) {
    overloads.get(scope).increment();
  }

  /** Where somebody shows a token. */
  public enum Stage {
    SOCKET,
    REST
  }

  /** @param reason one of few: the code that the sender gets */
  public void authFailed(Stage stage, String reason) {
    Registered.counter(
            registry,
            "quotey.auth.failures",
            "Calls without a token that is valid",
            "stage",
            label(stage),
            "reason",
            reason.toLowerCase(Locale.ROOT))
        .increment();
  }

  /** Why a browser has to join again. */
  public enum Resync {
    SLOW,
    SESSION_MOVED,
    NODE_LOST,
    RIGHTS
  }

  public void resync(Resync reason) {
    resyncs.get(reason).increment();
  }

  /** A browser says where its client is. */
  public void presenceIn(boolean dropped) {
    in.count(dropped);
  }

  /** A browser is to be told where others are. */
  public void presenceOut(boolean dropped) {
    out.count(dropped);
  }

  /** @param micros from when the session told it until the last browser here was written to */
  public void fannedOut(long micros) {
    fanout.record(Math.max(0, micros), TimeUnit.MICROSECONDS);
  }

  /**
   * A browser has painted somebody else's edit. A time that no edit takes is of a clock that is wrong; one a
   * little below nothing is of two clocks that are not quite equal.
   *
   * @param latency since the edit was made; as long as somebody may say
   */
  public void painted(Transport transport, Duration latency) {
    if (latency.abs().compareTo(PAINTED_MAX) <= 0) {
      sync.painted(transport, Math.max(0, latency.toMillis()));
    }
  }

  void count(Map<KpiCount, Long> counts) {
    sync.count(counts);
  }

  private static final class Presence {
    private final Counter passed;
    private final Counter dropped;

    Presence(MeterRegistry registry, String dir) {
      passed = counter(registry, dir, "false");
      dropped = counter(registry, dir, "true");
    }

    private static Counter counter(MeterRegistry registry, String dir, String dropped) {
      return Registered.counter(
          registry,
          "quotey.presence.messages",
          "Words on where people are, from browsers and to browsers",
          "dir",
          dir,
          "dropped",
          dropped);
    }

    void count(boolean isDropped) {
      (isDropped ? dropped : passed).increment();
    }
  }
}
