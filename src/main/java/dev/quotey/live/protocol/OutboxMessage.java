package dev.quotey.live.protocol;

import dev.quotey.live.core.sync.QuoteId;
import dev.quotey.live.core.sync.SessionId;
import dev.quotey.live.protocol.PersistenceMessage.Closing;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What the keeper of Slack's outbox and inbox is asked, and what it answers. */
public sealed interface OutboxMessage extends BusMessage {

  /** A question. */
  sealed interface Request extends OutboxMessage {}

  /** Asks to be the one node that speaks to Slack, or to stay it, for some time. */
  record TakeTurn(String node, Duration time) implements Request {}

  /** Another node may have the turn. */
  record EndTurn(String node) implements Request {}

  /** Reads the sessions of which something may not have been told. */
  record ReadUntold() implements Request {}

  /** Reads what of a session there is to tell, and what has been told. */
  record ReadStory(SessionId sessionId) implements Request {}

  /** Reads who changed a session's quote, and how often. */
  record ReadAuthors(SessionId sessionId) implements Request {}

  /** Begins to tell of a session; what happened up to {@code from} is not told. */
  record BeginStory(SessionId sessionId, QuoteId quoteId, String channel, Told from)
      implements Request {}

  /** Puts messages in the outbox and notes that they tell all up to {@code told}; both or neither. */
  record Tell(SessionId sessionId, QuoteId quoteId, Told told, boolean digest, List<Notice> notices)
      implements Request {}

  /** Whether a session's edits are told from now on. */
  record Mute(SessionId sessionId, boolean muted) implements Request {}

  /** Reads messages that may be sent now, the most urgent first. */
  record ReadWaiting(int limit) implements Request {}

  /** Takes a message to send it: nobody else does for {@code time}. Not done without the turn. */
  record Claim(long noticeId, String node, Duration time) implements Request {}

  record NoteSent(long noticeId, String ts) implements Request {}

  /** A message was not sent: another attempt is made after {@code pause}; none if it is dead. */
  record NoteFailed(long noticeId, String error, Duration pause, boolean attempted, boolean dead)
      implements Request {}

  /** The first message of a quote's thread is posted; or the thread is somebody else's. */
  record NoteThread(QuoteId quoteId, String channel, Optional<String> threadTs)
      implements Request {}

  /** A session's card shows this now; without a {@code ts} it is to be posted anew. */
  record NoteCard(SessionId sessionId, Optional<String> ts, String shown) implements Request {}

  /** Keeps what came from Slack. */
  record Receive(String key, String kind, JsonObject payload) implements Request {}

  record NoteDone(String key) implements Request {}

  /** Reads what came from Slack and was not done by the node it came to. */
  record ReadUndone(Duration age) implements Request {}

  /** Notes that the host system has shown a user with a verified address. */
  record NoteUser(String email, String userId, String name, Grants grants) implements Request {}

  /** Somebody in Slack has shown to be this user. */
  record LinkPerson(String slackUser, String userId, String name, Grants grants)
      implements Request {}

  /** Which user somebody in Slack is; by a verified address where {@code email} is not empty. */
  record FindPerson(String slackUser, String email) implements Request {}

  /** Reads messages that wait or are dead. */
  record ReadUnsent() implements Request {}

  /** Has dead messages sent after all; all of them where no id is given. */
  record Revive(List<Long> noticeIds) implements Request {}

  /** An answer. */
  sealed interface Reply extends OutboxMessage {}

  /** Whether something was done, or is so. */
  record Answer(boolean yes) implements Reply {}

  record Sessions(List<SessionId> sessionIds) implements Reply {}

  /** There is no such session. */
  record NoStory() implements Reply {}

  /**
   * A session as there is to tell of it.
   *
   * @param approvalRevision of the last step of its approval that has not been told; 0 for none
   * @param warned its last warning of the end
   * @param card empty where nothing has been told yet
   * @param at when this was so
   */
  record Story(
      SessionId sessionId,
      QuoteId quoteId,
      Instant createdAt,
      Optional<Closing> closed,
      long revision,
      long approvalRevision,
      Optional<Warned> warned,
      List<Person> people,
      Optional<Card> card,
      Instant at)
      implements Reply {}

  /** A warning of the end. */
  record Warned(long id, Instant at) {}

  /**
   * Somebody who is in a session.
   *
   * @param activeAt when the person last came to edit or changed something; empty for who only looks
   */
  record Person(String userId, String name, Optional<Instant> activeAt) {}

  /**
   * A session's card.
   *
   * @param ts the message that it is; empty until it is posted
   * @param shown what it shows
   * @param threadTs the quote's thread; empty until its first message is posted
   * @param digestAt when that thread was last told of edits
   */
  record Card(
      Told told,
      boolean muted,
      Optional<String> ts,
      String shown,
      String channel,
      Optional<String> threadTs,
      Optional<Instant> digestAt) {}

  /**
   * How far a session has been told.
   *
   * @param revision up to which its edits are
   * @param approvalRevision up to which steps of its approval are
   * @param warningId the last warning
   * @param ended whether its end is
   */
  record Told(long revision, long approvalRevision, long warningId, boolean ended) {}

  /**
   * A message for a quote's thread.
   *
   * @param key makes it one message, however often it is asked for
   * @param content {@code text} and {@code blocks}
   */
  record Notice(String key, Priority priority, JsonObject content) {}

  /** What goes first. */
  enum Priority {
    LIFECYCLE(0),
    WARNING(1),
    DIGEST(2);

    private final int rank;

    Priority(int rank) {
      this.rank = rank;
    }

    /** The lower, the sooner. */
    public int rank() {
      return rank;
    }

    public static Priority ofRank(int rank) {
      return switch (rank) {
        case 0 -> LIFECYCLE;
        case 1 -> WARNING;
        default -> DIGEST;
      };
    }
  }

  record Authors(List<Author> authors) implements Reply {}

  /** Somebody who changed a quote. */
  record Author(String userId, String name, long changes) {}

  record Waiting(List<WaitingNotice> notices) implements Reply {}

  /**
   * A message that waits.
   *
   * @param attempts how often it has been tried
   */
  record WaitingNotice(
      long id,
      QuoteId quoteId,
      String channel,
      Optional<String> threadTs,
      Notice notice,
      int attempts,
      Instant createdAt) {}

  record Undone(List<Received> received) implements Reply {}

  /** Something that came from Slack. */
  record Received(String key, String kind, JsonObject payload) {}

  /** Which user somebody is. */
  record Known(String userId, String name, Grants grants) implements Reply {}

  record Unknown() implements Reply {}

  record Unsent(List<UnsentNotice> notices) implements Reply {}

  /** A message that waits or is dead, for an operator. */
  record UnsentNotice(
      long id, String key, int attempts, boolean dead, String lastError, Instant createdAt) {}
}
