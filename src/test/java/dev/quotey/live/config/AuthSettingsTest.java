package dev.quotey.live.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AuthSettingsTest {
  private static final String SECRET = "a secret of the host system long enough";

  @TempDir
  Path folder;

  @ParameterizedTest(name = "[TK8] {1}")
  @CsvSource(
      delimiter = '|',
      value = {
        "auth.keys=,sessions.enabled=true | sessions.enabled needs auth.keys or auth.jwks_url",
        "auth.issuer= | auth.issuer is required",
        "auth.audience= | auth.audience is required",
        "auth.algorithm=none | auth.algorithm is \"none\"",
        "auth.algorithm=HS512 | auth.algorithm is \"HS512\"",
        "auth.algorithm=RS256 | no public key as PEM",
        "auth.keys=short | less than 32 bytes",
        "auth.jwks_url=http://host.example/keys | HS256 has none",
        "auth.leeway_seconds=301 | auth.leeway_seconds"
      })
  @DisplayName("[TK8] settings by which tokens could not be known, or not surely, are refused")
  void refused(String wrong, String fault) {
    Properties properties = production();
    for (String setting : wrong.split(",", -1)) {
      int equals = setting.indexOf('=');
      properties.put("quotey." + setting.substring(0, equals), setting.substring(equals + 1));
    }
    assertThatThrownBy(() -> ConfigLoader.load(Map.of(), properties))
        .isInstanceOf(StartupException.class)
        .hasMessageContaining(fault)
        .hasMessageNotContaining(SECRET);
  }

  @Test
  @DisplayName("[TK9] keys come from files, two while one replaces the other, and are never shown")
  void files() throws Exception {
    Path one = Files.writeString(folder.resolve("one"), SECRET + "\n");
    Path two = Files.writeString(folder.resolve("two"), SECRET + " 2\n");
    Properties properties = production();
    properties.remove("quotey.auth.keys");
    AppConfig config = ConfigLoader.load(
        Map.of("QUOTEY_AUTH_KEYS_FILE", one + ", " + two, "QUOTEY_LINKS_KEY_FILE", one.toString()),
        properties);
    assertThat(config.auth().keys()).containsExactly(SECRET, SECRET + " 2");
    assertThat(config.linkKey()).isEqualTo(SECRET);
    assertThat(config.toString()).doesNotContain(SECRET);
    assertThatThrownBy(() -> ConfigLoader.load(
            Map.of("QUOTEY_AUTH_KEYS_FILE", folder.resolve("none").toString()), properties))
        .isInstanceOf(StartupException.class)
        .hasMessageContaining("auth.keys_file " + folder.resolve("none") + " cannot be read");
  }

  private static Properties production() {
    Properties properties = new Properties();
    properties.put("quotey.profile", "production");
    properties.put("quotey.sessions.enabled", "true");
    properties.put("quotey.auth.issuer", "https://host.example");
    properties.put("quotey.auth.audience", "quotes");
    properties.put("quotey.auth.algorithm", "HS256");
    properties.put("quotey.auth.keys", SECRET);
    return properties;
  }
}
