package dev.quotey.live.session;

import dev.quotey.live.protocol.Origin;
import dev.quotey.live.tracing.Traces;
import dev.quotey.live.tracing.Traces.Step;
import java.util.HashMap;
import java.util.Map;

/**
 * The steps of a session's edits from their order to when they are durable, and where the edits come from.
 * One event loop.
 */
final class EditSteps {
  private final Traces traces;

  private record Persisting(Origin origin, Step step) {}

  /** By revision; without those of which nothing is known. */
  private final Map<Long, Persisting> persisting = new HashMap<>();

  EditSteps(Traces traces) {
    this.traces = traces;
  }

  Step transform(Origin origin) {
    return traces.follow("op.transform", origin.trace());
  }

  /** The edit is the change of this revision, and on its way into the log. */
  void ordered(Origin origin, Step transform, long revision) {
    if (origin.equals(Origin.NONE)) {
      return;
    }
    transform.with("revision", revision).end();
    Step persist = traces.follow("op.persist", transform.traceparent());
    persisting.put(revision, new Persisting(origin, persist.with("revision", revision)));
  }

  /** Gives what the next step follows, and when the change was made. */
  Origin durable(long revision) {
    Persisting edit = persisting.isEmpty() ? null : persisting.remove(revision);
    if (edit == null) {
      return Origin.NONE;
    }
    edit.step().end();
    return edit.origin().traced(edit.step().traceparent());
  }

  /** What is on its way does not arrive by this owner. */
  void broken() {
    persisting.values().forEach(edit -> edit.step().fail("RETRY"));
    persisting.clear();
  }
}
