package dev.quotey.live.bench;

import io.vertx.core.json.JsonObject;

/** A system under load: its server, started anew in a process of its own, and what loads it. */
interface Contender extends AutoCloseable {
  /** Throws where the system does not get to the end. */
  Figures run(Workload workload) throws Exception;

  /** W5: how long a quote with a log of so many edits takes to join, as medians. */
  JsonObject joins(int log, int copies) throws Exception;

  /** Stops the server. */
  @Override
  void close();
}
