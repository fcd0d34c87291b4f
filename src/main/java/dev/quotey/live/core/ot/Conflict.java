package dev.quotey.live.core.ot;

/**
 * What an operation lost to a concurrent one. A value beside the result, never an error: the result
 * converges all the same, and whoever lost something can be told what, and put it back.
 *
 * @param kind how it was lost
 * @param stands the operation that has its way
 * @param gaveWay the operation that lost
 */
public record Conflict(Kind kind, Operation stands, Operation gaveWay) {
  /** How an operation came to lose. */
  public enum Kind {
    /** Both set or changed one value, or the value around it was replaced or removed. */
    OVERWRITTEN,
    /** The edit was inside an element that was deleted. */
    DELETED,
    /** Both inserted an element of the same id. */
    SAME_ID
  }
}
