package dev.quotey.live.protocol;

import dev.quotey.live.core.json.JsonText;
import dev.quotey.live.core.sync.CommittedChange;

/**
 * The parts of a change as canonical JSON. The hash, the log and the event that browsers get all have
 * them, so they are written once.
 *
 * @param submitted the operations as their author sent them
 * @param committed the operations as they apply
 * @param clock each client's last sequence
 */
public record ChangeText(String submitted, String committed, String clock) {
  public static ChangeText of(CommittedChange change) {
    String committed = JsonText.write(OperationForm.write(change.committed()));
    String submitted = change.submitted().equals(change.committed())
        ? committed
        : JsonText.write(OperationForm.write(change.submitted()));
    return new ChangeText(submitted, committed, clock(change));
  }

  private static String clock(CommittedChange change) {
    StringBuilder out = new StringBuilder("{");
    change.clock().forEach((client, sequence) -> {
      if (out.length() > 1) {
        out.append(',');
      }
      JsonText.writeString(client, out);
      out.append(':').append(sequence);
    });
    return out.append('}').toString();
  }
}
