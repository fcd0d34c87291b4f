package dev.quotey.live.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class SettingsTableTest {
  private static final Pattern NAME = Pattern.compile("`([a-z_.]+)`");
  private static final String LIMITS = "limits.";

  /** Settings by name, as the documentation would write their values. */
  private static Map<String, String> settings(String file) throws IOException {
    Map<String, String> settings = new TreeMap<>();
    JsonObject json = new JsonObject(Files.readString(Path.of("conf", file)));
    json.forEach(group -> ((JsonObject) group.getValue())
        .forEach(
            one -> settings.put(group.getKey() + "." + one.getKey(), written(one.getValue()))));
    return settings;
  }

  private static String written(Object value) {
    String text = value instanceof JsonArray list
        ? list.stream().map(String::valueOf).collect(Collectors.joining(", "))
        : value.toString();
    return text.isEmpty() ? "none" : text;
  }

  private static String environment(String name) {
    return "QUOTEY_" + name.toUpperCase(Locale.ROOT).replace('.', '_');
  }

  private static List<String> names(String cell) {
    return NAME.matcher(cell).results().map(one -> one.group(1)).toList();
  }

  /** What a cell gives each of the names: a value for each, or one for all. */
  private static List<String> values(String cell, int names) {
    String plain = cell.replace("`", "").strip();
    List<String> each = Arrays.asList(plain.split(", ", -1));
    return names > 1 && each.size() == names ? each : Collections.nCopies(names, plain);
  }

  @Test
  @DisplayName("[CF5] the documentation has each setting with its default, and no other")
  void documented() throws IOException {
    Map<String, String> defaults = settings("application.json");
    Map<String, String> development = settings("application.development.json");
    Map<String, String> documented = new TreeMap<>();
    String table = "";
    for (String line : Files.readAllLines(Path.of("docs/OPERATIONS.md"))) {
      table = line.startsWith("| setting ") ? line : line.startsWith("|") ? table : "";
      String prefix = table.contains(LIMITS) ? LIMITS : "";
      String[] cells = line.split(" *\\| *", -1);
      List<String> names = table.isEmpty() || line.equals(table)
          ? List.of()
          : names(cells[1]).stream().map(prefix::concat).toList();
      for (int i = 0; i < names.size(); i++) {
        String name = names.get(i);
        documented.put(
            name, values(cells[prefix.isEmpty() ? 3 : 2], names.size()).get(i));
        if (prefix.isEmpty()) {
          assertThat(cells[4].replace("`", ""))
              .as("%s in development", name)
              .isEqualTo(development.getOrDefault(name, ""));
        }
      }
      if (prefix.isEmpty() && names.size() == 1) {
        assertThat(cells[2]).isEqualTo("`" + environment(names.getFirst()) + "`");
      }
    }
    // Where nothing is given, words may say what comes of that.
    documented.replaceAll(
        (name, value) -> value.contains(" ") && "none".equals(defaults.get(name)) ? "none" : value);
    assertThat(documented).isEqualTo(defaults);
  }
}
