package dev.quotey.live.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class EngineTypesTest {
  private static final Path ASSETS = Path.of("target/classes/webroot/assets");
  private static final int GZIP_BYTES_MAX = 60_000;

  @Test
  @DisplayName("[EN2] the types name each function of the module, and no other")
  void types() throws IOException {
    String types = Files.readString(ASSETS.resolve("engine.d.ts"));
    String module = Files.readString(ASSETS.resolve("engine.js"));
    String exports = module.substring(module.lastIndexOf("export"));
    assertThat(names("export function (\\w+)\\(", types)).isEqualTo(names(" as (\\w+)", exports));
  }

  @Test
  @DisplayName("[EN3] the module is under 60 kB gzip and has a source map")
  void size() throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
      out.write(Files.readAllBytes(ASSETS.resolve("engine.js")));
    }
    System.out.println("engine.js: " + packed.size() + " bytes gzip");
    assertThat(packed.size()).isLessThan(GZIP_BYTES_MAX);
    assertThat(ASSETS.resolve("engine.js.map")).isNotEmptyFile();
  }

  private static Set<String> names(String pattern, String text) {
    Set<String> found = new TreeSet<>();
    Matcher matcher = Pattern.compile(pattern).matcher(text);
    while (matcher.find()) {
      found.add(matcher.group(1));
    }
    return found;
  }
}
