package dev.quotey.live.bridge;

import dev.quotey.live.config.SecretFile;
import dev.quotey.live.config.StartupException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.auth.JWTOptions;
import io.vertx.ext.auth.PubSecKeyOptions;
import io.vertx.ext.auth.authentication.TokenCredentials;
import io.vertx.ext.auth.jwt.JWTAuth;
import io.vertx.ext.auth.jwt.JWTAuthOptions;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** Signed tokens of the sample users, for development. Their key stays in the data folder. */
final class Tokens {
  /** The sample users, by id. */
  static final Map<String, String> USERS = users();

  private static final int TOKEN_MINUTES = 12 * 60;
  private static final String NAME = "name";

  private final JWTAuth jwt;

  /** A user whom a token has shown. */
  record User(String userId, String name) {}

  /** Throws {@link StartupException} if the key cannot be kept in {@code folder}. */
  Tokens(Vertx vertx, Path folder) {
    // Pages that are open go on after a restart, so the key must stay the same.
    String secret = SecretFile.read(folder.resolve("development-token.key"));
    jwt = JWTAuth.create(
        vertx,
        new JWTAuthOptions()
            .addPubSecKey(new PubSecKeyOptions().setAlgorithm("HS256").setBuffer(secret)));
  }

  String issue(String userId) {
    return jwt.generateToken(
        new JsonObject().put("sub", userId).put(NAME, USERS.get(userId)),
        new JWTOptions().setExpiresInMinutes(TOKEN_MINUTES));
  }

  /** Fails when the token is forged or expired. */
  Future<User> verify(String token) {
    return jwt.authenticate(new TokenCredentials(token))
        .map(
            user -> new User(user.principal().getString("sub"), user.principal().getString(NAME)));
  }

  private static Map<String, String> users() {
    Map<String, String> users = new LinkedHashMap<>();
    users.put("ana", "Ana Souza");
    users.put("ben", "Ben Carter");
    users.put("cleo", "Cleo Martin");
    users.put("dan", "Dan Novak");
    users.put("eva", "Eva Lindqvist");
    return users;
  }
}
