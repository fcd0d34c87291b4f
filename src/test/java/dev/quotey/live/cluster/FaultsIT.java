package dev.quotey.live.cluster;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Everything that can happen to three nodes, once, in an order that a seed gives. */
class FaultsIT {
  private static final int QUOTES = 6;
  private static final int EDITORS = 5;
  private static final int EDIT_MILLIS = 200;
  private static final Duration TIME = Duration.ofSeconds(4);

  @TempDir
  Path folder;

  @Test
  @DisplayName(
      "[CN1] whatever happens to nodes, network and database: nothing acknowledged is lost,"
          + " nothing doubled, one writer for each epoch, and everybody sees what the log gives")
  void faults() throws Exception {
    long seed = Long.getLong("seed", System.nanoTime());
    try (FaultDrill drill = new FaultDrill(folder, seed, QUOTES, EDITORS, EDIT_MILLIS)) {
      drill.each(List.of(Fault.values()), TIME);
      drill.check();
    }
  }
}
