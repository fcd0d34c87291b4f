package dev.quotey.live.protocol;

import com.fasterxml.jackson.databind.util.RawValue;
import dev.quotey.live.core.json.JsonValue;
import dev.quotey.live.core.quote.Columns;
import dev.quotey.live.core.sync.ClientId;
import dev.quotey.live.core.sync.CommittedChange;
import dev.quotey.live.core.sync.QuoteId;
import dev.quotey.live.core.sync.SessionId;
import dev.quotey.live.core.sync.Submission;
import dev.quotey.live.protocol.PersistenceMessage.SessionClosed;
import dev.quotey.live.protocol.PersistenceMessage.SessionOpened;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/** The JSON of a session's messages, as docs/PROTOCOL.md describes it. */
public final class SessionForm {
  /** Characters of the missed changes in one answer; one change is always in it. */
  private static final long MISSED_LENGTH_MAX = 512 * 1024;

  private static final String TIMEOUT = "timeout_seconds";

  private SessionForm() {}

  /** Someone in a session, and where in the document, if that is known. */
  public record Participant(
      String userId,
      String name,
      Instant joinedAt,
      int connections,
      Optional<JsonObject> cursor,
      Optional<JsonObject> selection) {}

  /** A browser's question to join. */
  public record Join(ClientId clientId, Optional<Long> lastRevision) {}

  public static JsonObject error(String code, String message) {
    return new JsonObject()
        .put("error", new JsonObject().put("code", code).put("message", message));
  }

  /** The refusal, with the time after which the same may pass. */
  public static JsonObject retryAfter(JsonObject refusal, long millis) {
    refusal.getJsonObject("error").put("retry_after_ms", millis);
    return refusal;
  }

  /** The code of a reply that refuses; "" of one that does not. */
  public static String errorCode(JsonObject reply) {
    return reply.getJsonObject("error", new JsonObject()).getString("code", "");
  }

  /** The session that a reply of {@code sessions.create} names. */
  public static SessionId sessionId(JsonObject created) {
    return new SessionId(created.getJsonObject("session").getString("session_id"));
  }

  /** Why a reply refuses, for people; empty of one that does not. */
  public static Optional<String> errorMessage(JsonObject reply) {
    return Optional.ofNullable(reply.getJsonObject("error"))
        .map(error -> error.getString("message", ""));
  }

  public static JsonObject user(Identity identity) {
    return new JsonObject()
        .put(
            "user",
            new JsonObject()
                .put("user_id", identity.userId())
                .put("name", identity.name())
                .put("roles", new JsonArray(List.copyOf(new TreeSet<>(identity.roles())))));
  }

  public static JsonObject session(SessionOpened session, Collection<Participant> participants) {
    return new JsonObject()
        .put("session_id", session.sessionId().value())
        .put("quote_id", session.quoteId().value())
        .put("participants", participants(participants))
        .put("created_at", session.createdAt().toString())
        .put("last_activity", session.lastActivity().toString());
  }

  public static JsonObject created(SessionOpened session) {
    return new JsonObject().put("session", session(session, List.of()));
  }

  /** The contract's list of participants. */
  public static JsonObject participantList(Collection<Participant> participants, long revision) {
    return new JsonObject()
        .put("participants", participants(participants))
        .put("revision", revision);
  }

  private static JsonArray participants(Collection<Participant> participants) {
    JsonArray list = new JsonArray();
    participants.forEach(participant -> list.add(participant(participant)));
    return list;
  }

  public static JsonObject participant(Participant participant) {
    return new JsonObject()
        .put("user_id", participant.userId())
        .put("name", participant.name())
        .put("joined_at", participant.joinedAt().toString())
        .put("connections", participant.connections())
        .put("cursor_position", participant.cursor().orElse(null))
        .put("selection_range", participant.selection().orElse(null));
  }

  /** Throws {@link IllegalArgumentException} for a malformed body. */
  public static QuoteId readQuoteId(JsonObject body) {
    return new QuoteId(text(body, "quote_id"));
  }

  /** Fails as {@link #readQuoteId} does. */
  public static ClientId readClientId(JsonObject body) {
    return new ClientId(text(body, "client_id"));
  }

