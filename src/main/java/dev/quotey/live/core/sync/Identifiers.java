package dev.quotey.live.core.sync;

/** The alphabet of ids: safe in addresses, URLs and logs. */
final class Identifiers {
  private Identifiers() {}

  static boolean isValid(String value, int lengthMax) {
    if (value.isEmpty() || value.length() > lengthMax) {
      return false;
    }
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
      boolean digit = c >= '0' && c <= '9';
      if (!letter && !digit && c != '-' && c != '_' && c != '.') {
        return false;
      }
    }
    return true;
  }
}
