package dev.quotey.live.bridge;

import dev.quotey.live.bridge.TokenException.Code;
import dev.quotey.live.config.AppConfig;
import dev.quotey.live.protocol.Grants;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.auth.authentication.TokenCredentials;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Set;
import java.util.TreeSet;

/**
 * Reads who a token shows. Vert.x checks the signature; it would take a token of any algorithm that it has
 * a key for, without an expiry, for another audience, and unsigned while it has no key, so all that is
 * checked here.
 */
final class TokenVerifier {
  private static final int TEXT_LENGTH_MAX = 200;
  /** Where Vert.x puts what a token says. */
  private static final String CLAIMS = "accessToken";

  private static final String SUBJECT = "sub";
  private static final String NAME = "name";
  private static final String ROLES = "roles";
  private static final String QUOTES = "quotes";
  private static final String EMAIL = "email";
  private static final String EMAIL_VERIFIED = "email_verified";

  private final TokenKeys keys;
  private final AppConfig.Auth rules;
  private final Clock clock;

  /** @param rules of its keys nothing is used but the algorithm */
  TokenVerifier(TokenKeys keys, AppConfig.Auth rules, Clock clock) {
    this.keys = keys;
    this.rules = rules;
    this.clock = clock;
  }

  /** Fails with {@link TokenException}. */
  Future<User> verify(String token) {
    return Future.succeededFuture(token)
        .map(text -> part(text, 0))
        .compose(this::keysFor)
        .compose(jwt -> jwt.authenticate(new TokenCredentials(token)))
        .compose(user -> accept(user.attributes().getJsonObject(CLAIMS)))
        .recover(fault -> Future.failedFuture(
            fault instanceof TokenException refused ? refused : TokenException.invalid()));
  }

  private Future<io.vertx.ext.auth.jwt.JWTAuth> keysFor(JsonObject header) {
    // An extension that has to be understood is one that is not.
    if (!rules.algorithm().equals(header.getValue("alg")) || header.containsKey("crit")) {
      return Future.failedFuture(TokenException.invalid());
    }
    return keys.forKey(header.getValue("kid") instanceof String id ? id : "");
  }

  /** Whoever a token says to be from; nothing of it is checked. */
  static String issuer(String token) {
    try {
      return String.valueOf(part(token, 1).getValue("iss"));
    } catch (RuntimeException e) {
      return "";
    }
  }

  private static JsonObject part(String token, int index) {
    String[] parts = token.split("\\.", -1);
    if (parts.length != 3) {
      throw new IllegalArgumentException("a signed token has three parts");
    }
    return new JsonObject(
        new String(Base64.getUrlDecoder().decode(parts[index]), StandardCharsets.UTF_8));
  }

  private Future<User> accept(JsonObject claims) {
    boolean meant = (rules.issuer().isEmpty() || rules.issuer().equals(claims.getValue("iss")))
        && (rules.audience().isEmpty() || names(claims.getValue("aud"), rules.audience()));
    Instant issued = time(claims, "iat");
    Instant expires = time(claims, "exp");
    Instant now = clock.instant();
    Instant latest = now.plus(rules.leeway());
    if (!meant
        || issued.isAfter(latest)
        || (claims.containsKey("nbf") && time(claims, "nbf").isAfter(latest))
        || Duration.between(issued, expires).compareTo(rules.longestLife()) > 0) {
      return Future.failedFuture(TokenException.invalid());
    }
    if (!expires.plus(rules.leeway()).isAfter(now)) {
      return Future.failedFuture(
          new TokenException(Code.TOKEN_EXPIRED, "the token has run out; get a new one"));
    }
    return Future.succeededFuture(user(claims, issued, expires));
  }

  private static boolean names(Object audience, String one) {
    return audience instanceof JsonArray several ? several.contains(one) : one.equals(audience);
  }

  /** Without the time of issue it could not be told whether a token was revoked; without an end it never is. */
  private static Instant time(JsonObject claims, String name) {
    if (claims.getValue(name) instanceof Number seconds) {
      return Instant.ofEpochSecond(seconds.longValue());
    }
    throw new IllegalArgumentException(name + " is a time");
  }

  private static User user(JsonObject claims, Instant issued, Instant expires) {
    String subject = text(claims.getValue(SUBJECT));
    Set<String> roles = new TreeSet<>();
    for (Object role : claims.getJsonArray(ROLES, new JsonArray())) {
      roles.add(text(role));
    }
    boolean verified = Boolean.TRUE.equals(claims.getValue(EMAIL_VERIFIED));
    return new User(
        subject,
        claims.containsKey(NAME) ? text(claims.getValue(NAME)) : subject,
        roles,
        verified && claims.containsKey(EMAIL) ? text(claims.getValue(EMAIL)) : "",
        claims.getValue(QUOTES) instanceof JsonObject quotes ? Grants.read(quotes) : Grants.NONE,
        issued,
        expires);
  }

  /** A name that could be taken for two, or that a database cannot keep, is none. */
  private static String text(Object claim) {
    if (claim instanceof String text
        && !text.isBlank()
        && text.length() <= TEXT_LENGTH_MAX
        && text.indexOf(',') < 0
        && text.chars().noneMatch(Character::isISOControl)) {
      return text;
    }
    throw new IllegalArgumentException("a claim is no name");
  }
}
