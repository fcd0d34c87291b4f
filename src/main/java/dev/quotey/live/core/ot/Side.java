package dev.quotey.live.core.ot;

/** Which of two concurrent changes the server committed first: LEFT before RIGHT. */
public enum Side {
  /** What was committed first; at one place it comes first, too. */
  LEFT,
  /** What was committed later. */
  RIGHT;

  /** The other one. */
  public Side opposite() {
    return this == LEFT ? RIGHT : LEFT;
  }
}
