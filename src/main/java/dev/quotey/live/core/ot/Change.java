package dev.quotey.live.core.ot;

import java.util.List;

/**
 * Operations that commit together or not at all. Each applies to the document that the ones before
 * it have made.
 */
public record Change(List<Operation> operations) {
  public static final Change EMPTY = new Change(List.of());

  public Change {
    operations = List.copyOf(operations);
  }

  public static Change of(Operation... operations) {
    return new Change(List.of(operations));
  }

  public boolean isEmpty() {
    return operations.isEmpty();
  }
}
