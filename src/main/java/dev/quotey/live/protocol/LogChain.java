package dev.quotey.live.protocol;

import dev.quotey.live.core.json.JsonMap;
import dev.quotey.live.core.json.JsonNumber;
import dev.quotey.live.core.json.JsonString;
import dev.quotey.live.core.json.JsonText;
import dev.quotey.live.core.json.JsonValue;
import dev.quotey.live.core.sync.CommittedChange;
import dev.quotey.live.core.sync.QuoteId;
import dev.quotey.live.core.sync.SessionId;
import dev.quotey.live.core.sync.VectorClock;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;

/**
 * The chain that binds a session's log: the hash of each change is SHA-256, in hex, over the hash
 * before it and the canonical JSON of all that the log keeps of the change. It begins with the
 * session, its quote and the document at revision 0. Of who made the change it has the id, and not the
 * name, which can be erased.
 */
public final class LogChain {
  private LogChain() {}

  /** The hash at revision 0. */
  public static String start(SessionId session, QuoteId quote, JsonValue document) {
    return hash(
        "",
        JsonMap.EMPTY
            .with("session_id", text(session.value()))
            .with("quote_id", text(quote.value()))
            .with("document", document));
  }

  /** The hash at the change's revision; the one that {@code logged} carries does not count. */
  public static String next(String previous, SessionId session, LoggedChange logged) {
    CommittedChange change = logged.change();
    JsonMap content = JsonMap.EMPTY
        .with("session_id", text(session.value()))
        .with("revision", JsonNumber.of(change.revision()))
        .with("base_revision", JsonNumber.of(change.baseRevision()))
        .with("actor", text(logged.actor()))
        .with("client_id", text(change.clientId().value()))
        .with("client_seq", JsonNumber.of(change.clientSequence()))
        .with("vector_clock", clock(change.clock()))
        .with("server_time", text(logged.serverTime().toString()))
        .with("submitted", OperationForm.write(change.submitted()))
        .with("committed", OperationForm.write(change.committed()));
    return hash(
        previous,
        logged.hashedName().map(name -> content.with("actor_name", text(name))).orElse(content));
  }

  /** A vector clock as JSON: each client's last sequence. */
  public static JsonMap clock(VectorClock clock) {
    Map<String, JsonValue> members = new HashMap<>();
    clock.sorted().forEach((client, sequence) -> members.put(client, JsonNumber.of(sequence)));
    return JsonMap.of(members);
  }

  private static JsonString text(String text) {
    return new JsonString(text);
  }

  private static String hash(String previous, JsonMap content) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(previous.getBytes(StandardCharsets.UTF_8));
      digest.update(JsonText.write(content).getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
