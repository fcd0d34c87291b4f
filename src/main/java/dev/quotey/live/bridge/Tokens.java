package dev.quotey.live.bridge;

import dev.quotey.live.config.SecretFile;
import dev.quotey.live.config.StartupException;
import dev.quotey.live.protocol.Grants;
import dev.quotey.live.protocol.Identity;
import dev.quotey.live.protocol.Rights.Level;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.auth.JWTOptions;
import io.vertx.ext.auth.PubSecKeyOptions;
import io.vertx.ext.auth.authentication.TokenCredentials;
import io.vertx.ext.auth.jwt.JWTAuth;
import io.vertx.ext.auth.jwt.JWTAuthOptions;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Signed tokens of the sample users, for development. Their key stays in the data folder. */
final class Tokens {
  /** The sample users, by id. */
  static final Map<String, User> USERS = users();

  private static final int TOKEN_MINUTES = 12 * 60;
  private static final String NAME = "name";
  private static final String ROLES = "roles";
  private static final String QUOTES = "quotes";
  private static final String EMAIL = "email";
  private static final String EMAIL_VERIFIED = "email_verified";

  private final JWTAuth jwt;
  private final KnownUsers known;

  /**
   * A user whom a token has shown.
   *
   * @param email an address that the host system has verified; empty where it says none
   * @param grants what the token lets the user do with quotes
   */
  record User(String userId, String name, Set<String> roles, String email, Grants grants) {
    Identity at(String socketId) {
      return new Identity(userId, name, socketId, roles);
    }
  }

  /** Throws {@link StartupException} if the key cannot be kept in {@code folder}. */
  Tokens(Vertx vertx, Path folder, KnownUsers known) {
    this.known = known;
    // Pages that are open go on after a restart, so the key must stay the same.
    String secret = SecretFile.read(folder.resolve("development-token.key"));
    jwt = JWTAuth.create(
        vertx,
        new JWTAuthOptions()
            .addPubSecKey(new PubSecKeyOptions().setAlgorithm("HS256").setBuffer(secret)));
  }

  /** Lets the sample users be known in Slack before they have come. */
  Future<?> introduceSampleUsers() {
    return Future.all(USERS.values().stream().map(known::note).toList());
  }

  String issue(String userId) {
    return jwt.generateToken(
        new JsonObject()
            .put("sub", userId)
            .put(NAME, USERS.get(userId).name())
            .put(EMAIL, USERS.get(userId).email())
            .put(EMAIL_VERIFIED, true)
            .put(ROLES, new JsonArray(List.copyOf(USERS.get(userId).roles())))
            .put(QUOTES, USERS.get(userId).grants().write()),
        new JWTOptions().setExpiresInMinutes(TOKEN_MINUTES));
  }

  /** Fails when the token is forged or expired. */
  Future<User> verify(String token) {
    return jwt.authenticate(new TokenCredentials(token))
        .map(user -> user(user.principal()))
        .onSuccess(known::note);
  }

  private static User user(JsonObject claims) {
    Set<String> roles = new TreeSet<>();
    claims.getJsonArray(ROLES, new JsonArray()).forEach(role -> roles.add(String.valueOf(role)));
    boolean verified = Boolean.TRUE.equals(claims.getValue(EMAIL_VERIFIED));
    String email = verified ? claims.getString(EMAIL, "") : "";
    Grants grants =
        claims.getValue(QUOTES) instanceof JsonObject quotes ? Grants.read(quotes) : Grants.NONE;
    return new User(claims.getString("sub"), claims.getString(NAME), roles, email, grants);
  }

  private static Map<String, User> users() {
    Grants owner = new Grants(Map.of("*", Level.OWNER));
    Grants approver = new Grants(Map.of("*", Level.APPROVER));
    Grants editor =
        new Grants(Map.of("Q-1001", Level.EDITOR, "Q-1002", Level.EDITOR, "*", Level.VIEWER));
    return Stream.of(
            new User("ana", "Ana Souza", Set.of(), "ana@example.com", owner),
            new User("ben", "Ben Carter", Set.of(), "ben@example.com", owner),
            new User("cleo", "Cleo Martin", Set.of(), "cleo@example.com", editor),
            new User("dan", "Dan Novak", Set.of("manager"), "dan@example.com", approver),
            new User(
                "eva",
                "Eva Lindqvist",
                Set.of("manager", "finance", "operator"),
                "eva@example.com",
                owner))
        .collect(Collectors.toMap(User::userId, user -> user, (a, b) -> a, LinkedHashMap::new));
  }
}
