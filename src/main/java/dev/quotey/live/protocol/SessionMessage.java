package dev.quotey.live.protocol;

import dev.quotey.live.core.sync.QuoteId;
import dev.quotey.live.core.sync.SessionId;
import dev.quotey.live.protocol.PersistenceMessage.SessionOpened;

/** What is said about sessions between directory, host, session and presence. */
public sealed interface SessionMessage extends BusMessage {

  /** Directory to host: run this session here, as this owner. */
  record StartSession(SessionOpened opened) implements SessionMessage {}

  /** The host's answer, once the session is reachable. */
  record SessionStarted(long revision) implements SessionMessage {}

  /** Published when a session is reachable here, or no longer. */
  record Lifecycle(SessionId sessionId, QuoteId quoteId, State state) implements SessionMessage {}

  /** A session as the node that runs it sees it. */
  enum State {
    STARTED,
    STOPPED
  }
}
