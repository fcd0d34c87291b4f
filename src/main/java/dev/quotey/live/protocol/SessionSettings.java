package dev.quotey.live.protocol;

import dev.quotey.live.core.quote.Columns;
import dev.quotey.live.core.sync.QuoteId;
import java.time.Duration;
import java.util.List;

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
 * @param columns which columns of a quote are not for everybody
 */
public record SessionSettings(
    boolean enabled,
    List<String> quotes,
    Duration idleTimeout,
    Duration idleWarning,
    Duration closeNotice,
    Duration unloadAfter,
    Duration holdGrace,
    int participantsMax,
    Columns columns)
    implements BusMessage {
  public SessionSettings {
    quotes = List.copyOf(quotes);
  }

  public boolean isEnabledFor(QuoteId quote) {
    boolean matched = false;
    for (String pattern : quotes) {
      boolean without = pattern.startsWith("!");
      if (QuotePattern.matches(without ? pattern.substring(1) : pattern, quote)) {
        matched = !without;
      }
    }
    return enabled && matched;
  }
}
