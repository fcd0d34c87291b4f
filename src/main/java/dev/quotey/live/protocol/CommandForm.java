package dev.quotey.live.protocol;

import dev.quotey.live.core.json.JsonMap;
import dev.quotey.live.core.json.JsonText;
import dev.quotey.live.core.quote.QuoteCommand;
import dev.quotey.live.core.sync.ClientId;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Optional;

/**
 * The JSON of what is done to a session beside editing: commands, restore, replace, close. Reading
 * fails with {@link IllegalArgumentException} where a member is missing or wrong.
 */
public final class CommandForm {
  private static final long HOLD_SECONDS = 300;
  private static final String NOTE = "note";
  private static final String REVISION = "revision";
  private static final String LINE_ID = "line_id";
  private static final String DOCUMENT = "document";
  private static final String REASON = "reason";

  private CommandForm() {}

  public static QuoteCommand readCommand(JsonObject body) {
    return switch (SessionForm.text(body, "command")) {
      case "hold" ->
        new QuoteCommand.Hold(
            SessionForm.text(body, LINE_ID),
            Duration.ofSeconds(SessionForm.whole(body, "seconds").orElse(HOLD_SECONDS)));
      case "release" -> new QuoteCommand.Release(SessionForm.text(body, LINE_ID));
      case "submit_for_approval" -> new QuoteCommand.SubmitForApproval(note(body));
      case "approve" -> new QuoteCommand.Approve(readRevision(body), note(body));
      case "decline" -> new QuoteCommand.Decline(readRevision(body), note(body));
      case "revise" -> new QuoteCommand.Revise(note(body));
      default -> throw new IllegalArgumentException("an unknown command");
    };
  }

  private static String note(JsonObject body) {
    return body.containsKey(NOTE) ? SessionForm.text(body, NOTE) : "";
  }

  public static long readRevision(JsonObject body) {
    return SessionForm.whole(body, REVISION)
        .filter(revision -> revision >= 0)
        .orElseThrow(() -> new IllegalArgumentException("revision is missing"));
  }

  /**
   * A whole quote that somebody wants a session's document to become.
   *
   * @param base the revision it was made from; without it the newest
   */
  public record Replacement(JsonMap document, Optional<Long> base) {}

  public static JsonObject replacement(JsonMap document, Optional<Long> base) {
    JsonObject body = new JsonObject().put(DOCUMENT, JsonText.write(document));
    base.ifPresent(revision -> body.put(REVISION, revision));
    return body;
  }

  public static Replacement readReplacement(JsonObject body) {
    return new Replacement(
        (JsonMap) JsonText.parse(SessionForm.text(body, DOCUMENT)),
        SessionForm.whole(body, REVISION));
  }

  /** Asks a session to end. */
  public static JsonObject closing(String reason) {
    return new JsonObject().put(REASON, reason);
  }

  public static String readReason(JsonObject body) {
    return SessionForm.text(body, REASON);
  }

  /** Takes one client's place. */
  public interface SeenHandler {
    void seen(ClientId client, Optional<JsonObject> cursor, Optional<JsonObject> selection);
  }

  public static void readSeen(JsonObject body, SeenHandler handler) {
    for (Object one : body.getJsonArray("updates")) {
      JsonObject update = (JsonObject) one;
      handler.seen(
          SessionForm.readClientId(update),
          Optional.ofNullable(update.getJsonObject("cursor")),
          Optional.ofNullable(update.getJsonObject("selection")));
    }
  }
}
