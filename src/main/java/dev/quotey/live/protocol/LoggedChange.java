package dev.quotey.live.protocol;

import dev.quotey.live.core.json.JsonValue;
import dev.quotey.live.core.ot.Ot;
import dev.quotey.live.core.quote.Columns;
import dev.quotey.live.core.sync.CommittedChange;
import dev.quotey.live.core.sync.SessionId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A committed change as the log keeps it.
 *
 * @param actor the user who made it, as the server knows it
 * @param actorName the name shown for the actor
 * @param hashedName the name in the hash, of a change that was logged before names were kept apart from
 *     the log, where they can be erased
 * @param serverTime when the owner of the session ordered it, in milliseconds
 * @param hash of this change and all before it, see {@link LogChain}
 * @param written the change as text, where it has been written already
 */
public record LoggedChange(
    CommittedChange change,
    String actor,
    String actorName,
    Optional<String> hashedName,
    Instant serverTime,
    String hash,
    Optional<ChangeText> written) {

  public LoggedChange(
      CommittedChange change,
      String actor,
      String actorName,
      Optional<String> hashedName,
      Instant serverTime,
      String hash) {
    this(change, actor, actorName, hashedName, serverTime, hash, Optional.empty());
  }

  public LoggedChange(
      CommittedChange change, String actor, String actorName, Instant serverTime, String hash) {
    this(change, actor, actorName, Optional.empty(), serverTime, hash);
  }

  /** The change that follows the one of hash {@code previous} in a session's log. */
  public static LoggedChange following(
      String previous,
      SessionId session,
      CommittedChange change,
      String actor,
      String actorName,
      Instant serverTime) {
    ChangeText text = ChangeText.of(change);
    LoggedChange bare = new LoggedChange(
        change, actor, actorName, Optional.empty(), serverTime, "", Optional.of(text));
    String hash = LogChain.next(previous, session, bare);
    return new LoggedChange(
        change, actor, actorName, Optional.empty(), serverTime, hash, Optional.of(text));
  }

  /** The change as text. */
  public ChangeText text() {
    return written.orElseGet(() -> ChangeText.of(change));
  }

  /** The change as it is told to who does not see what {@code columns} hide. */
  public LoggedChange redacted(Columns columns) {
    return columns.hide(change)
        ? new LoggedChange(columns.redacted(change), actor, actorName, serverTime, hash)
        : this;
  }

  /** What {@code changes} make of the document before the first of them. */
  public static JsonValue applied(JsonValue document, List<LoggedChange> changes) {
    JsonValue result = document;
    for (LoggedChange logged : changes) {
      result = Ot.apply(result, logged.change().committed());
    }
    return result;
  }
}
