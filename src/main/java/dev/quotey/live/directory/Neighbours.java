package dev.quotey.live.directory;

import dev.quotey.live.protocol.SessionMessage.Beat;
import java.time.Duration;
import java.util.ArrayList;
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
  /** After so long without a beat a node is silent that has left the cluster, too. */
  private static final long LEFT_MILLIS = 1_200;

  /** A node that is silent for so long will not come back by this name. */
  private static final long FORGET_MILLIS = 120_000;

  private final String self;
  private final long silentMillis;
  private final Map<String, Heard> heard = new TreeMap<>();

  /** Nodes that have fallen silent, and when they were last heard. */
  private final Map<String, Long> silent = new TreeMap<>();

  private final Set<String> left = new TreeSet<>();

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
    boolean before = isHeard(node);
    // Whom this one hears again it no longer calls silent, so that two who had lost each other
    // meet.
    silent.remove(node);
    left.remove(node);
    heard.put(node, new Heard(beat, node.equals(self) ? Long.MAX_VALUE : nowMillis));
    if (before == isHeard(node)) {
      return Change.NONE;
    }
    return before ? Change.LOST : Change.MET;
  }

  /** The cluster says that a node is gone. It can be wrong: the node has a moment to be heard. */
  void left(String node) {
    if (heard.containsKey(node)) {
      left.add(node);
    }
  }

  /** Takes a node for silent until it is heard again; returns whether it was not till now. */
  boolean suspect(String node) {
    if (node.equals(self)) {
      return false;
    }
    boolean before = isHeard(node);
    Heard last = heard.remove(node);
    if (last != null) {
      left.remove(node);
      silent.put(node, last.atMillis);
    }
    return before;
  }

  /** The nodes that have become silent. */
  List<String> expire(long nowMillis) {
    List<String> expired = new ArrayList<>();
    heard.forEach((node, last) -> {
      long patience = left.contains(node) ? Math.min(LEFT_MILLIS, silentMillis) : silentMillis;
      if (nowMillis - last.atMillis > patience) {
        expired.add(node);
      }
    });
    silent.values().removeIf(since -> nowMillis - since > FORGET_MILLIS);
    return expired.stream().filter(this::suspect).toList();
  }

  /** Whether the two nodes hear each other. */
  boolean isHeard(String node) {
    Heard last = heard.get(node);
    return last != null && !last.beat.unheard().contains(self);
  }

  /** By name, this one among them. */
  List<String> heard() {
    return heard.keySet().stream().filter(this::isHeard).toList();
  }

  /** Nodes that were heard once and are not any more. */
  Set<String> silent() {
    return Set.copyOf(silent.keySet());
  }

  /**
   * Whether more than half of the nodes that were there a moment ago are surely there still. In a split
   * the nodes of the other side fall silent one after the other, so those count as gone that are late.
   */
  boolean hearsMost(long nowMillis) {
    long gone = silent.values().stream()
        .filter(since -> nowMillis - since < 2 * silentMillis)
        .count();
    long late = heard.entrySet().stream()
        .filter(
            one -> !isHeard(one.getKey()) || nowMillis - one.getValue().atMillis > silentMillis / 2)
        .count();
    return heard.size() - late > gone + late;
  }

  /** For how long each of the silent nodes has not been heard. */
  Map<String, Duration> silences(long nowMillis) {
    Map<String, Duration> silences = new TreeMap<>();
    silent.forEach((node, since) -> silences.put(node, Duration.ofMillis(nowMillis - since)));
    return silences;
  }

  /** Those that take sessions, by what they carry. */
  Map<String, Long> hosts() {
    Map<String, Long> hosts = new TreeMap<>();
    heard.forEach((node, last) -> {
      if (last.beat.hosting() && isHeard(node)) {
        hosts.put(node, last.beat.load() + last.placedSince);
      }
    });
    return hosts;
  }

  /** What each of the others that take sessions carries; 0 where there is none. */
  long averageOfOthers() {
    Map<String, Long> others = hosts();
    others.remove(self);
    return (long) others.values().stream().mapToLong(load -> load).average().orElse(0);
  }

  /** A session was placed there, which its next beat will tell. */
  void placed(String node, long load) {
    Heard last = heard.get(node);
    if (last != null) {
      last.placedSince += load;
    }
  }
}
