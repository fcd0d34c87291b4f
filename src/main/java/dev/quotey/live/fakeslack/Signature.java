package dev.quotey.live.fakeslack;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Slack's signature of what it sends by HTTP. */
public final class Signature {
  /** The header with the signature. */
  public static final String HEADER = "X-Slack-Signature";

  /** The header with the second, since 1970, of the signature. */
  public static final String TIMESTAMP_HEADER = "X-Slack-Request-Timestamp";

  private static final String ALGORITHM = "HmacSHA256";

  private Signature() {}

  /** {@code v0=} and the HMAC of timestamp and body, in hex. */
  public static String sign(String secret, String timestamp, String body) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), ALGORITHM));
      String base = "v0:" + timestamp + ":" + body;
      return "v0=" + HexFormat.of().formatHex(mac.doFinal(base.getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has " + ALGORITHM, e);
    }
  }
}
