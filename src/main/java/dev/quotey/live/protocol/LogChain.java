package dev.quotey.live.protocol;

import dev.quotey.live.core.json.JsonMap;
import dev.quotey.live.core.json.JsonString;
import dev.quotey.live.core.json.JsonText;
import dev.quotey.live.core.json.JsonValue;
import dev.quotey.live.core.sync.CommittedChange;
import dev.quotey.live.core.sync.QuoteId;
import dev.quotey.live.core.sync.SessionId;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * The chain that binds a session's log: the hash of each change is SHA-256, in hex, over the hash
 * before it and the canonical JSON of all that the log keeps of the change. It begins with the
 * session, its quote and the document at revision 0. Of who made the change it has the id, and not the
 * name, which can be erased.
 */
public final class LogChain {
  /** Only cloned, so that not each change looks for who provides it. */
  private static final MessageDigest SHA_256 = sha256();

  /** What a change's text mostly fits into, so that what it is written into need not grow. */
  private static final int USUAL_LENGTH = 1_024;

  private LogChain() {}

  /** The hash at revision 0. */
  public static String start(SessionId session, QuoteId quote, JsonValue document) {
    return hash(JsonText.write(JsonMap.EMPTY
        .with("session_id", text(session.value()))
        .with("quote_id", text(quote.value()))
        .with("document", document)));
  }

  /** The hash at the change's revision; the one that {@code logged} carries does not count. */
  public static String next(String previous, SessionId session, LoggedChange logged) {
    CommittedChange change = logged.change();
    ChangeText text = logged.text();
    // Canonical: the members in the order of their names.
    StringBuilder out = new StringBuilder(USUAL_LENGTH).append(previous);
    member(out.append('{'), "actor", logged.actor());
    logged.hashedName().ifPresent(name -> member(out.append(','), "actor_name", name));
    out.append(",\"base_revision\":").append(change.baseRevision());
    member(out.append(','), "client_id", change.clientId().value());
    out.append(",\"client_seq\":").append(change.clientSequence());
    out.append(",\"committed\":").append(text.committed());
    out.append(",\"revision\":").append(change.revision());
    member(out.append(','), "server_time", logged.serverTime().toString());
    member(out.append(','), "session_id", session.value());
    out.append(",\"submitted\":").append(text.submitted());
    out.append(",\"vector_clock\":").append(text.clock()).append('}');
    return hash(out.toString());
  }

  private static void member(StringBuilder out, String name, String value) {
    JsonText.writeString(name, out);
    out.append(':');
    JsonText.writeString(value, out);
  }

  private static JsonString text(String text) {
    return new JsonString(text);
  }

  private static String hash(String text) {
    try {
      MessageDigest digest = (MessageDigest) SHA_256.clone();
      return HexFormat.of().formatHex(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (CloneNotSupportedException e) {
      throw new IllegalStateException("the JDK's SHA-256 can be cloned", e);
    }
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
