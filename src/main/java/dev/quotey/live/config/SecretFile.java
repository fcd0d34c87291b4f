package dev.quotey.live.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;

/** A random secret that is made once and stays in a file. */
public final class SecretFile {
  private static final int SECRET_BYTES = 32;

  private SecretFile() {}

  /** Throws {@link StartupException} if the file cannot be read or made. */
  public static String read(Path file) {
    try {
      if (!Files.exists(file)) {
        byte[] secret = new byte[SECRET_BYTES];
        new SecureRandom().nextBytes(secret);
        Files.createDirectories(file.toAbsolutePath().getParent());
        Files.writeString(file, HexFormat.of().formatHex(secret));
        if (Files.getFileStore(file).supportsFileAttributeView("posix")) {
          Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        }
      }
      return Files.readString(file);
    } catch (IOException e) {
      throw new StartupException("The secret " + file + " cannot be kept.", e);
    }
  }
}
