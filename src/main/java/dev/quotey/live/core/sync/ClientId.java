package dev.quotey.live.core.sync;

/** A client: one open page, or one connection of a program. It stays the same across reconnects. */
public record ClientId(String value) {
  /** Characters of an id. */
  public static final int LENGTH_MAX = 64;

  /** The server itself, which carries out commands. No other client has this id. */
  public static final ClientId SERVER = new ClientId("server");

  public ClientId {
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
