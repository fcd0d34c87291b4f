package dev.quotey.live.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quotey.live.core.json.JsonText;
import dev.quotey.live.core.json.JsonValue;
import dev.quotey.live.core.ot.Ot;
import dev.quotey.live.core.sync.CommittedChange;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * Several clients and the sequencer on a network that drops, doubles, delays and cuts. Run with
 * {@code -Dschedules=10000000} for longer; a failure prints the line that repeats it with as few
 * steps as possible.
 */
class ConvergenceTest {
  private static final long SCHEDULES = Long.getLong("schedules", 100_000);
  private static final Optional<String> STEPS = Optional.ofNullable(System.getProperty("steps"));

  private final AtomicLong commits = new AtomicLong();
  private final AtomicLong refusals = new AtomicLong();

  @Test
  @DisplayName("[SY1] [SY3] at rest every replica equals the server and the replayed log")
  void convergence() {
    long first = Long.getLong("seed", System.nanoTime());
    System.out.println("simulated network: " + SCHEDULES + " schedules from seed " + first);
    BitSet steps = STEPS.map(ConvergenceTest::steps).orElseGet(Simulation::allSteps);
    Optional<Long> failing = LongStream.range(first, first + SCHEDULES)
        .parallel()
        .filter(seed -> failure(seed, steps).isPresent())
        .boxed()
        .findAny();
    failing.ifPresent(seed -> fail(seed, steps));
    System.out.println("simulated network: " + commits + " commits, " + refusals + " refusals");
    assertThat(commits.get()).isGreaterThan(SCHEDULES);
  }

  private void fail(long seed, BitSet steps) {
    BitSet few = Shrink.minimal(steps, fewer -> failure(seed, fewer).isPresent());
    String list = few.stream().mapToObj(String::valueOf).collect(Collectors.joining(","));
    throw new AssertionError(
        "repro: ./mvnw test -Dtest=ConvergenceTest -Dschedules=1 -Dseed=" + seed + " -Dsteps="
            + list,
        failure(seed, few).orElseThrow());
  }

  private Optional<Throwable> failure(long seed, BitSet steps) {
    Simulation simulation = new Simulation(seed, steps);
    try {
      simulation.run();
      check(simulation);
    } catch (RuntimeException | AssertionError e) {
      return Optional.of(e);
    }
    commits.addAndGet(simulation.log().size());
    refusals.addAndGet(simulation.rejected().size());
    return Optional.empty();
  }

  private static BitSet steps(String list) {
    BitSet steps = new BitSet();
    Arrays.stream(list.split(",", -1)).mapToInt(Integer::parseInt).forEach(steps::set);
    return steps;
  }

  private static void check(Simulation simulation) {
    JsonValue replayed = JsonText.parse(Simulation.DOCUMENT);
    for (var change : simulation.log()) {
      replayed = Ot.apply(replayed, change.committed());
    }
    if (!simulation.serverDocument().equals(replayed)) {
      throw new AssertionError("the server is not its log: " + simulation.serverDocument());
    }
    for (JsonValue document : simulation.clientDocuments()) {
      if (!document.equals(replayed)) {
        throw new AssertionError("a client has " + document + ", the server " + replayed);
      }
    }
    checkClocks(simulation.log());
    Set<String> committed = new HashSet<>(simulation.committed());
    if (committed.size() < simulation.committed().size()) {
      throw new AssertionError("a submission was committed twice");
    }
    committed.addAll(simulation.rejected());
    if (!committed.equals(simulation.submitted())) {
      throw new AssertionError("a submission is neither committed nor refused");
    }
  }

  /** A change came causally before another exactly when the other's author had seen it. */
  private static void checkClocks(List<CommittedChange> log) {
    for (int i = 0; i < log.size(); i++) {
      for (int j = i + 1; j < log.size(); j++) {
        CommittedChange earlier = log.get(i);
        CommittedChange later = log.get(j);
        boolean seen = earlier.revision() <= later.baseRevision();
        boolean before = earlier.clock().isBefore(later.clock());
        if (seen != before || later.clock().isBefore(earlier.clock())) {
          throw new AssertionError("clocks of " + earlier + " and " + later);
        }
      }
    }
  }

  @Test
  @DisplayName("[SY2] a failing schedule is shrunk to the steps that it takes")
  void shrinks() {
    BitSet needed = steps("17,42,43,149");
    BitSet found = Shrink.minimal(Simulation.allSteps(), steps -> {
      BitSet missing = (BitSet) needed.clone();
      missing.andNot(steps);
      return missing.isEmpty();
    });
    assertThat(found).isEqualTo(needed);
  }
}
