package dev.quotey.live.core.ot;

/** Which of two concurrent changes the server committed first: LEFT before RIGHT. */
public enum Side {
  LEFT,
  RIGHT;

  public Side opposite() {
    return this == LEFT ? RIGHT : LEFT;
  }
}
