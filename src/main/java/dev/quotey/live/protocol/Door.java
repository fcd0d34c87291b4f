package dev.quotey.live.protocol;

import dev.quotey.live.protocol.Rights.Level;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** What a session can be told. A browser writes it as the last part of {@code session.{s}.join}. */
public enum Door {
  JOIN(true, Level.VIEWER),
  SUBMIT(true, Level.EDITOR),
  /** What people do beside editing: holds and approvals. */
  COMMAND(true, Level.EDITOR),
  /** Brings an earlier revision back. */
  RESTORE(true, Level.EDITOR),
  /** Where a client is. Presence answers it, at the node where the session runs. */
  PRESENCE(true, Level.VIEWER),
  /** What a client has painted. The node of its browser takes it, and no session. */
  PAINTED(true, Level.VIEWER),
  /** Who is there now. */
  PARTICIPANTS(true, Level.VIEWER),
  LEAVE(true, Level.VIEWER),
  /** Somebody is still there: the idle time starts anew. */
  EXTEND(true, Level.EDITOR),
  /** The whole quote as somebody has it, from REST. */
  REPLACE(false, Level.EDITOR),
  /** The document as it is now, for REST. */
  STATE(false, Level.VIEWER),
  /** Ends the session, after a notice to those who are there. */
  CLOSE(false, Level.OWNER),
  /** Ends the session if it has been idle for some time. */
  CLOSE_IDLE(false, Level.OWNER),
  /** Somebody who is not there wants it to go on. */
  KEEP(false, Level.EDITOR),
  /** Where people were seen last. */
  SEEN(false, Level.VIEWER),
  /** A client has left, or its connection is lost; for presence. */
  GONE(false, Level.VIEWER),
  /** Another process has taken the session over. */
  OWNER(false, Level.OWNER),
  /** A socket that had joined is gone. */
  DISCONNECTED(false, Level.VIEWER);

  private static final Map<String, Door> FOR_BROWSERS = Arrays.stream(values())
      .filter(Door::isForBrowsers)
      .collect(Collectors.toUnmodifiableMap(Door::word, door -> door));

  private final String word = name().toLowerCase(Locale.ROOT);
  private final boolean forBrowsers;
  private final Level least;

  Door(boolean forBrowsers, Level least) {
    this.forBrowsers = forBrowsers;
    this.least = least;
  }

  /** What somebody may do with the quote at least who comes by it. */
  public Level least() {
    return least;
  }

  /** Its name in addresses. */
  public String word() {
    return word;
  }

  /** Whether browsers may use it. */
  public boolean isForBrowsers() {
    return forBrowsers;
  }

  /** Whether presence answers it, and not the session. */
  boolean isOfPresence() {
    return this == PRESENCE || this == GONE;
  }

  /** The door that a browser means; empty where there is none for browsers. */
  public static Optional<Door> forBrowsers(String word) {
    return Optional.ofNullable(FOR_BROWSERS.get(word));
  }
}
