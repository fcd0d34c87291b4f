package dev.quotey.live.protocol;

import dev.quotey.live.core.sync.QuoteId;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * How sessions are run. Published when it changes while the server runs.
 *
 * @param enabled whether quotes may be edited in sessions at all
 * @param quotes which ones: patterns in which {@code *} stands for any letters; one that begins with
 *     {@code !} takes quotes out again, and the last that matches decides
 * @param idleTimeout after how long without an edit or a visitor a session is closed
 * @param idleWarning how long before that people are warned
 * @param closeNotice how long people are told before their session is switched off
 * @param unloadAfter after how long without people a session gives its memory back; it stays open
 * @param holdGrace how long the holds of a user stay whose connection was lost
 * @param participantsMax clients in one session
 */
public record SessionSettings(
    boolean enabled,
    List<String> quotes,
    Duration idleTimeout,
    Duration idleWarning,
    Duration closeNotice,
    Duration unloadAfter,
    Duration holdGrace,
    int participantsMax)
    implements BusMessage {
  public SessionSettings {
    quotes = List.copyOf(quotes);
  }

  public boolean isEnabledFor(QuoteId quote) {
    boolean matched = false;
    for (String pattern : quotes) {
      boolean without = pattern.startsWith("!");
      if (matches(without ? pattern.substring(1) : pattern, quote.value())) {
        matched = !without;
      }
    }
    return enabled && matched;
  }

  private static boolean matches(String pattern, String id) {
    String regex = Arrays.stream(pattern.split("\\*", -1))
        .map(Pattern::quote)
        .collect(Collectors.joining(".*"));
    return id.matches(regex);
  }
}
