package dev.quotey.live.slack;

import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Whether a call over HTTP is Slack's: {@code v0=} and the HMAC-SHA256, in hex, of {@code
 * v0:timestamp:body} under the signing secret. Decided before anything of the body is read, over its
 * bytes, in a time that tells nothing.
 */
final class Signature {
  /** A call may be so old, or so far ahead; a clock may be wrong either way. */
  private static final Duration SKEW_MAX = Duration.ofMinutes(5);

  private static final String ALGORITHM = "HmacSHA256";
  private static final String VERSION = "v0";

  private final List<String> secrets;

  /** @param secrets two while one replaces the other */
  Signature(List<String> secrets) {
    this.secrets = List.copyOf(secrets);
  }

  boolean isSlacks(String timestamp, String signature, Buffer body, Instant now) {
    if (!timestamp.matches("[0-9]{1,12}")) {
      return false;
    }
    Duration skew = Duration.between(Instant.ofEpochSecond(Long.parseLong(timestamp)), now);
    if (skew.abs().compareTo(SKEW_MAX) > 0) {
      return false;
    }
    byte[] given = signature.getBytes(StandardCharsets.UTF_8);
    boolean found = false;
    for (String secret : secrets) {
      String expected = sign(secret, timestamp, body);
      found |= MessageDigest.isEqual(given, expected.getBytes(StandardCharsets.UTF_8));
    }
    return found;
  }

  static String sign(String secret, String timestamp, Buffer body) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), ALGORITHM));
      mac.update((VERSION + ":" + timestamp + ":").getBytes(StandardCharsets.UTF_8));
      return VERSION + "=" + HexFormat.of().formatHex(mac.doFinal(body.getBytes()));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has " + ALGORITHM, e);
    }
  }
}
