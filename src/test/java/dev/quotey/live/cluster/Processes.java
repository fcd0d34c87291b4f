package dev.quotey.live.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/** Tells whose a TCP connection is, from what Linux shows under {@code /proc}. */
final class Processes {
  private static final int LOCAL_ADDRESS = 1;
  private static final int INODE = 9;
  private static final int HEX = 16;

  private Processes() {}

  /** Whether the process has the TCP socket with this port at its own end. */
  static boolean has(long pid, int port) {
    return inode(port).filter(inode -> holds(pid, "socket:[" + inode + "]")).isPresent();
  }

  private static Optional<String> inode(int port) {
    return Stream.of("/proc/net/tcp", "/proc/net/tcp6")
        .flatMap(table -> lines(Path.of(table)))
        .map(line -> line.strip().split("\\s+", -1))
        .filter(row -> row.length > INODE && isAt(row[LOCAL_ADDRESS], port))
        .map(row -> row[INODE])
        .filter(inode -> !inode.equals("0"))
        .findFirst();
  }

  private static Stream<String> lines(Path table) {
    try {
      return Files.readAllLines(table).stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean isAt(String address, int port) {
    int colon = address.lastIndexOf(':');
    return colon > 0
        && address.length() > colon + 1
        && address.substring(colon + 1).matches("[0-9A-F]+")
        && Integer.parseInt(address.substring(colon + 1), HEX) == port;
  }

  private static boolean holds(long pid, String socket) {
    try (Stream<Path> files = Files.list(Path.of("/proc/" + pid + "/fd"))) {
      return files.anyMatch(file -> linksTo(file, socket));
    } catch (NoSuchFileException e) {
      return false;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean linksTo(Path file, String socket) {
    try {
      return Files.readSymbolicLink(file).toString().equals(socket);
    } catch (IOException e) {
      // It has been closed meanwhile.
      return false;
    }
  }
}
