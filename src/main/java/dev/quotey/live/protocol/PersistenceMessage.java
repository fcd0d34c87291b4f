package dev.quotey.live.protocol;

import dev.quotey.live.core.json.JsonValue;
import dev.quotey.live.core.json.Path;
import dev.quotey.live.core.sync.ClientId;
import dev.quotey.live.core.sync.QuoteId;
import dev.quotey.live.core.sync.SessionId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What the persistence verticle is asked, and what it answers. */
public sealed interface PersistenceMessage extends BusMessage {

  /** A question. */
  sealed interface Request extends PersistenceMessage {}

  /** Gives the quote's active session a new owner; makes the session if there is none. */
  record OpenSession(QuoteId quoteId, String userId, String ownerNode) implements Request {}

  /** Reads what a session needs to go on. */
  record LoadSession(SessionId sessionId) implements Request {}

  /** Appends changes that follow {@code baseRevision}, all or none. Idempotent by its epoch. */
  record Append(SessionId sessionId, long ownerEpoch, long baseRevision, List<LoggedChange> changes)
      implements Request {}

  /** Keeps a snapshot, and gives the quote the same document. */
  record SaveSnapshot(
      SessionId sessionId, long ownerEpoch, long revision, JsonValue document, String hash)
      implements Request {}

  /** Reads up to {@code limit} changes from {@code fromRevision} on. */
  record ReadChanges(SessionId sessionId, long fromRevision, int limit) implements Request {}

  /**
   * Reads the newest changes before {@code beforeRevision} that wrote at {@code path}, around it or
   * below it, the newest first; the root stands for all.
   */
  record ReadNewest(SessionId sessionId, long beforeRevision, Path path, int limit)
      implements Request {}

  /** Notes a step of a session's life. */
  record Audit(SessionId sessionId, String event, String actor, String reason) implements Request {}

  /** Notes that a user is there from now on. */
  record NoteJoined(SessionId sessionId, String userId, String name, boolean mayEdit)
      implements Request {}

  /** Notes that a user is gone, why, and where the user was last. */
  record NoteLeft(
      SessionId sessionId,
      String userId,
      Optional<JsonValue> cursor,
      Optional<JsonValue> selection,
      String reason)
      implements Request {}

  /** Notes when somebody last did something in a session that nobody is in any more. */
  record NoteActivity(SessionId sessionId, long ownerEpoch, Instant at) implements Request {}

  /** Notes that a node reaches the database; answered with {@link NodeAges}. */
  record BeatNode(String node) implements Request {}

  /** Keeps a quote's open session from all but {@code node} for a time from now on; zero ends that. */
  record HoldSession(QuoteId quoteId, String node, Duration time) implements Request {}

  /** Notes that a node has stopped. */
  record ForgetNode(String node) implements Request {}

  /** Ends a session for good: its quote keeps the document, the log stays. */
  record CloseSession(
      SessionId sessionId,
      long ownerEpoch,
      long revision,
      JsonValue document,
      String hash,
      String actor,
      String reason)
      implements Request {}

  /** Reads the document and hash from which a session's log began, and its kept snapshots. */
  record ReadSnapshots(SessionId sessionId) implements Request {}

  /** Reads what a session's document at a revision is made of. */
  record ReadRevision(SessionId sessionId, long revision) implements Request {}

  /** Reads the ids of all sessions, the oldest first. */
  record ListSessions() implements Request {}

  /** Reads what is known of a session, open or closed. */
  record ReadSession(SessionId sessionId) implements Request {}

  /** Reads what is known of a quote's sessions, the newest first; without participants. */
  record ReadSessions(QuoteId quoteId) implements Request {}

  /** Reads the steps of a session's life, oldest first. */
  record ReadAudit(SessionId sessionId) implements Request {}

  /** Reads the quotes whose open sessions have seen no activity for {@code idle}. */
  record ReadIdle(Duration idle) implements Request {}

  /** Which of these sessions have a later owner than that of the epoch given. */
  record ReadSuccessors(Map<SessionId, Long> epochs) implements Request {}

  /** Reads every quote. */
  record ListQuotes() implements Request {}

  /** Reads one quote as it was last stored. */
  record ReadQuote(QuoteId quoteId) implements Request {}

  /** Stores a quote that is not there yet; one that is changes through its session. */
  record CreateQuote(QuoteId quoteId, JsonValue document) implements Request {}

  /** Notes that a ticket was shown, once in the whole cluster; refused if it was before. */
  record SpendTicket(String ticketId, Instant expiresAt) implements Request {}

  /** Refuses a user's tokens that were issued until now; answered with {@link Revoked}. */
  record RevokeUser(String userId) implements Request {}

  /** Reads until when the tokens of users are refused, of those revoked at or after {@code since}. */
  record ReadRevocations(Instant since) implements Request {}

  /** Forgets tickets that are too old to be shown, and tokens that have run out anyway. */
  record PruneTokens(Duration longestLife) implements Request {}

  /** Keeps what a run of a node has counted in a minute, in the place of what it had told of it before. */
  record KeepKpis(Instant minute, String run, Map<String, Long> counts) implements Request {}

