package dev.quotey.live.protocol;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * JSON that somebody else carries and cannot change: it and its HMAC-SHA256, both in base64url, fit for an
 * address. Anybody can read it.
 */
public final class SignedText {
  private static final String ALGORITHM = "HmacSHA256";

  private SignedText() {}

  /** @param use what the text is for: one of another use of the same key is no good here */
  public static String sign(JsonObject json, String use, String key) {
    String content = encode(json.encode().getBytes(StandardCharsets.UTF_8));
    return content + "." + encode(mac(content, use, key));
  }

  /** What the text says; empty where it is forged, mutilated, or for another use. */
  public static Optional<JsonObject> read(String text, String use, String key) {
    int dot = text.indexOf('.');
    try {
      String content = text.substring(0, Math.max(0, dot));
      byte[] sum = Base64.getUrlDecoder().decode(text.substring(dot + 1));
      if (!MessageDigest.isEqual(sum, mac(content, use, key))) {
        return Optional.empty();
      }
      return Optional.of(new JsonObject(
          new String(Base64.getUrlDecoder().decode(content), StandardCharsets.UTF_8)));
    } catch (IllegalArgumentException | DecodeException e) {
      return Optional.empty();
    }
  }

  private static String encode(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  private static byte[] mac(String text, String use, String key) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      // Another use of the same key makes another sum.
      mac.init(new SecretKeySpec((use + ":" + key).getBytes(StandardCharsets.UTF_8), ALGORITHM));
      return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has " + ALGORITHM, e);
    }
  }
}
