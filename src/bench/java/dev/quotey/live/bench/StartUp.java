package dev.quotey.live.bench;

import dev.quotey.live.persistence.DatabaseLocation;
import dev.quotey.live.server.ServerProcess;
import java.nio.file.Files;
import java.util.concurrent.TimeUnit;

/**
 * How long the packaged server takes from its command to its word that it is ready, on a PostgreSQL that runs
 * already; to 50 ms. The first start makes the tables.
 */
final class StartUp {
  private static final int STARTS = 6;

  private StartUp() {}

  static void run() throws Exception {
    // Not while the clock runs.
    PackagedServer.program();
    try (BenchDatabase database = new BenchDatabase(Files.createTempDirectory("quotey-start"))) {
      DatabaseLocation location = database.create();
      for (int start = 1; start <= STARTS; start++) {
        long begun = System.nanoTime();
        try (ServerProcess server = QuoteyContender.start(location, QuoteyContender.HEAP)) {
          long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun);
          System.out.printf("start=%d ready_ms=%d port=%d%n", start, millis, server.port());
        }
      }
    }
  }
}
