package dev.quotey.live.bridge;

import dev.quotey.live.bridge.TokenException.Code;
import dev.quotey.live.config.AppConfig;
import dev.quotey.live.config.StartupException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;

/** Tokens of the host system, and, where development is enabled, those of the sample users. */
final class Tokens {
  private final TokenKeys keys;
  private final TokenVerifier host;
  private final boolean hasHost;
  private final Duration refresh;
  private final Optional<DevelopmentTokens> development;
  private final Revocations revocations;
  private final KnownUsers known;

  /** Throws {@link StartupException} if a key cannot be used or kept. */
  Tokens(Vertx vertx, AppConfig config, Revocations revocations, KnownUsers known) {
    AppConfig.Auth auth = config.auth();
    Clock clock = Clock.systemUTC();
    keys = new TokenKeys(vertx, auth.algorithm(), auth.keys(), auth.jwksUrl());
    host = new TokenVerifier(keys, auth, clock);
    hasHost = auth.isConfigured();
    refresh = auth.jwksRefresh();
    development = config.development().enabled()
        ? Optional.of(new DevelopmentTokens(vertx, config, clock))
        : Optional.empty();
    this.revocations = revocations;
    this.known = known;
  }

  /** Done when the keys are there, and the sample users are known in Slack before they have come. */
  Future<?> start() {
    return Future.all(
        keys.start(refresh),
        development.isEmpty()
            ? Future.succeededFuture()
            : Future.all(
                DevelopmentTokens.USERS.values().stream().map(known::note).toList()));
  }

  /** Gives tokens of the sample users; empty where development is not enabled. */
  Optional<DevelopmentTokens> development() {
    return development;
  }

  /** Fails with {@link TokenException} when the token is forged, too old, revoked, or not for here. */
  Future<User> verify(String token) {
    return verifier(token)
        .map(verifier -> verifier.verify(token))
        .orElseGet(() -> Future.failedFuture(TokenException.invalid()))
        .compose(user -> revocations.isRevoked(user)
            ? Future.failedFuture(
                new TokenException(Code.TOKEN_REVOKED, "the token was revoked; sign in again"))
            : Future.succeededFuture(user))
        .onSuccess(known::note);
  }

  private Optional<TokenVerifier> verifier(String token) {
    if (development.isPresent() && TokenVerifier.issuer(token).equals(DevelopmentTokens.ISSUER)) {
      return development.map(DevelopmentTokens::verifier);
    }
    return hasHost ? Optional.of(host) : Optional.empty();
  }
}
