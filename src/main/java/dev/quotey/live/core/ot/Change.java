package dev.quotey.live.core.ot;

import java.util.List;

/**
 * Operations that commit together or not at all. Each applies to the document that the ones before
 * it have made.
 */
public record Change(List<Operation> operations) {
  /** Does nothing. */
  public static final Change EMPTY = new Change(List.of());

  /** Keeps a copy that nobody can change. */
  public Change {
    operations = List.copyOf(operations);
  }

  /** The operations in this order. */
  public static Change of(Operation... operations) {
    return new Change(List.of(operations));
  }

  /** Whether it does nothing. */
  public boolean isEmpty() {
    return operations.isEmpty();
  }
}
