package dev.quotey.live.server;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** Settings of servers that are tested or measured for something else than what one user may use. */
final class NoLimits {
  private static final String MUCH = "1000000";

  /** By setting. */
  static final Map<String, String> SETTINGS = Map.ofEntries(
      Map.entry("limits.submissions_per_second", MUCH),
      Map.entry("limits.submissions_burst", MUCH),
      Map.entry("limits.presence_per_second", MUCH),
      Map.entry("limits.presence_burst", MUCH),
      Map.entry("limits.connects_per_second", MUCH),
      Map.entry("limits.connects_burst", MUCH),
      Map.entry("limits.control_per_second", MUCH),
      Map.entry("limits.control_burst", MUCH),
      Map.entry("limits.calls_per_second", MUCH),
      Map.entry("limits.calls_burst", MUCH),
      Map.entry("limits.sockets_per_user", MUCH),
      Map.entry("limits.sockets_per_address", MUCH),
      Map.entry("limits.sessions_per_user", MUCH),
      Map.entry("limits.participants_per_quote", "10000"));

  private NoLimits() {}

  /** As the environment names them. */
  static Map<String, String> environment() {
    Map<String, String> environment = new HashMap<>();
    SETTINGS.forEach((setting, value) ->
        environment.put("QUOTEY_" + setting.toUpperCase(Locale.ROOT).replace('.', '_'), value));
    return environment;
  }
}
