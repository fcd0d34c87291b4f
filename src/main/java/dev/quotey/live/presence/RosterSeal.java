package dev.quotey.live.presence;

import dev.quotey.live.core.sync.SessionId;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.KDF;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.HKDFParameterSpec;

/**
 * Makes rosters unreadable, and not to be forged, for who sees the cluster's shared data and has not the
 * key: AES-256-GCM with a random nonce before the text. Each session has a key of its own, by HKDF, so
 * that one key seals no more than one session's rosters.
 *
 * <p>Sources: NIST SP 800-38D (a random nonce may be used 2^32 times with one key: at a roster a second,
 * 136 years); RFC 5869.
 */
final class RosterSeal {
  private static final String CIPHER = "AES/GCM/NoPadding";
  private static final int KEY_BYTES = 32;
  private static final int NONCE_BYTES = 12;
  private static final int TAG_BITS = 128;

  private final SecureRandom random = new SecureRandom();
  private final byte[] secret;

  /** @param secret that all nodes have, and nobody else */
  RosterSeal(String secret) {
    this.secret = secret.getBytes(StandardCharsets.UTF_8);
  }

  byte[] seal(SessionId session, JsonObject roster) {
    byte[] nonce = new byte[NONCE_BYTES];
    random.nextBytes(nonce);
    try {
      byte[] bytes =
          cipher(Cipher.ENCRYPT_MODE, session, nonce).doFinal(roster.toBuffer().getBytes());
      byte[] all = Arrays.copyOf(nonce, NONCE_BYTES + bytes.length);
      System.arraycopy(bytes, 0, all, NONCE_BYTES, bytes.length);
      return all;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has " + CIPHER, e);
    }
  }

  /** Empty where it was sealed for another session, with another secret, or altered. */
  Optional<JsonObject> open(SessionId session, byte[] bytes) {
    if (bytes.length <= NONCE_BYTES) {
      return Optional.empty();
    }
    byte[] nonce = Arrays.copyOf(bytes, NONCE_BYTES);
    try {
      byte[] text = cipher(Cipher.DECRYPT_MODE, session, nonce)
          .doFinal(bytes, NONCE_BYTES, bytes.length - NONCE_BYTES);
      return Optional.of(new JsonObject(Buffer.buffer(text)));
    } catch (GeneralSecurityException | DecodeException e) {
      return Optional.empty();
    }
  }

  private Cipher cipher(int mode, SessionId session, byte[] nonce) throws GeneralSecurityException {
    byte[] purpose = ("presence of " + session).getBytes(StandardCharsets.UTF_8);
    SecretKey key = KDF.getInstance("HKDF-SHA256")
        .deriveKey(
            "AES", HKDFParameterSpec.ofExtract().addIKM(secret).thenExpand(purpose, KEY_BYTES));
    Cipher cipher = Cipher.getInstance(CIPHER);
    cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
    return cipher;
  }
}
