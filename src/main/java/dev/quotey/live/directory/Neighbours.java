package dev.quotey.live.directory;

import dev.quotey.live.protocol.SessionMessage.Beat;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The nodes that are heard, this one among them. A node that is not heard for a while, or that says it
 * does not hear this one, is silent: whether it is gone, paused or cut off makes no difference here.
 */
final class Neighbours {
  private final String self;
  private final long silentMillis;
  private final Map<String, Heard> heard = new TreeMap<>();
  private final Set<String> silent = new TreeSet<>();

  private static final class Heard {
    private final Beat beat;
    private final long atMillis;
    private long placedSince;

    Heard(Beat beat, long atMillis) {
      this.beat = beat;
      this.atMillis = atMillis;
    }
  }

  /** @param silentMillis after how long without a beat a node is silent */
  Neighbours(String self, long silentMillis) {
    this.self = self;
    this.silentMillis = silentMillis;
    heard.put(self, new Heard(new Beat(self, 0, true, Set.of()), Long.MAX_VALUE));
  }

  /** What a beat changes. */
  enum Change {
    NONE,
    /** A node is heard that was not before. */
    MET,
    /** A node that was heard does not hear this one. */
    LOST
  }

  Change heard(Beat beat, long nowMillis) {
    String node = beat.node();
    if (node.equals(self)) {
      heard.put(self, new Heard(beat, Long.MAX_VALUE));
      return Change.NONE;
    }
    if (beat.unheard().contains(self)) {
      return heard.remove(node) == null ? Change.NONE : Change.LOST;
    }
    silent.remove(node);
    return heard.put(node, new Heard(beat, nowMillis)) == null ? Change.MET : Change.NONE;
  }

  /** The cluster says that a node is gone; returns whether it was heard till now. */
  boolean left(String node) {
    silent.remove(node);
    return heard.remove(node) != null;
  }

  /** A node has not answered in time: it is taken for silent until it is heard again. */
  boolean suspect(String node) {
    if (node.equals(self) || heard.remove(node) == null) {
      return false;
    }
    silent.add(node);
    return true;
  }

  /** The nodes that have become silent. */
  List<String> expire(long nowMillis) {
    List<String> expired = new ArrayList<>();
    heard.forEach((node, last) -> {
      if (nowMillis - last.atMillis > silentMillis) {
        expired.add(node);
      }
    });
    expired.forEach(this::suspect);
    return expired;
  }

  boolean isHeard(String node) {
    return heard.containsKey(node);
  }

  /** By name, this one among them. */
  Collection<String> heard() {
    return heard.keySet();
  }

  /** Nodes that were heard once and are not any more. */
  Set<String> silent() {
    return Set.copyOf(silent);
  }

  /** Those that take sessions, by what they carry. */
  Map<String, Long> hosts() {
    Map<String, Long> hosts = new TreeMap<>();
    heard.forEach((node, last) -> {
      if (last.beat.hosting()) {
        hosts.put(node, last.beat.load() + last.placedSince);
      }
    });
    return hosts;
  }

  /** A session was placed there, which its next beat will tell. */
  void placed(String node, long load) {
    Heard last = heard.get(node);
    if (last != null) {
      last.placedSince += load;
    }
  }
}
