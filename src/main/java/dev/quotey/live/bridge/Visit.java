package dev.quotey.live.bridge;

/**
 * What bounds one socket.
 *
 * @param address that it comes from
 */
record Visit(PresenceGate presence, Admission admission, Meter meter, String address) {
  void close() {
    presence.close();
    admission.close();
    meter.close();
  }
}