  /** Fails as {@link #readQuoteId} does. */
  public static Join readJoin(JsonObject body) {
    return new Join(readClientId(body), whole(body, "last_revision"));
  }

  /** Fails as {@link #readQuoteId} does, and as {@link OperationForm#read} does. */
  public static Submission readSubmission(SessionId session, JsonObject body) {
    String parent = text(body, "parent_op_id");
    String prefix = session.value() + ":";
    if (!parent.startsWith(prefix)) {
      throw new IllegalArgumentException("parent_op_id names no operation of this session");
    }
    if (!(body.getValue("operations") instanceof JsonArray operations)) {
      throw new IllegalArgumentException("operations is a list");
    }
    return new Submission(
        readClientId(body),
        whole(body, "client_seq")
            .orElseThrow(() -> new IllegalArgumentException("client_seq is missing")),
        Long.parseLong(parent.substring(prefix.length())),
        OperationForm.read(VertxJson.read(operations)));
  }

  static String text(JsonObject body, String name) {
    if (body.getValue(name) instanceof String text) {
      return text;
    }
    throw new IllegalArgumentException(name + " is a string");
  }

  static Optional<Long> whole(JsonObject body, String name) {
    Object value = body.getValue(name);
    if (value == null || value instanceof Integer || value instanceof Long) {
      return Optional.ofNullable(value).map(number -> ((Number) number).longValue());
    }
    throw new IllegalArgumentException(name + " is a whole number");
  }

  public static JsonObject joinedWithSnapshot(
      SessionOpened session,
      Collection<Participant> participants,
      long clientSequence,
      long revision,
      JsonValue document) {
    return joined(session, participants, clientSequence, revision)
        .put("snapshot", new JsonObject().put("document", VertxJson.write(document)));
  }

  /**
   * As many of the missed changes as one answer takes.
   *
   * @param from the revision that the client has
   * @param missed what follows it, at least one change unless {@code from} is {@code newest}
   * @param newest the session's revision: what is not in the answer is to be asked for by joining again
   */
  public static JsonObject joinedWithOperations(
      SessionOpened session,
      Collection<Participant> participants,
      long clientSequence,
      long from,
      List<LoggedChange> missed,
      long newest) {
    JsonArray operations = new JsonArray();
    long length = 0;
    for (LoggedChange change : missed) {
      JsonObject event = committed(session.sessionId(), change);
      length += event.encode().length();
      if (length > MISSED_LENGTH_MAX && !operations.isEmpty()) {
        break;
      }
      operations.add(event);
    }
    long revision = from + operations.size();
    return joined(session, participants, clientSequence, revision)
        .put("operations", operations)
        .put("more", revision < newest);
  }

  private static JsonObject joined(
      SessionOpened session,
      Collection<Participant> participants,
      long clientSequence,
      long revision) {
    return new JsonObject()
        .put("session", session(session, participants))
        .put("participants", participants(participants))
        .put("client_seq", clientSequence)
        .put("revision", revision);
  }

  /**
   * Tells who has joined what is allowed, so that a page offers no more.
   *
   * @param kept the columns that are not for this user
   */
  public static JsonObject putRights(JsonObject joined, Rights rights, Columns kept) {
    return joined.put(
        "rights",
        new JsonObject()
            .put("access", rights.level().word())
            .put("hidden_columns", new JsonArray(List.copyOf(new TreeSet<>(kept.hidden()))))
            .put("fixed_columns", new JsonArray(List.copyOf(new TreeSet<>(kept.fixed())))));
  }

  public static JsonObject result(SessionId session, String status, long revision) {
    return new JsonObject()
        .put("status", status)
        .put("revision", revision)
        .put("op_id", opId(session, revision));
  }

  public static JsonObject rejected(String code, String message, long revision) {
    return error(code, message).put("status", "rejected").put("revision", revision);
  }

  public static JsonObject committed(SessionId session, LoggedChange logged) {
    Object operations = VertxJson.write(OperationForm.write(logged.change().committed()));
    return committed(session, logged, operations);
  }

  /** As {@link #committed}, of a change just made; it can be encoded, and nothing else. */
  public static JsonObject committedNow(SessionId session, LoggedChange logged) {
    return committed(session, logged, new RawValue(logged.text().committed()));
  }

