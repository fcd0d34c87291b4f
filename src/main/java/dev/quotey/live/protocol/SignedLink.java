package dev.quotey.live.protocol;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * A link for one person. It lets nobody in: whoever opens it signs in as always, and it counts for the
 * one it was made for alone.
 *
 * @param subject what it is about: a quote's id, or somebody in Slack
 * @param person whom it is for: a user's id, or the name that somebody has in Slack
 */
public record SignedLink(Purpose purpose, String subject, String person, Instant expiresAt) {
  private static final String ALGORITHM = "HmacSHA256";
  private static final String PURPOSE = "for";
  private static final String SUBJECT = "subject";
  private static final String PERSON = "person";
  private static final String EXPIRES = "exp";

  /** What a link is for. */
  public enum Purpose {
    /** To open a quote. */
    JOIN,
    /** To say which user somebody in Slack is. */
    LINK
  }

  /** The link's text, fit for an address: JSON and its HMAC-SHA256, both in base64url. */
  public String sign(String key) {
    JsonObject json = new JsonObject()
        .put(PURPOSE, purpose.name())
        .put(SUBJECT, subject)
        .put(PERSON, person)
        .put(EXPIRES, expiresAt.getEpochSecond());
    String content = encode(json.encode().getBytes(StandardCharsets.UTF_8));
    return content + "." + encode(mac(content, key));
  }

  /** What the text says; empty where it is forged, mutilated, or for something else. */
  public static Optional<SignedLink> read(String text, Purpose purpose, String key) {
    int dot = text.indexOf('.');
    try {
      String content = text.substring(0, Math.max(0, dot));
      byte[] sum = Base64.getUrlDecoder().decode(text.substring(dot + 1));
      if (!MessageDigest.isEqual(sum, mac(content, key))) {
        return Optional.empty();
      }
      JsonObject json = new JsonObject(
          new String(Base64.getUrlDecoder().decode(content), StandardCharsets.UTF_8));
      return Optional.of(new SignedLink(
              Purpose.valueOf(json.getString(PURPOSE)),
              json.getString(SUBJECT),
              json.getString(PERSON),
              Instant.ofEpochSecond(json.getLong(EXPIRES))))
          .filter(link -> link.purpose() == purpose);
    } catch (IllegalArgumentException | DecodeException e) {
      return Optional.empty();
    }
  }

  private static String encode(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  private static byte[] mac(String text, String key) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      // Another use of the same key would make another sum.
      mac.init(new SecretKeySpec(("link:" + key).getBytes(StandardCharsets.UTF_8), ALGORITHM));
      return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has " + ALGORITHM, e);
    }
  }
}
