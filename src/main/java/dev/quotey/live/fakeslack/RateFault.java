package dev.quotey.live.fakeslack;

/** A call over its rate: it is taken again after some whole seconds. */
final class RateFault extends ApiFault {
  private final long seconds;

  RateFault(long seconds) {
    super("ratelimited");
    this.seconds = seconds;
  }

  long seconds() {
    return seconds;
  }
}
