package dev.quotey.live.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What keeps the server from starting is said in one sentence. */
class StartupIT {
  @TempDir
  Path folder;

  @Test
  @DisplayName("[OP1] a taken port is one sentence and an exit code")
  void takenPort() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String port = String.valueOf(taken.getLocalPort());
      assertRefused(Map.of("QUOTEY_HTTP_PORT", port), "Port " + port);
      assertRefused(
          Map.of(
              "QUOTEY_HTTP_PORT", "0",
              "QUOTEY_SLACK_ENABLED", "true",
              "QUOTEY_SLACK_FAKE_PORT", port),
          "Port " + port);
    }
  }

  @Test
  @DisplayName("[OP2] all wrong settings are named at once")
  void wrongSettings() throws Exception {
    assertRefused(
        Map.of("QUOTEY_HTTP_PORT", "eighty", "QUOTEY_SESSIONS_ENABLED", "yes"),
        "http.port is \"eighty\"",
        "sessions.enabled is \"yes\"");
  }

  @Test
  @DisplayName("[OP4] a server that could not know its users does not start")
  void noTokens() throws Exception {
    assertRefused(
        Map.of("QUOTEY_DEVELOPMENT_ENABLED", "false"),
        "sessions.enabled needs auth.keys or auth.jwks_url");
  }

  @Test
  @DisplayName("[OP3] a database that cannot be reached is one sentence and an exit code")
  void noDatabase() throws Exception {
    assertRefused(
        Map.of("QUOTEY_DATABASE_EMBEDDED", "false", "QUOTEY_DATABASE_PORT", "1"),
        "The database quotey@localhost:1/quotey cannot be used");
  }

  private void assertRefused(Map<String, String> environment, String... sentences)
      throws IOException, InterruptedException {
    try (ServerProcess server = ServerProcess.launch(folder, environment)) {
      assertThat(server.exitCode()).isNotZero();
      assertThat(server.output()).contains(sentences).doesNotContain("\tat ");
      assertThat(server.output().lines().filter(line -> !line.isBlank())).hasSize(1);
    }
  }
}
