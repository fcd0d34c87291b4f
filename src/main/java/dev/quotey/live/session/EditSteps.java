package dev.quotey.live.session;

import dev.quotey.live.tracing.Traces;
import dev.quotey.live.tracing.Traces.Step;
import java.util.HashMap;
import java.util.Map;

/** The steps of a session's edits from their order to when they are durable. One event loop. */
final class EditSteps {
  private final Traces traces;

  /** By revision. */
  private final Map<Long, Step> persisting = new HashMap<>();

  EditSteps(Traces traces) {
    this.traces = traces;
  }

  /** @param trace of who has sent the edit; empty where no trace follows it */
  Step transform(String trace) {
    return traces.follow("op.transform", trace);
  }

  /** The edit is the change of this revision, and on its way into the log. */
  void ordered(Step transform, long revision) {
    if (transform != Step.NONE) {
      transform.with("revision", revision).end();
      Step persist = traces.follow("op.persist", transform.traceparent());
      persisting.put(revision, persist.with("revision", revision));
    }
  }

  /** Gives what the next step follows; empty where no trace follows the change. */
  String durable(long revision) {
    Step persist = persisting.isEmpty() ? null : persisting.remove(revision);
    if (persist == null) {
      return "";
    }
    persist.end();
    return persist.traceparent();
  }

  /** What is on its way does not arrive by this owner. */
  void broken() {
    persisting.values().forEach(persist -> persist.fail("RETRY"));
    persisting.clear();
  }
}
