package dev.quotey.live.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** The file of products that people choose from. */
public final class CatalogFile {
  private CatalogFile() {}

  /** Its text; that of the sample one where {@code file} is empty. Throws {@link StartupException}. */
  public static String read(String file) {
    try {
      if (!file.isEmpty()) {
        return Files.readString(Path.of(file));
      }
      try (InputStream in = CatalogFile.class.getResourceAsStream("/samples/catalog.json")) {
        return new String(in.readAllBytes(), StandardCharsets.UTF_8);
      }
    } catch (IOException e) {
      throw new StartupException("The catalogue " + file + " cannot be read.", e);
    }
  }
}
