package dev.quotey.live.persistence;

import dev.quotey.live.config.StartupException;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A real PostgreSQL under a folder that stays, for those who bring none. Durable: fsync and
 * synchronous_commit are on. Closing it stops the server process.
 */
public final class EmbeddedDatabase implements AutoCloseable {
  private static final Duration STOP_TIMEOUT = Duration.ofSeconds(10);
  private static final String USER = "postgres";
  private static final String LOCK = "lock";
  private static final String PID_FILE = "postmaster.pid";

  /** PostgreSQL's own format: the process, the folder, the start, the port. */
  private static final int PID_FILE_PORT_LINE = 3;

  private final EmbeddedPostgres postgres;
  private final FileChannel lock;

  private EmbeddedDatabase(EmbeddedPostgres postgres, FileChannel lock) {
    this.postgres = postgres;
    this.lock = lock;
  }

  /** It also stops with the JVM. Throws {@link StartupException} if the folder is in use or cannot be written. */
  public static EmbeddedDatabase start(Path folder) {
    return start(folder, true);
  }

  /**
   * As {@link #start(Path)}, for who has something to write while the JVM stops, and closes it then: what a
   * JVM does at its end it does all at once.
   */
  public static EmbeddedDatabase startToBeClosed(Path folder) {
    return start(folder, false);
  }

  private static EmbeddedDatabase start(Path folder, boolean stopsWithJvm) {
    Path data = folder.toAbsolutePath().resolve("postgres");
    FileChannel lock = lock(folder.toAbsolutePath());
    try {
      stopOrphan(data);
      EmbeddedPostgres postgres = EmbeddedPostgres.builder()
          .setDataDirectory(data)
          .setCleanDataDirectory(false)
          .setServerConfig("fsync", "on")
          .setServerConfig("synchronous_commit", "on")
          .setServerConfig("full_page_writes", "on")
          .setServerConfig("listen_addresses", "127.0.0.1")
          .setRegisterShutdownHook(stopsWithJvm)
          .setPGStartupWait(Duration.ofSeconds(60))
          .start();
      return new EmbeddedDatabase(postgres, lock);
    } catch (IOException | IllegalStateException e) {
      closeQuietly(lock);
      throw new StartupException(
          "The embedded database in " + data + " does not start: " + e.getMessage() + ".", e);
    }
  }

  public DatabaseLocation location() {
    return location(postgres.getPort());
  }

  /**
   * Where the database of {@code folder} listens, if a server runs it now. A command can work beside
   * that server.
   */
  public static Optional<DatabaseLocation> running(Path folder) {
    Path data = folder.toAbsolutePath();
    if (!Files.exists(data.resolve(LOCK)) || !isLocked(data)) {
      return Optional.empty();
    }
    try {
      List<String> lines = Files.readAllLines(data.resolve("postgres").resolve(PID_FILE));
      return lines.size() > PID_FILE_PORT_LINE
          ? Optional.of(location(Integer.parseInt(lines.get(PID_FILE_PORT_LINE).strip())))
          : Optional.empty();
    } catch (IOException e) {
      // The server has just begun to start, or is about to stop.
      throw new StartupException(
          "The data folder " + data + " is used by a server that is not ready.", e);
    }
  }

  private static boolean isLocked(Path folder) {
    try (FileChannel channel = FileChannel.open(folder.resolve(LOCK), StandardOpenOption.WRITE)) {
      return tryLock(channel) == null;
    } catch (IOException e) {
      throw new StartupException("The data folder " + folder + " cannot be written.", e);
    }
  }

  private static DatabaseLocation location(int port) {
    return new DatabaseLocation("127.0.0.1", port, "postgres", USER, USER);
  }

  @Override
  public void close() {
    try (lock) {
      postgres.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static FileChannel lock(Path folder) {
    try {
      Files.createDirectories(folder);
      FileChannel channel = FileChannel.open(
          folder.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      FileLock held = tryLock(channel);
      if (held == null) {
        channel.close();
        throw new StartupException("The data folder " + folder + " is used by another server.");
      }
      return channel;
    } catch (IOException e) {
      throw new StartupException("The data folder " + folder + " cannot be written.", e);
    }
  }

  private static FileLock tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException e) {
      return null;
    }
  }

  /** A server process that outlived the kill of its parent holds the folder; it has to go first. */
  private static void stopOrphan(Path data) throws IOException {
    Path pidFile = data.resolve(PID_FILE);
    if (!Files.exists(pidFile)) {
      return;
    }
    Optional<ProcessHandle> orphan = Files.readAllLines(pidFile).stream()
        .findFirst()
        .flatMap(pid -> ProcessHandle.of(Long.parseLong(pid.strip())))
        .filter(process -> process.info().command().orElse("").contains("postgres"));
    if (orphan.isPresent()) {
      stop(orphan.get());
    }
  }

  private static void stop(ProcessHandle process) {
    process.destroy();
    try {
      process.onExit().get(STOP_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      process.destroyForcibly();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException e) {
      throw new StartupException("A database process of an earlier run cannot be stopped.", e);
    }
  }

  private static void closeQuietly(FileChannel channel) {
    try {
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
