package dev.quotey.live.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class ClusterSimulationTest {
  private static final int SCHEDULES = Integer.getInteger("schedules.cluster", 1_000);

  @Test
  @DisplayName(
      "[CN4] in every schedule of faults: nothing acknowledged is lost or doubled, each epoch has"
          + " one writer, and in the end everybody is served and sees what the log gives")
  void schedules() {
    long first = Long.getLong("seed", System.nanoTime() & 0xffff_ffffL);
    System.out.printf("%d schedules of a cluster, from seed %d%n", SCHEDULES, first);
    Map<String, Integer> faults = new TreeMap<>();
    long acknowledged = 0;
    long start = System.nanoTime();
    for (long seed = first; seed < first + SCHEDULES; seed++) {
      acknowledged += run(seed, faults);
    }
    System.out.printf(
        "%d edits acknowledged, faults %s, %d s%n",
        acknowledged, faults, (System.nanoTime() - start) / 1_000_000_000);
    assertThat(acknowledged).isPositive();
    assertThat(faults).hasSize(6);
  }

  private static int run(long seed, Map<String, Integer> faults) {
    try {
      ClusterSimulation simulation = new ClusterSimulation(seed).run();
      simulation.faults().forEach((fault, count) -> faults.merge(fault, count, Integer::sum));
      return simulation.acknowledged();
    } catch (RuntimeException | AssertionError e) {
      throw new AssertionError(
          "replay with: ./mvnw test -Dtest=ClusterSimulationTest -Dschedules.cluster=1 -Dseed="
              + seed,
          e);
    }
  }

  @Test
  @DisplayName("[CN5] a schedule replays exactly from its seed")
  void replay() {
    for (long seed = 1; seed <= 20; seed++) {
      assertThat(new ClusterSimulation(seed).run().trace())
          .isEqualTo(new ClusterSimulation(seed).run().trace());
    }
  }
}
