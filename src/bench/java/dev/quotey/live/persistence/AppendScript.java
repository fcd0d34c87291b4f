package dev.quotey.live.persistence;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The statement by which the server appends to its log, for who measures it without the server. */
public final class AppendScript {
  private static final Pattern PARAMETER = Pattern.compile("\\$(\\d+)");
  private static final Pattern SPACE = Pattern.compile("\\s+");

  private AppendScript() {}

  /**
   * On one line, for one change.
   *
   * @param values SQL, in the order of the statement's parameters
   */
  public static String of(List<String> values) {
    String line = SPACE.matcher(Sql.APPEND).replaceAll(" ").strip();
    return PARAMETER
        .matcher(line)
        .replaceAll(parameter -> Matcher.quoteReplacement(
            "ARRAY[" + values.get(Integer.parseInt(parameter.group(1)) - 1) + "]"));
  }
}
