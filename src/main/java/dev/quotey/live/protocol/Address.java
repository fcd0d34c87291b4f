package dev.quotey.live.protocol;

import dev.quotey.live.core.sync.SessionId;
import java.util.List;
import java.util.Optional;

/**
 * Every address of the event bus. docs/ARCHITECTURE.md has the table; a test holds both equal. Those of
 * a node are known in the whole cluster, all others at their node alone, so that a session costs the
 * cluster's subscriptions nothing.
 */
public final class Address {
  public static final String SESSIONS_CREATE = "sessions.create";

  /** Where a session runs; it is started if it runs nowhere. */
  public static final String SESSIONS_LOCATE = "sessions.locate";

  /** To every node: a session runs there from now on, or no longer. */
  public static final String SESSIONS_PLACED = "sessions.placed";

  /** Ends every session that has been idle for some time. */
  public static final String SESSIONS_CLOSE_INACTIVE = "sessions.close_inactive";

  /** The settings of sessions have changed. */
  public static final String SESSIONS_SETTINGS = "sessions.settings";

  /** A session has started here, or stopped, or somebody has come or gone. */
  public static final String SESSION_LIFECYCLE = "session.lifecycle";

  /** To every node: a node is there, how much it carries, and whom it does not hear. */
  public static final String NODES_BEAT = "nodes.beat";

  /** At this node: another node has left the cluster. */
  public static final String NODES_LEFT = "nodes.left";

  /** At this node: another node is heard that was not before. */
  public static final String NODES_MET = "nodes.met";

  /** At this node: another node is gone, or silent. */
  public static final String NODES_LOST = "nodes.lost";

  /** At this node: whether it can serve browsers now. */
  public static final String NODE_STANDING = "node.standing";

  /** At this node: something has happened in a session. */
  public static final String SESSION_NEWS = "session.news";

  /** To every node: something has happened in some sessions; for the one that speaks to Slack. */
  public static final String SLACK_NEWS = "slack.news";

  /** At this node: somebody calls who says to be Slack. */
  public static final String SLACK_CALLS = "slack.calls";

  /** What Slack is to be told, and what has come from there. */
  public static final String OUTBOX = "outbox";

  /** At this node: what a user may do with a quote. */
  public static final String ACCESS = "access";

  /** The KPIs, of all nodes. */
  public static final String KPI = "kpi";

  public static final String PRESENCE = "presence";
  public static final String PERSISTENCE = "persistence";

  /** Where every node listens. */
  public static final List<String> OF_EVERY_NODE = List.of(SESSIONS_PLACED, NODES_BEAT, SLACK_NEWS);

  private static final String HOST = "session.host.";
  private static final String DIRECTORY = "directory.";
  private static final String EDGE = "edge.";
  private static final List<String> OF_ONE_NODE = List.of(HOST, DIRECTORY, EDGE);

  private Address() {}

  /** Where one node listens for others. */
  public static List<String> of(String node) {
    return List.of(sessionHost(node), directory(node), edge(node));
  }

  /** The node that an address names; empty where it names none. */
  public static Optional<String> node(String address) {
    for (String prefix : OF_ONE_NODE) {
      if (address.startsWith(prefix)) {
        return Optional.of(address.substring(prefix.length()));
      }
    }
    return Optional.empty();
  }

  /** Whether what is sent there stays at this node. */
  static boolean isLocal(String address) {
    return !OF_EVERY_NODE.contains(address) && node(address).isEmpty();
  }

  /** Where a session listens, at the node that runs it. */
  public static String session(SessionId session) {
    return "session." + session.value();
  }

  /** Where a node takes in what is for its sessions, and is asked to run one. */
  public static String sessionHost(String node) {
    return HOST + node;
  }

  /** Where a node is asked to give a quote's session an owner, and which sessions it runs. */
  public static String directory(String node) {
    return DIRECTORY + node;
  }

  /** Where a node takes in the events of sessions for its browsers. */
  public static String edge(String node) {
    return EDGE + node;
  }
}
