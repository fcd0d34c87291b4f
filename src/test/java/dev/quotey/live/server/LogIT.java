package dev.quotey.live.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quotey.live.persistence.DatabaseLocation;
import dev.quotey.live.persistence.EmbeddedDatabase;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogIT {
  private static final String GONE = "terminating connection due to administrator command";

  @TempDir
  Path folder;

  @Test
  @DisplayName("[LG2] what the database's client prints past the log is a line of it, as JSON")
  void printed() throws Exception {
    ServerProcess server =
        ServerProcess.launch(folder, Map.of("QUOTEY_LOG_FORMAT", "json")).ready();
    try {
      endListening(EmbeddedDatabase.running(folder.resolve("data")).orElseThrow());
      Awaitility.await().until(() -> server.output().contains(GONE));
      List<String> told =
          server.output().lines().filter(line -> line.contains(GONE)).toList();
      assertThat(told)
          .isNotEmpty()
          .allSatisfy(line -> assertThat(new JsonObject(line).fieldNames())
              .contains("time", "level", "logger", "message"));
    } finally {
      server.kill();
    }
  }

  /** Ends the connection by which the server hears of changes of owners. */
  private static void endListening(DatabaseLocation at) throws Exception {
    try (Connection connection =
        DriverManager.getConnection(at.jdbcUrl(), at.user(), at.password())) {
      Awaitility.await()
          .until(() -> connection
              .createStatement()
              .executeQuery("SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                  + " WHERE query LIKE 'LISTEN%'")
              .next());
    }
  }
}
