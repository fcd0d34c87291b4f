package dev.quotey.live.core.sync;

/** An editing session of one quote. */
public record SessionId(String value) {
  /** Characters of an id. */
  public static final int LENGTH_MAX = 64;

  public SessionId {
    if (!Identifiers.isValid(value, LENGTH_MAX)) {
      throw new IllegalArgumentException(
          "an id has 1 to " + LENGTH_MAX + " letters, digits, '-', '_' or '.'");
    }
  }

  @Override
  public String toString() {
    return value;
  }
}
