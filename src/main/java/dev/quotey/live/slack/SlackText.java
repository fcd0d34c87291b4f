package dev.quotey.live.slack;

import java.util.regex.Pattern;

/**
 * Text of users in messages of ours. It cannot mention anybody, link anywhere, or look like more than
 * text; what is too long ends in an ellipsis.
 */
final class SlackText {
  private static final String ELLIPSIS = "…";

  /** Shown as nothing; keeps what stands around it from being taken for a link or a mention. */
  private static final String JOINER = "\u2060";

  /** Controls, and what turns the direction of the text around it. */
  private static final Pattern UNSHOWN = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]");

  private static final Pattern SPACES = Pattern.compile("\\s+");
  private static final Pattern LINKABLE = Pattern.compile("(?<=[\\p{L}\\p{N}])([.:])(?=[\\p{L}/])");

  private SlackText() {}

  /** For a {@code plain_text} object, which knows no markup. */
  static String plain(String text, int lengthMax) {
    String flat =
        SPACES.matcher(UNSHOWN.matcher(text).replaceAll(" ")).replaceAll(" ").strip();
    return shorten(flat, lengthMax);
  }

  /** For a {@code mrkdwn} object, or the text of a message: no markup, no link, no mention. */
  static String inert(String text, int lengthMax) {
    String shown = plain(text, lengthMax)
        .replace('*', '\u2217')
        .replace('~', '\u223c')
        .replace('`', '\u02cb')
        .replace("@", "@" + JOINER)
        .replace("#", "#" + JOINER);
    return LINKABLE
        .matcher(underscores(shown))
        .replaceAll("$1" + JOINER)
        .replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;");
  }

  /** An underscore between letters is text; at a word's end it would begin or end italics. */
  private static String underscores(String text) {
    return text.replaceAll("(?<![\\p{L}\\p{N}])_|_(?![\\p{L}\\p{N}])", "\uff3f");
  }

  /** @param lengthMax in UTF-16 units, as Slack counts; no character is cut in two */
  static String shorten(String text, int lengthMax) {
    if (text.length() <= lengthMax) {
      return text;
    }
    int end = lengthMax - ELLIPSIS.length();
    return text.substring(0, Character.isHighSurrogate(text.charAt(end - 1)) ? end - 1 : end)
        + ELLIPSIS;
  }
}
