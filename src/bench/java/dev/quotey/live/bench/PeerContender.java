package dev.quotey.live.bench;

import dev.quotey.live.persistence.DatabaseLocation;
import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** A peer: its server on Node, and the load client of src/bench/peers in another process on Node. */
final class PeerContender implements Contender {
  static final Path FOLDER = Path.of("src/bench/peers");
  private static final String READY = "ready at ";
  private static final long STOP_SECONDS = 15;
  private static final long HEAR_MINUTES_MAX = 20;
  private static final ScheduledExecutorService LATE =
      Executors.newSingleThreadScheduledExecutor(Thread.ofPlatform().daemon().factory());

  private final long postgres;
  private final Process server;
  private final Process load;
  private final BufferedReader answers;

  /** @param location where a peer that stores has its database */
  PeerContender(String system, Optional<DatabaseLocation> location, long postgres)
      throws IOException {
    this.postgres = postgres;
    String script = system.startsWith("sharedb") ? "sharedb-server.mjs" : "hocuspocus-server.mjs";
    Path log = Files.createTempFile("bench-" + system, ".log");
    List<String> database = location.map(PeerContender::url).stream().toList();
    server = node(script, system, "0", database, log);
    try {
      int port = port();
      load = node("load.mjs", system, String.valueOf(port), database, log);
      answers = load.inputReader(StandardCharsets.UTF_8);
      // Its clients would wait for answers that do not come.
      Thread.startVirtualThread(() -> {
        server.onExit().join();
        load.destroyForcibly();
      });
    } catch (IOException e) {
      server.destroyForcibly();
      throw new IOException(system + " does not start; its output is in " + log, e);
    }
  }

  private static String url(DatabaseLocation location) {
    return "postgres://" + location.user() + ":" + location.password() + "@" + location.host() + ":"
        + location.port() + "/" + location.name();
  }

  private static Process node(
      String script, String system, String port, List<String> database, Path log)
      throws IOException {
    List<String> command = new ArrayList<>(List.of("node", script, system, port));
    command.addAll(database);
    return new ProcessBuilder(command)
        .directory(FOLDER.toFile())
        .redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()))
        .start();
  }

  private int port() throws IOException {
    BufferedReader output = server.inputReader(StandardCharsets.UTF_8);
    for (String line = output.readLine(); line != null; line = output.readLine()) {
      if (line.startsWith(READY)) {
        return Integer.parseInt(line.substring(READY.length()).strip());
      }
    }
    throw new IOException("the server has ended");
  }

  @Override
  public Figures run(Workload workload) throws IOException {
    double before = Machine.loadAverage();
    tell(new JsonObject()
        .put("name", workload.name())
        .put("quotes", workload.quotes())
        .put("clients", workload.people())
        .put("pauseMillis", workload.pauseMillis())
        .put("cursorMillis", workload.cursorMillis())
        .put("seconds", workload.seconds())
        .encode());
    hear("opened");
    ServerUsage start = usage();
    tell("go");
    hear("settled");
    ServerUsage used = usage().since(start);
    return Figures.of(hear("figures"), workload.seconds(), used, before);
  }

  @Override
  public JsonObject joins(int log, int copies) throws IOException {
    tell(
        new JsonObject().put("name", "W5").put("log", log).put("copies", copies).encode());
    JsonObject told = hear("figures");
    told.remove("phase");
    return told;
  }

  private ServerUsage usage() {
    return ServerUsage.of(List.of(server.pid()), postgres);
  }

  private void tell(String line) throws IOException {
    load.outputWriter(StandardCharsets.UTF_8).write(line + "\n");
    load.outputWriter(StandardCharsets.UTF_8).flush();
  }

  private JsonObject hear(String phase) throws IOException {
    Future<?> late = LATE.schedule(load::destroyForcibly, HEAR_MINUTES_MAX, TimeUnit.MINUTES);
    String line = answers.readLine();
    late.cancel(false);
    if (line == null || !server.isAlive()) {
      throw new IOException(
          server.isAlive() ? "the load client has ended" : "the server has ended");
    }
    JsonObject told = new JsonObject(line);
    if (!phase.equals(told.getString("phase"))) {
      throw new IOException(line + " where " + phase + " was due");
    }
    return told;
  }

  @Override
  public List<Long> processes() {
    return List.of(server.pid(), load.pid());
  }

  @Override
  public void close() {
    stop(load);
    stop(server);
  }

  private static void stop(Process process) {
    process.destroy();
    try {
      if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      process.destroyForcibly();
    }
  }

  /** Fetches the peers where they are not there yet; throws where there is no Node or no npm. */
  static void install() throws IOException {
    try {
      Machine.ask(List.of("node", "--version"));
      if (!Files.exists(FOLDER.resolve("node_modules"))) {
        Machine.ask(List.of("npm", "ci", "--silent", "--prefix", FOLDER.toString()));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }

  /** The versions that are pinned, by package. */
  static JsonObject versions() {
    try {
      return new JsonObject(Files.readString(FOLDER.resolve("package.json")))
          .getJsonObject("dependencies");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
