package dev.quotey.live.persistence;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** SQL that the jar brings as a file: a script of many statements, with no values in it. */
final class SqlFile {
  private SqlFile() {}

  /** @param resource a literal, as a test holds; the path in the jar */
  static String read(String resource) {
    try (InputStream in = SqlFile.class.getResourceAsStream(resource)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