  /** Reads what was counted, and who edited, from {@code from} on and before {@code to}. */
  record ReadKpis(Instant from, Instant to, Duration step) implements Request {}

  /** An answer. */
  sealed interface Reply extends PersistenceMessage {}

  /** A session with its new owner's epoch. */
  record SessionOpened(
      SessionId sessionId,
      QuoteId quoteId,
      long ownerEpoch,
      Instant createdAt,
      Instant lastActivity) {}

  /** A session that is the asker's now. */
  record SessionTaken(SessionOpened opened, Stranded stranded) implements Reply {}

  /**
   * Who was in a session as its last owner's node was killed: nobody there is left to tell how they fared.
   *
   * @param away for how long the node has not been heard of
   */
  record Stranded(Set<String> userIds, Duration away) {
    public static final Stranded NOBODY = new Stranded(Set.of(), Duration.ZERO);
  }

  /**
   * @param snapshot the document at {@code snapshotRevision}
   * @param lastSequences each client's last client sequence up to the snapshot
   * @param tail the changes after the snapshot
   * @param snapshotHash the hash of the log at {@code snapshotRevision}; "" where that is 0
   */
  record SessionLoaded(
      long snapshotRevision,
      JsonValue snapshot,
      String snapshotHash,
      Map<ClientId, Long> lastSequences,
      List<LoggedChange> tail)
      implements Reply {
    /** The newest one. */
    public long revision() {
      return snapshotRevision + tail.size();
    }

    /** The newest document. */
    public JsonValue document() {
      return LoggedChange.applied(snapshot, tail);
    }
  }

  /** The changes are durable up to {@code revision}. */
  record Appended(long revision) implements Reply {}

  record Changes(List<LoggedChange> changes) implements Reply {}

  /** A closed session, and until which revision its log goes. */
  record SessionClosed(
      SessionId sessionId, QuoteId quoteId, Instant closedAt, String reason, long revision)
      implements Reply {}

  /**
   * A session as it was last noted.
   *
   * @param participants who is there
   * @param closed when and why it ended, if it has
   */
  record SessionRecord(
      SessionOpened session, List<Present> participants, long revision, Optional<Closing> closed)
      implements Reply {}

  record Sessions(List<SessionRecord> sessions) implements Reply {}

  /** A user who is in a session. */
  record Present(String userId, String name, Instant joinedAt) {}

  /** The end of a session. */
  record Closing(Instant at, String reason) {}

  record AuditTrail(List<Step> steps) implements Reply {}

  /** A step of a session's life. */
  record Step(String event, String actor, String reason, Instant at) {}

  /** A document at a revision. */
  record Snapshot(long revision, JsonValue document) {}

  record Snapshots(List<Snapshot> snapshots) implements Reply {}

  /** The changes that lead from a kept document to the revision asked for. */
  record Revision(Snapshot snapshot, List<LoggedChange> changes) implements Reply {
    /** The document at that revision. */
    public JsonValue document() {
      return LoggedChange.applied(snapshot.document(), changes);
    }
  }

  record SessionIds(List<SessionId> sessionIds) implements Reply {}

  record IdleQuotes(List<QuoteId> quoteIds) implements Reply {}

  /** The owner epochs of sessions. */
  record Epochs(Map<SessionId, Long> epochs) implements Reply {}

  record Quotes(List<StoredQuote> quotes) implements Reply {}

  /** A quote as stored; the session is its active one. */
  record StoredQuote(
      QuoteId quoteId, JsonValue document, Instant updatedAt, Optional<SessionId> sessionId)
      implements Reply {}

  /** For how long each node has not been heard of at the database, by its name. */
  record NodeAges(Map<String, Duration> ages) implements Reply {}

  /** Users, and until when their tokens are refused. */
  record Revoked(Map<String, Instant> until) implements Reply {}

  /** What was counted, by name, and who edited, in times of one length, each by when it begins. */
  record KpiTimes(
      Map<Instant, Map<String, KpiCounted>> counted, Map<Instant, EditedSessions> edited)
      implements Reply {}

  /** A count: of all nodes and minutes together, and the highest of one node in one minute. */
  record KpiCounted(long total, long most) {}

  /** Sessions in which people edited, those of them in which two did or more, and the edits. */
  record EditedSessions(long sessions, long shared, long edits, long editsInShared) {
    public static final EditedSessions NONE = new EditedSessions(0, 0, 0, 0);
  }

  record Done() implements Reply {}

  /** The request was not carried out, and will not be. */
  record Refused(Reason reason) implements Reply {}

  /** Why a request was refused. */
  enum Reason {
    QUOTE_NOT_FOUND,
    SESSION_NOT_FOUND,
    QUOTE_EXISTS,
    TICKET_SPENT,
    /** Another owner has taken the session over, or it is closed. */
    STALE_EPOCH,
    /** The log has another change at this revision. */
    REVISION_TAKEN,
    /** The queue of appends is full. */
    OVERLOADED,
    /** A command works on the session; it is to be asked for again. */
    UNAVAILABLE
  }
}
