package dev.quotey.live.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Settings that nobody may see. A new one that is called like a secret is held to the same. */
class SecretsTest {
  private static final String SECRET = "distinctive-7f3a9";

  @TempDir
  Path folder;

  /** The settings whose names say that they are secrets. */
  static Stream<String> secrets() throws IOException {
    JsonObject defaults = new JsonObject(Files.readString(Path.of("conf/application.json")));
    List<String> found = defaults.fieldNames().stream()
        .flatMap(section -> defaults.getJsonObject(section).fieldNames().stream()
            .filter(name -> name.matches("key|.*(password|token|secret)"))
            .map(name -> section + "." + name))
        .toList();
    assertThat(found).hasSizeGreaterThanOrEqualTo(7);
    return found.stream();
  }

  @ParameterizedTest(name = "[DA9] {0}")
  @MethodSource("secrets")
  @DisplayName(
      "[DA9] a secret comes from the environment or from a file, and settings do not show it")
  void hidden(String key) throws IOException {
    Path file = Files.writeString(folder.resolve("secret"), SECRET + "\n");
    AppConfig given = load(Map.of(variable(key), SECRET));
    AppConfig read = load(Map.of(variable(key) + "_FILE", file.toString()));
    // Records compare all they have: both are the same, and not what they are without it.
    assertThat(read).isEqualTo(given).isNotEqualTo(load(Map.of()));
    assertThat(given.toString()).doesNotContain(SECRET);
    for (Object section : List.of(given.database(), given.audit(), given.slack())) {
      assertThat(section.toString()).doesNotContain(SECRET);
    }
  }

  @ParameterizedTest(name = "[DA9] {0}")
  @MethodSource("secrets")
  @DisplayName("[DA9] what is wrong about a secret is said without it")
  void faults(String key) throws IOException {
    Path file = Files.writeString(folder.resolve("secret"), SECRET);
    Map<String, String> both =
        Map.of(variable(key), "other-" + SECRET, variable(key) + "_FILE", file.toString());
    assertThatThrownBy(() -> load(both))
        .isInstanceOf(StartupException.class)
        .hasMessageContaining(key + " and " + key + "_file are both given")
        .hasMessageNotContaining(SECRET);
    assertThatThrownBy(() -> load(Map.of(variable(key) + "_FILE", folder + "/none")))
        .isInstanceOf(StartupException.class)
        .hasMessageContaining(key + "_file " + folder + "/none cannot be read");
  }

  @Test
  @DisplayName("[DA9] other faults do not show a secret either")
  void otherFaults() throws IOException {
    Map<String, String> environment = new HashMap<>(Map.of("QUOTEY_HTTP_PORT", "eighty"));
    secrets().forEach(key -> environment.put(variable(key), SECRET));
    assertThatThrownBy(() -> load(environment))
        .hasMessageContaining("http.port")
        .hasMessageNotContaining(SECRET);
  }

  private static String variable(String key) {
    return "QUOTEY_" + key.toUpperCase(Locale.ROOT).replace('.', '_');
  }

  private static AppConfig load(Map<String, String> environment) {
    return ConfigLoader.load(environment, new Properties());
  }
}