  private static JsonObject committed(SessionId session, LoggedChange logged, Object operations) {
    CommittedChange change = logged.change();
    JsonObject event = new JsonObject()
        .put("type", "committed")
        .put("revision", change.revision())
        .put("op_id", opId(session, change.revision()))
        .put("parent_op_id", opId(session, change.baseRevision()))
        .put("client_id", change.clientId().value())
        .put("client_seq", change.clientSequence())
        .put("user_id", logged.actor())
        .put("name", logged.actorName())
        .put("timestamp", logged.serverTime().toString())
        .put("operations", operations);
    if (!change.conflicts().isEmpty()) {
      JsonArray conflicts = new JsonArray();
      change
          .conflicts()
          .forEach(clash -> conflicts.add(VertxJson.write(OperationForm.writeConflict(clash))));
      event.put("conflicts", conflicts);
    }
    return event;
  }

  /** Says when its author made it, by the server's clock. */
  public static void putMade(JsonObject committed, Instant made) {
    committed.put("made_at", made.toString());
  }

  /** Lets clients see whether their document is the one that the commit has led to. */
  public static void putStateHash(JsonObject committed, JsonValue document) {
    committed.put("state_hash", StateHash.of(document));
  }

  public static JsonObject joinedEvent(Participant participant) {
    return new JsonObject().put("type", "joined").put("participant", participant(participant));
  }

  public static JsonObject leftEvent(String userId) {
    return new JsonObject().put("type", "left").put("user_id", userId);
  }

  /** The session ends then; an idle one only if nobody does anything until then. */
  public static JsonObject closingEvent(Instant closesAt, String reason) {
    return closesAt(closesAt).put("type", "closing").put("reason", reason);
  }

  /** The end that was announced is off. */
  public static JsonObject extendedEvent(Instant closesAt) {
    return closesAt(closesAt).put("type", "extended");
  }

  public static JsonObject closedEvent(String reason) {
    return new JsonObject().put("type", "closed").put("reason", reason);
  }

  public static JsonObject closesAt(Instant closesAt) {
    return new JsonObject().put("closes_at", closesAt.toString());
  }

  /** The contract's ClosedSession. */
  public static JsonObject closed(SessionClosed closed) {
    return new JsonObject()
        .put("session_id", closed.sessionId().value())
        .put("quote_id", closed.quoteId().value())
        .put("closed_at", closed.closedAt().toString())
        .put("reason", closed.reason())
        .put("revision", closed.revision());
  }

  public static JsonObject closedSessions(List<JsonObject> closed) {
    return new JsonObject().put("closed", new JsonArray(closed));
  }

  public static JsonObject timeout(Duration timeout) {
    return new JsonObject().put(TIMEOUT, timeout.toSeconds());
  }

  /** Fails as {@link #readQuoteId} does. */
  public static Duration readTimeout(JsonObject body) {
    return Duration.ofSeconds(whole(body, TIMEOUT)
        .filter(seconds -> seconds >= 0)
        .orElseThrow(() -> new IllegalArgumentException(TIMEOUT + " is missing")));
  }

  public static JsonObject resyncEvent(String reason) {
    return new JsonObject().put("type", "resync").put("reason", reason);
  }

  /** What the client has is of no use any more: it joins again for the document. */
  public static JsonObject resetEvent(String reason) {
    return resyncEvent(reason).put("reset", true);
  }

  /** Which owner a session has now. */
  public static JsonObject owner(long epoch) {
    return new JsonObject().put("owner_epoch", epoch);
  }

  /** Fails as {@link #readQuoteId} does. */
  public static long readOwner(JsonObject body) {
    return whole(body, "owner_epoch")
        .orElseThrow(() -> new IllegalArgumentException("owner_epoch is missing"));
  }

  /** The document as it is now, with its revision. */
  public static JsonObject state(long revision, JsonValue document) {
    return new JsonObject().put("revision", revision).put("document", VertxJson.write(document));
  }

  /** The name of a revision of a session. */
  public static String opId(SessionId session, long revision) {
    return session.value() + ":" + revision;
  }

  /** The same value as the core's JSON. */
  public static JsonValue value(JsonObject json) {
    return VertxJson.read(json);
  }
}
