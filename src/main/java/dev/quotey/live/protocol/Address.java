package dev.quotey.live.protocol;

import dev.quotey.live.core.sync.SessionId;

/** Every address of the event bus. docs/ARCHITECTURE.md has the table; a test holds both equal. */
public final class Address {
  public static final String AUTH = "auth";
  public static final String SESSIONS_CREATE = "sessions.create";

  /** A node is gone, and with it whoever was connected to it. */
  public static final String NODES_LOST = "nodes.lost";

  /** Answers a browser's message that the gate refused; no browser can name it. */
  public static final String BRIDGE_REFUSED = "bridge.refused";

  /** Ends every session that has been idle for some time. */
  public static final String SESSIONS_CLOSE_INACTIVE = "sessions.close_inactive";

  /** The settings of sessions have changed. */
  public static final String SESSIONS_SETTINGS = "sessions.settings";

  public static final String SESSION_LIFECYCLE = "session.lifecycle";
  public static final String PERSISTENCE = "persistence";

  /** What browsers may send to, beside {@link #AUTH} and {@link #SESSIONS_CREATE}. */
  public static final String SESSION_INBOUND =
      "session\\.[A-Za-z0-9_-]+\\.(join|submit|command|restore|presence|participants|leave|extend)";

  /** What browsers may listen to. */
  public static final String SESSION_OUTBOUND = "session\\.[A-Za-z0-9_-]+\\.events";

  private Address() {}

  public static String join(SessionId session) {
    return of(session, "join");
  }

  public static String submit(SessionId session) {
    return of(session, "submit");
  }

  public static String presence(SessionId session) {
    return of(session, "presence");
  }

  public static String leave(SessionId session) {
    return of(session, "leave");
  }

  /** Somebody is still there: the idle time starts anew. */
  public static String extend(SessionId session) {
    return of(session, "extend");
  }

  /** Ends the session if it has been idle for some time. */
  public static String closeIdle(SessionId session) {
    return of(session, "close_idle");
  }

  /** What people do beside editing: holds and approvals. */
  public static String command(SessionId session) {
    return of(session, "command");
  }

  /** Brings an earlier revision back. */
  public static String restore(SessionId session) {
    return of(session, "restore");
  }

  /** The whole quote as somebody has it, from REST. */
  public static String replace(SessionId session) {
    return of(session, "replace");
  }

  /** Ends the session, after a notice to those who are there. */
  public static String close(SessionId session) {
    return of(session, "close");
  }

  /** Who is there now. */
  public static String participants(SessionId session) {
    return of(session, "participants");
  }

  /** Where people were seen last. */
  public static String seen(SessionId session) {
    return of(session, "seen");
  }

  /** A client has left, or its connection is lost. */
  public static String gone(SessionId session) {
    return of(session, "gone");
  }

  public static String events(SessionId session) {
    return of(session, "events");
  }

  /** Another process has taken the session over. */
  public static String owner(SessionId session) {
    return of(session, "owner");
  }

  /** A socket that had joined is gone. */
  public static String disconnected(SessionId session) {
    return of(session, "disconnected");
  }

  /** The document as it is now, for REST. */
  public static String state(SessionId session) {
    return of(session, "state");
  }

  /** Where a node is asked to run a session. */
  public static String sessionHost(String node) {
    return "session.host." + node;
  }

  private static String of(SessionId session, String what) {
    return "session." + session.value() + "." + what;
  }
}
