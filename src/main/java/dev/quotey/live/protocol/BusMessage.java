package dev.quotey.live.protocol;

/** A message between verticles of ours: an immutable record that no browser sees. */
public interface BusMessage {}
