package dev.quotey.live.core.sync;

/** An editing session of one quote. */
public record SessionId(String value) {
  /** Characters of an id. */
  public static final int LENGTH_MAX = 64;

  public SessionId {
    if (!isValid(value)) {
      throw new IllegalArgumentException(
          "an id has 1 to " + LENGTH_MAX + " letters, digits, '-', '_' or '.'");
    }
  }

  /** Whether {@code value} can be an id. */
  public static boolean isValid(String value) {
    return Identifiers.isValid(value, LENGTH_MAX);
  }

  @Override
  public String toString() {
    return value;
  }
}
