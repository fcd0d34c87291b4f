package dev.quotey.live.protocol;

import java.time.Instant;
import java.util.Optional;

/**
 * Where an edit comes from.
 *
 * @param trace the traceparent of the step that sends it; empty where no trace follows it
 * @param made when its author made it, by the server's clock, where the author's page tells
 */
public record Origin(String trace, Optional<Instant> made) {
  /** Of what nobody has typed, and no trace follows. */
  public static final Origin NONE = new Origin("", Optional.empty());

  /** The same, sent by this step. */
  public Origin traced(String by) {
    return new Origin(by, made);
  }
}
