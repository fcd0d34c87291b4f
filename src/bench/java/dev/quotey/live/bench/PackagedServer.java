package dev.quotey.live.bench;

import com.fasterxml.jackson.databind.DeserializationFeature;
import dev.quotey.live.server.ServerProcess;
import io.vertx.core.json.jackson.DatabindCodec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/**
 * The server as its image runs it: one jar, and a cache with the classes, linked, and the profiles of the
 * methods of a training run, so that a new process compiles early what is hot. Sources: JEP 483, 514, 515.
 */
final class PackagedServer {
  private static final Path JAR = Path.of("target/quotey-live.jar");
  private static final Path CACHE = Path.of("target/quotey-live.aot");

  private PackagedServer() {}

  /** Trains the server: {@code [jar [cache]]}. */
  public static void main(String[] args) throws Exception {
    DatabindCodec.mapper().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);
    Path jar = args.length > 0 ? Path.of(args[0]) : JAR;
    Path cache = args.length > 1 ? Path.of(args[1]) : CACHE;
    train(jar, cache);
    System.out.printf("%s: %,d bytes%n", cache, Files.size(cache));
    System.exit(0);
  }

  /** The options of a JVM that runs the packaged server; trains it first where that has to be. */
  static List<String> program() throws Exception {
    if (!Files.exists(JAR)) {
      throw new IOException(JAR + " is missing: ./mvnw -DskipTests package makes it");
    }
    if (!Files.exists(CACHE)
        || Files.getLastModifiedTime(CACHE).compareTo(Files.getLastModifiedTime(JAR)) < 0) {
      train(JAR, CACHE);
    }
    return List.of(
        "-XX:AOTCache=" + CACHE.toAbsolutePath(), "-jar", JAR.toAbsolutePath().toString());
  }

  private static void train(Path jar, Path cache) throws Exception {
    Path folder = Files.createTempDirectory("quotey-training");
    List<String> program = List.of(
        "-XX:AOTCacheOutput=" + cache.toAbsolutePath(),
        "-jar",
        jar.toAbsolutePath().toString());
    // The cache is written when the process ends.
    try (ServerProcess server = ServerProcess.start(folder, 0, Map.of(), program)) {
      RestClient rest = new RestClient(server.port());
      for (Workload workload : training()) {
        new LoadGenerator(
                workload, List.of(rest), () -> ServerUsage.of(List.of(server.pid())), seats -> "")
            .measure();
      }
    }
    if (!Files.exists(cache)) {
      throw new IOException("no cache was written");
    }
  }

  /**
   * Many edits, then few, and before and after them people who come and go: they run code that edits do
   * not, and would otherwise undo, for a while, some of what was compiled for edits alone. Before, too,
   * since what is compiled as far as it goes is not profiled any more.
   */
  private static List<Workload> training() {
    List<Workload> comeAndGo = Collections.nCopies(12, Workload.paced("W1", 1, 5, 100, 2));
    List<Workload> training = new ArrayList<>(comeAndGo);
    training.add(Workload.saturated("W3", 20, 5, 20));
    training.add(Workload.paced("W1", 1, 5, 100, 10));
    training.addAll(comeAndGo);
    return training;
  }
}
