package dev.quotey.live.protocol;

import dev.quotey.live.core.json.JsonNumber;
import dev.quotey.live.core.json.Path;
import dev.quotey.live.core.ot.Change;
import dev.quotey.live.core.ot.Operation;
import dev.quotey.live.core.sync.ClientId;
import dev.quotey.live.core.sync.CommittedChange;
import dev.quotey.live.core.sync.VectorClock;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Changes for a log, one of a single client at each revision. */
public final class LoggedChanges {
  private static final ClientId CLIENT = new ClientId("c1");

  private LoggedChanges() {}

  public static LoggedChange at(long revision) {
    Change change = Change.of(new Operation.Set(Path.parse("/n"), JsonNumber.of(1)));
    CommittedChange committed = new CommittedChange(
        revision,
        CLIENT,
        revision,
        revision - 1,
        change,
        change,
        VectorClock.of(Map.of(CLIENT, revision)),
        List.of());
    Instant time = Instant.parse("2026-01-01T10:00:00Z");
    return new LoggedChange(committed, "ana", "Ana", time, "h" + revision);
  }
}
