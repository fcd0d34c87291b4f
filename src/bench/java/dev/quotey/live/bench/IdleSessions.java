package dev.quotey.live.bench;

import dev.quotey.live.core.json.JsonText;
import dev.quotey.live.core.sync.QuoteId;
import dev.quotey.live.metrics.Meters;
import dev.quotey.live.persistence.EmbeddedDatabase;
import dev.quotey.live.persistence.Migrator;
import dev.quotey.live.persistence.PersistenceVerticle;
import dev.quotey.live.protocol.Bus;
import dev.quotey.live.protocol.PersistenceMessage.CreateQuote;
import dev.quotey.live.server.ServerProcess;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * W8: what open sessions cost that nobody is in, loaded and unloaded, and how long one more takes to open.
 * The server is a process of its own; the heap is what is left after a collection.
 */
final class IdleSessions {
  private static final int SESSIONS = Integer.getInteger("sessions", 10_000);
  private static final int LINES = 12;
  private static final int MORE = 50;
  private static final int KILO = 1024;
  private static final Pattern USED =
      Pattern.compile("(?:PSYoungGen|ParOldGen) +total \\d+K, used (\\d+)K");

  private IdleSessions() {}

  /** What it was loaded, and unloaded. */
  static List<JsonObject> run() throws IOException, InterruptedException {
    Path folder = Files.createTempDirectory("quotey-w8");
    write(folder.resolve("data"));
    // Loaded: nothing is unloaded while it is measured.
    return List.of(
        measure(folder, "loaded", Map.of("QUOTEY_SESSIONS_UNLOAD_SECONDS", "86400")),
        measure(folder, "unloaded", Map.of("QUOTEY_SESSIONS_UNLOAD_SECONDS", "1")));
  }

  private static JsonObject measure(Path folder, String name, Map<String, String> environment)
      throws IOException, InterruptedException {
    try (ServerProcess server = ServerProcess.start(folder, 0, environment)) {
      RestClient rest = new RestClient(server.port());
      for (int i = 0; i < MORE; i++) {
        rest.createSession(id(SESSIONS + i));
      }
      long before = heapKilobytes(server);
      double[] first = open(rest, 0, MORE);
      open(rest, MORE, SESSIONS - MORE);
      double[] last = open(rest, SESSIONS - MORE, SESSIONS);
      if (name.equals("unloaded")) {
        // The last of them unloads a second after it was opened.
        awaitUnloaded(server);
      }
      long after = heapKilobytes(server);
      JsonObject figures = new JsonObject()
          .put("sessions", SESSIONS)
          .put("state", name)
          .put("heap_before_kb", before)
          .put("heap_after_kb", after)
          .put("bytes_per_session", (after - before) * KILO / SESSIONS)
          .put("open_ms_first", first[first.length / 2])
          .put("open_ms_last", last[last.length / 2])
          .put("medians_of", MORE);
      System.out.println("system=quotey workload=W8 " + figures.encode());
      return figures;
    }
  }

  private static void awaitUnloaded(ServerProcess server) throws IOException {
    Pattern unloads = Pattern.compile("session unloads");
    long end = System.nanoTime() + 60_000_000_000L;
    while (unloads.matcher(server.output()).results().count() < SESSIONS
        && System.nanoTime() < end) {
      Thread.onSpinWait();
    }
  }

  /** Sorted milliseconds. */
  private static double[] open(RestClient rest, int from, int to)
      throws IOException, InterruptedException {
    double[] millis = new double[to - from];
    for (int i = from; i < to; i++) {
      long start = System.nanoTime();
      rest.createSession(id(i));
      millis[i - from] = (System.nanoTime() - start) / 1e6;
    }
    Arrays.sort(millis);
    return millis;
  }

  private static String id(int number) {
    return "W8-" + number;
  }

  private static long heapKilobytes(ServerProcess server) throws IOException, InterruptedException {
    jcmd(server, "GC.run");
    jcmd(server, "GC.run");
    List<Long> generations = USED.matcher(jcmd(server, "GC.heap_info"))
        .results()
        .map(used -> Long.parseLong(used.group(1)))
        .toList();
    if (generations.size() != 2) {
      throw new IOException("no heap is told");
    }
    return generations.getFirst() + generations.getLast();
  }

  private static String jcmd(ServerProcess server, String command)
      throws IOException, InterruptedException {
    Process process = new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
            String.valueOf(server.pid()),
            command)
        .start();
    String answer = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    return answer;
  }

  private static void write(Path data) {
    Vertx vertx = Vertx.vertx();
    try (EmbeddedDatabase database = EmbeddedDatabase.start(data)) {
      Migrator.migrate(database.location());
      Bus.install(vertx);
      vertx
          .deployVerticle(new PersistenceVerticle(
              database.location(), 2, "key", Meters.unread().database()))
          .compose(id -> Bus.persistence(
              vertx, new CreateQuote(new QuoteId("W8"), JsonText.parse(Edits.quote(1)))))
          .toCompletionStage()
          .toCompletableFuture()
          .join();
      for (int i = 0; i < SESSIONS + MORE; i++) {
        Bus.persistence(
                vertx, new CreateQuote(new QuoteId(id(i)), JsonText.parse(Edits.quote(LINES))))
            .toCompletionStage()
            .toCompletableFuture()
            .join();
      }
      vertx.close().toCompletionStage().toCompletableFuture().join();
    }
  }
}
