package dev.quotey.live.config;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The settings of tokens, and what of them does not go together. */
final class AuthSettings {
  private static final Set<String> ALGORITHMS = Set.of("HS256", "RS256", "ES256");
  private static final String SYMMETRIC = "HS256";

  /** A shorter secret is found by trying (RFC 7518, 3.2). */
  private static final int SECRET_BYTES_MIN = 32;

  /** One that is replaced, and the one that replaces it. */
  private static final int KEYS_MAX = 2;

  private static final int REFRESH_SECONDS_MIN = 1;
  private static final int HOUR_SECONDS = 3600;
  private static final int LEEWAY_SECONDS_MAX = 300;
  private static final int LIFE_SECONDS_MAX = 30 * 24 * 3600;

  private final ConfigLoader settings;

  AuthSettings(ConfigLoader settings) {
    this.settings = settings;
  }

  AppConfig.Auth read() {
    return new AppConfig.Auth(
        settings.text("auth.issuer"),
        settings.text("auth.audience"),
        settings.text("auth.algorithm"),
        settings.secrets("auth.keys"),
        settings.text("auth.jwks_url"),
        Duration.ofSeconds(
            settings.number("auth.jwks_refresh_seconds", REFRESH_SECONDS_MIN, HOUR_SECONDS)),
        Duration.ofSeconds(settings.number("auth.leeway_seconds", 0, LEEWAY_SECONDS_MAX)),
        Duration.ofSeconds(settings.number("auth.token_seconds", 1, LIFE_SECONDS_MAX)));
  }

  /** A sentence for each fault. */
  static List<String> check(AppConfig config) {
    AppConfig.Auth auth = config.auth();
    List<String> faults = new ArrayList<>();
    boolean development = config.development().enabled();
    if (!ALGORITHMS.contains(auth.algorithm())) {
      faults.add("auth.algorithm is \"" + auth.algorithm() + "\", not HS256, RS256 or ES256");
    }
    if (config.sessions().enabled() && !development && !auth.isConfigured()) {
      faults.add("sessions.enabled needs auth.keys or auth.jwks_url, so that users can be known");
    }
    if (auth.isConfigured() && !development) {
      require(faults, "auth.issuer", !auth.issuer().isEmpty());
      require(faults, "auth.audience", !auth.audience().isEmpty());
    }
    if (auth.keys().size() > KEYS_MAX) {
      faults.add("auth.keys has more than two keys");
    }
    if (auth.algorithm().equals(SYMMETRIC)) {
      if (!auth.jwksUrl().isEmpty()) {
        faults.add("auth.jwks_url gives public keys, and HS256 has none");
      }
      if (auth.keys().stream().anyMatch(AuthSettings::isShort)) {
        faults.add("auth.keys has a secret of less than 32 bytes");
      }
    } else if (auth.keys().stream().anyMatch(key -> !key.startsWith("-----BEGIN PUBLIC KEY"))) {
      faults.add("auth.keys has a key that is no public key as PEM");
    }
    if (development && config.development().tokenLife().compareTo(auth.longestLife()) > 0) {
      faults.add("development.token_seconds is longer than auth.token_seconds");
    }
    return faults;
  }

  private static boolean isShort(String secret) {
    return secret.getBytes(StandardCharsets.UTF_8).length < SECRET_BYTES_MIN;
  }

  private static void require(List<String> faults, String setting, boolean there) {
    if (!there) {
      faults.add(setting + " is required without development.enabled");
    }
  }
}
