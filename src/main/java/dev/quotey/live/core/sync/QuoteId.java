package dev.quotey.live.core.sync;

/** A quote, by the name its host system gives it. */
public record QuoteId(String value) {
  /** Characters of an id. */
  public static final int LENGTH_MAX = 64;

  public QuoteId {
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
