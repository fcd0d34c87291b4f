package dev.quotey.live.bridge;

import dev.quotey.live.config.AppConfig;
import dev.quotey.live.config.SecretFile;
import dev.quotey.live.config.StartupException;
import dev.quotey.live.protocol.Grants;
import dev.quotey.live.protocol.Rights.Level;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.auth.JWTOptions;
import io.vertx.ext.auth.PubSecKeyOptions;
import io.vertx.ext.auth.jwt.JWTAuth;
import io.vertx.ext.auth.jwt.JWTAuthOptions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Tokens of the sample users. Their key stays in the data folder, and they name an issuer of their own, so
 * that where development is not enabled they are forged tokens of somebody unknown.
 */
final class DevelopmentTokens {
  static final String ISSUER = "quotey-development";

  /** The sample users, by id. */
  static final Map<String, User> USERS = users();

  private static final String ALGORITHM = "HS256";

  private final JWTAuth signer;
  private final TokenVerifier verifier;
  private final Duration life;

  /** Throws {@link StartupException} if the key cannot be kept. */
  DevelopmentTokens(Vertx vertx, AppConfig config, Clock clock) {
    // Pages that are open go on after a restart, so the key must stay the same.
    String secret =
        SecretFile.read(config.database().dataDirectory().resolve("development-token.key"));
    life = config.development().tokenLife();
    signer = JWTAuth.create(
        vertx,
        new JWTAuthOptions()
            .addPubSecKey(new PubSecKeyOptions().setAlgorithm(ALGORITHM).setBuffer(secret)));
    AppConfig.Auth rules = new AppConfig.Auth(
        ISSUER,
        ISSUER,
        ALGORITHM,
        List.of(),
        "",
        Duration.ZERO,
        config.auth().leeway(),
        config.auth().longestLife());
    verifier =
        new TokenVerifier(new TokenKeys(vertx, ALGORITHM, List.of(secret), ""), rules, clock);
  }

  TokenVerifier verifier() {
    return verifier;
  }

  String issue(String userId) {
    User user = USERS.get(userId);
    return signer.generateToken(
        new JsonObject()
            .put("sub", userId)
            .put("name", user.name())
            .put("email", user.email())
            .put("email_verified", true)
            .put("roles", new JsonArray(List.copyOf(user.roles())))
            .put("quotes", user.grants().write()),
        new JWTOptions().setIssuer(ISSUER).addAudience(ISSUER).setExpiresInSeconds((int)
            life.toSeconds()));
  }

  private static Map<String, User> users() {
    Grants owner = new Grants(Map.of("*", Level.OWNER));
    Grants approver = new Grants(Map.of("*", Level.APPROVER));
    Grants editor =
        new Grants(Map.of("Q-1001", Level.EDITOR, "Q-1002", Level.EDITOR, "*", Level.VIEWER));
    return Stream.of(
            user("ana", "Ana Souza", Set.of(), owner),
            user("ben", "Ben Carter", Set.of(), owner),
            user("cleo", "Cleo Martin", Set.of(), editor),
            user("dan", "Dan Novak", Set.of("manager"), approver),
            user("eva", "Eva Lindqvist", Set.of("manager", "finance", "operator"), owner))
        .collect(Collectors.toMap(User::userId, user -> user, (a, b) -> a, LinkedHashMap::new));
  }

  private static User user(String id, String name, Set<String> roles, Grants grants) {
    return new User(id, name, roles, id + "@example.com", grants, Instant.EPOCH, Instant.MAX);
  }
}
