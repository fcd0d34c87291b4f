package dev.quotey.live.bridge;

import io.vertx.core.json.JsonObject;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.RSAPublicKey;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** A host system that makes tokens, and forgers who make them otherwise. */
public final class Signer {
  private static final Base64.Encoder URL = Base64.getUrlEncoder().withoutPadding();

  private Signer() {}

  private interface Signing {
    byte[] sign(byte[] content) throws GeneralSecurityException;
  }

  public static String hs256(JsonObject claims, String secret) {
    return token(new JsonObject().put("alg", "HS256"), claims, content -> {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
      return mac.doFinal(content);
    });
  }

  /** @param keyId that the token names; empty where it names none */
  static String rs256(JsonObject claims, KeyPair keys, String keyId) {
    JsonObject header = new JsonObject().put("alg", "RS256");
    return token(
        keyId.isEmpty() ? header : header.put("kid", keyId),
        claims,
        content -> signature("SHA256withRSA", keys, content));
  }

  static String es256(JsonObject claims, KeyPair keys) {
    return token(
        new JsonObject().put("alg", "ES256"),
        claims,
        content -> signature("SHA256withECDSAinP1363Format", keys, content));
  }

  static String unsigned(JsonObject claims) {
    return token(new JsonObject().put("alg", "none"), claims, content -> new byte[0]);
  }

  private static byte[] signature(String algorithm, KeyPair keys, byte[] content)
      throws GeneralSecurityException {
    Signature signature = Signature.getInstance(algorithm);
    signature.initSign(keys.getPrivate());
    signature.update(content);
    return signature.sign();
  }

  private static String token(JsonObject header, JsonObject claims, Signing signing) {
    String content = encode(header) + "." + encode(claims);
    try {
      byte[] sum = signing.sign(content.getBytes(StandardCharsets.UTF_8));
      return content + "." + URL.encodeToString(sum);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String encode(JsonObject json) {
    return URL.encodeToString(json.encode().getBytes(StandardCharsets.UTF_8));
  }

  static KeyPair keys(String type, int bits) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance(type);
      generator.initialize(bits);
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  static String pem(KeyPair keys) {
    String text = Base64.getMimeEncoder(64, new byte[] {'\n'})
        .encodeToString(keys.getPublic().getEncoded());
    return "-----BEGIN PUBLIC KEY-----\n" + text + "\n-----END PUBLIC KEY-----";
  }

  /** An RSA key as the host system publishes it. */
  static JsonObject jwk(KeyPair keys, String keyId) {
    RSAPublicKey key = (RSAPublicKey) keys.getPublic();
    return new JsonObject()
        .put("kty", "RSA")
        .put("use", "sig")
        .put("kid", keyId)
        .put("n", unsigned(key.getModulus()))
        .put("e", unsigned(key.getPublicExponent()));
  }

  private static String unsigned(BigInteger number) {
    byte[] bytes = number.toByteArray();
    int from = bytes[0] == 0 ? 1 : 0;
    return URL.encodeToString(Arrays.copyOfRange(bytes, from, bytes.length));
  }
}
