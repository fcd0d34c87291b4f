package dev.quotey.live.protocol;

import dev.quotey.live.core.sync.QuoteId;
import java.util.Arrays;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Patterns of quote ids, in which {@code *} stands for any letters. */
public final class QuotePattern {
  private QuotePattern() {}

  public static boolean matches(String pattern, QuoteId quote) {
    if (pattern.indexOf('*') < 0) {
      return pattern.equals(quote.value());
    }
    String regex = Arrays.stream(pattern.split("\\*", -1))
        .map(Pattern::quote)
        .collect(Collectors.joining(".*"));
    return quote.value().matches(regex);
  }
}
