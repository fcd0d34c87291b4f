package dev.quotey.live.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quotey.live.core.json.JsonText;
import dev.quotey.live.core.json.JsonValue;
import dev.quotey.live.core.ot.Ot;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * Several clients and the sequencer on a network that drops, doubles, delays and cuts. Run with
 * {@code -Dseed=42 -Dschedules=1} to replay one schedule.
 */
class ConvergenceTest {
  private static final int SCHEDULES = Integer.getInteger("schedules", 3_000);
  private static final long SEED = Long.getLong("seed", 1_000_000L);

  @Test
  @DisplayName("[SY1] at rest every replica equals the server and the replayed log")
  void convergence() {
    System.out.println("simulated network: " + SCHEDULES + " schedules from seed " + SEED);
    long commits = 0;
    long refusals = 0;
    for (int i = 0; i < SCHEDULES; i++) {
      long seed = SEED + i;
      Simulation simulation = new Simulation(new Random(seed));
      try {
        simulation.run();
        check(simulation);
      } catch (RuntimeException | AssertionError e) {
        throw new AssertionError(
            "repro: ./mvnw test -Dtest=ConvergenceTest -Dseed=" + seed + " -Dschedules=1", e);
      }
      commits += simulation.log().size();
      refusals += simulation.rejected().size();
    }
    System.out.println(
        "simulated network: " + commits + " commits, " + refusals + " refused submissions");
    assertThat(commits).isGreaterThan(SCHEDULES);
  }

  private static void check(Simulation simulation) {
    JsonValue replayed = JsonText.parse(Simulation.DOCUMENT);
    for (var change : simulation.log()) {
      replayed = Ot.apply(replayed, change.committed());
    }
    assertThat(simulation.serverDocument()).isEqualTo(replayed);
    assertThat(simulation.clientDocuments()).allMatch(simulation.serverDocument()::equals);
    assertThat(simulation.committed())
        .as("no submission is committed twice, and none without having been made")
        .doesNotHaveDuplicates()
        .isSubsetOf(simulation.submitted());
    Set<String> settled = new HashSet<>(simulation.committed());
    settled.addAll(simulation.rejected());
    assertThat(settled).as("each is committed or refused").isEqualTo(simulation.submitted());
  }
}
