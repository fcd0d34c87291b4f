package dev.quotey.live.protocol;

import dev.quotey.live.core.sync.SessionId;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The word of somebody who holds a key that is not in the database: that a log went to this revision
 * with this hash. Who owns the database can make a new chain, but not this.
 *
 * @param signature HMAC-SHA-256 in hex over session, revision and hash
 */
public record Checkpoint(long revision, String hash, String signature) {
  private static final Pattern FORM =
      Pattern.compile("revision=(\\d+) hash=([0-9a-f]{64}) signature=([0-9a-f]{64})");

  public static Checkpoint sign(SessionId session, long revision, String hash, String key) {
    return new Checkpoint(revision, hash, signature(session, revision, hash, key));
  }

  public boolean isSignedWith(SessionId session, String key) {
    byte[] expected = signature(session, revision, hash, key).getBytes(StandardCharsets.UTF_8);
    return MessageDigest.isEqual(expected, signature.getBytes(StandardCharsets.UTF_8));
  }

  /** As the audit keeps it. */
  public String text() {
    return "revision=" + revision + " hash=" + hash + " signature=" + signature;
  }

  public static Optional<Checkpoint> parse(String text) {
    Matcher matcher = FORM.matcher(text);
    return matcher.matches()
        ? Optional.of(
            new Checkpoint(Long.parseLong(matcher.group(1)), matcher.group(2), matcher.group(3)))
        : Optional.empty();
  }

  private static String signature(SessionId session, long revision, String hash, String key) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
      String signed = session.value() + "\n" + revision + "\n" + hash;
      return HexFormat.of().formatHex(mac.doFinal(signed.getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has HmacSHA256", e);
    }
  }
}
