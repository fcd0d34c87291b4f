package dev.quotey.live.protocol;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What a session can be told. A browser writes it as the last part of {@code session.{s}.join}. */
public enum Door {
  JOIN(true),
  SUBMIT(true),
  /** What people do beside editing: holds and approvals. */
  COMMAND(true),
  /** Brings an earlier revision back. */
  RESTORE(true),
  /** Where a client is. Presence answers it, at the node where the session runs. */
  PRESENCE(true),
  /** Who is there now. */
  PARTICIPANTS(true),
  LEAVE(true),
  /** Somebody is still there: the idle time starts anew. */
  EXTEND(true),
  /** The whole quote as somebody has it, from REST. */
  REPLACE(false),
  /** The document as it is now, for REST. */
  STATE(false),
  /** Ends the session, after a notice to those who are there. */
  CLOSE(false),
  /** Ends the session if it has been idle for some time. */
  CLOSE_IDLE(false),
  /** Somebody who is not there wants it to go on. */
  KEEP(false),
  /** Where people were seen last. */
  SEEN(false),
  /** A client has left, or its connection is lost; for presence. */
  GONE(false),
  /** Another process has taken the session over. */
  OWNER(false),
  /** A socket that had joined is gone. */
  DISCONNECTED(false);

  private final boolean forBrowsers;

  Door(boolean forBrowsers) {
    this.forBrowsers = forBrowsers;
  }

  /** Its name in addresses and headers. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
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
    return Arrays.stream(values())
        .filter(door -> door.forBrowsers && door.word().equals(word))
        .findFirst();
  }
}
