package dev.quotey.live.protocol;

import dev.quotey.live.core.sync.QuoteId;
import dev.quotey.live.core.sync.SessionId;
import dev.quotey.live.protocol.PersistenceMessage.SessionOpened;
import java.util.List;
import java.util.Set;

/** What is said about sessions between bridge, directories, hosts, sessions and presence. */
public sealed interface SessionMessage extends BusMessage {

  /** To a directory: a quote's session, opened in this user's name if there is none. */
  record FindSession(QuoteId quoteId, String userId) implements SessionMessage {}

  /** To a directory: where this session runs; with {@code start} it is started if it runs nowhere. */
  record LocateSession(SessionId sessionId, boolean start) implements SessionMessage {}

  /** From directory to directory: as {@link FindSession}, where the other is the one that decides. */
  record PlaceSession(QuoteId quoteId, String userId) implements SessionMessage {}

  /** Has a quote's session move to a host, while all who look for it meanwhile wait. */
  record MoveSession(QuoteId quoteId, String userId, String host) implements SessionMessage {}

  /** From directory to directory: which sessions run at your node? */
  record ReadClaims() implements SessionMessage {}

  record Claims(List<Placed> placed) implements SessionMessage {}

  /** From directory to host: run this quote's session, whoever runs it now. */
  record RunSession(QuoteId quoteId, String userId) implements SessionMessage {}

  /** Where a session runs, or why it does not. */
  sealed interface Placing extends SessionMessage {}

  /** A session runs at a node, as the owner of this epoch. */
  record Placed(SessionOpened opened, String node) implements Placing {}

  /** It runs nowhere. */
  record Unplaced(String code, String message) implements Placing {}

  /** To every node: a session has started or stopped. */
  record SessionMoved(Placed placed, State state) implements SessionMessage {}

  /**
   * To every node: I am there.
   *
   * @param load what the node carries; sessions and, weighing more, their clients
   * @param hosting whether sessions may be placed there
   * @param unheard nodes that were there and have fallen silent
   */
  record Beat(String node, long load, boolean hosting, Set<String> unheard)
      implements SessionMessage {}

  /**
   * At this node: whether it serves browsers, and whether it may run sessions.
   *
   * @param serving false where the node is cut off from most others, or stops
   * @param hosting false where besides its database is out of reach, and not that of others
   * @param database false where its database is out of reach
   */
  record Standing(boolean serving, boolean hosting, boolean database) implements SessionMessage {}

  /**
   * At this node: a session is reachable, or no longer, or somebody has come or gone.
   *
   * @param clients how many are in it
   */
  record Lifecycle(SessionId sessionId, QuoteId quoteId, long ownerEpoch, State state, int clients)
      implements SessionMessage {}

  /** A session as the node that runs it sees it. */
  enum State {
    STARTED,
    ATTENDED,
    STOPPED
  }
}
