package dev.quotey.live.protocol;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * What a user may do with one quote.
 *
 * @param allColumns whether that goes for the columns, too, that are not for everybody
 */
public record Rights(Level level, boolean allColumns) implements BusMessage {
  public static final Rights NONE = new Rights(Level.NONE, false);
  public static final Rights ALL = new Rights(Level.OWNER, true);

  private static final String ALL_COLUMNS = "+columns";

  /** Each may do what the ones before it may. */
  public enum Level {
    NONE,
    /** Sees the quote, and who is in it. */
    VIEWER,
    EDITOR,
    /** Decides on approvals, with the role that each of them asks for. */
    APPROVER,
    /** Ends sessions. */
    OWNER;

    /** Its name in tokens, files and messages. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }

    /** Empty where the word names none. */
    public static Optional<Level> of(String word) {
      return Arrays.stream(values()).filter(level -> level.word().equals(word)).findFirst();
    }
  }

  public boolean may(Level least) {
    return level.compareTo(least) >= 0;
  }

  /** For another node. */
  String write() {
    return level.word() + (allColumns ? ALL_COLUMNS : "");
  }

  /** As {@link #write} wrote it; what is not known is no right. */
  static Rights read(String text) {
    boolean all = text.endsWith(ALL_COLUMNS);
    String word = all ? text.substring(0, text.length() - ALL_COLUMNS.length()) : text;
    return Level.of(word).map(level -> new Rights(level, all)).orElse(NONE);
  }
}
