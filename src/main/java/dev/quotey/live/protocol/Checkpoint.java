package dev.quotey.live.protocol;

import dev.quotey.live.core.json.JsonValue;
import dev.quotey.live.core.quote.Pricing;
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
 * with this hash, and that the quote cost this much there. Who owns the database can make a new chain, but not this.
 *
 * @param total what the quote cost, as plain digits; empty in a checkpoint of before there were totals
 * @param signature HMAC-SHA-256 in hex over session and all of it
 */
public record Checkpoint(long revision, String hash, String total, String signature) {
  private static final Pattern FORM = Pattern.compile(
      "revision=(\\d+) hash=([0-9a-f]{64})(?: total=([0-9.]+))? signature=([0-9a-f]{64})");

  /** @param document the quote at {@code revision} */
  public static Checkpoint sign(
      SessionId session, long revision, String hash, JsonValue document, String key) {
    String total = total(document);
    String signature = signature(session, revision, hash, total, key);
    return new Checkpoint(revision, hash, total, signature);
  }

  /** Whether the quote costs now what it cost then. */
  public boolean isOfTotal(JsonValue document) {
    return total.isEmpty() || total.equals(total(document));
  }

  private static String total(JsonValue document) {
    return Pricing.price(document).total().toPlainString();
  }

  public boolean isSignedWith(SessionId session, String key) {
    byte[] expected =
        signature(session, revision, hash, total, key).getBytes(StandardCharsets.UTF_8);
    return MessageDigest.isEqual(expected, signature.getBytes(StandardCharsets.UTF_8));
  }

  /** As the audit keeps it. */
  public String text() {
    String cost = total.isEmpty() ? "" : " total=" + total;
    return "revision=" + revision + " hash=" + hash + cost + " signature=" + signature;
  }

  public static Optional<Checkpoint> parse(String text) {
    Matcher matcher = FORM.matcher(text);
    return matcher.matches()
        ? Optional.of(new Checkpoint(
            Long.parseLong(matcher.group(1)),
            matcher.group(2),
            Optional.ofNullable(matcher.group(3)).orElse(""),
            matcher.group(4)))
        : Optional.empty();
  }

  private static String signature(
      SessionId session, long revision, String hash, String total, String key) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
      String signed =
          session.value() + "\n" + revision + "\n" + hash + (total.isEmpty() ? "" : "\n" + total);
      return HexFormat.of().formatHex(mac.doFinal(signed.getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has HmacSHA256", e);
    }
  }
}
