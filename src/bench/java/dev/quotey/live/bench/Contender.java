package dev.quotey.live.bench;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.List;

/** A system under load: its server, started anew in a process of its own, and what loads it. */
interface Contender extends AutoCloseable {
  /** Throws where the system does not get to the end. */
  Figures run(Workload workload) throws Exception;

  /** W5: how long a quote with a log of so many edits takes to join, as medians. */
  JsonObject joins(int log, int copies) throws Exception;

  /** Its own on this machine. */
  List<Long> processes();

  /**
   * Stands still until {@link #resume}: what a system does after its turn, as collecting garbage, would take
   * the processor from the one that is measured.
   */
  default void pause() throws IOException, InterruptedException {
    Machine.signal("STOP", processes());
  }

  default void resume() throws IOException, InterruptedException {
    Machine.signal("CONT", processes());
  }

  /** Stops the server. */
  @Override
  void close();
}
