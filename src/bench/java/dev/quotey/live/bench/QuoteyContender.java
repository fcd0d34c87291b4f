package dev.quotey.live.bench;

import dev.quotey.live.persistence.DatabaseLocation;
import dev.quotey.live.server.ServerProcess;
import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Quotey Live, one node, packaged and trained, without limits on what one user may send. */
final class QuoteyContender implements Contender {
  /** With room for 800 quotes of five editors. */
  static final List<String> HEAP = List.of("-Xmx1g", "-XX:MaxNewSize=128m");

  /** With which the whole process stays below 512 MB. */
  static final List<String> SMALL_HEAP = List.of("-Xmx304m");

  private final DatabaseLocation location;
  private final ServerProcess server;
  private final long postgres;

  QuoteyContender(DatabaseLocation location, long postgres, List<String> heap) throws Exception {
    this.location = location;
    this.postgres = postgres;
    this.server = start(location, heap);
  }

  static ServerProcess start(DatabaseLocation location, List<String> heap) throws Exception {
    List<String> program = new ArrayList<>(heap);
    program.addAll(PackagedServer.program());
    return ServerProcess.start(
        Files.createTempDirectory("quotey-compare"),
        0,
        Map.of(
            "QUOTEY_DATABASE_EMBEDDED", "false",
            "QUOTEY_DATABASE_HOST", location.host(),
            "QUOTEY_DATABASE_PORT", String.valueOf(location.port()),
            "QUOTEY_DATABASE_NAME", location.name(),
            "QUOTEY_DATABASE_USER", location.user(),
            "QUOTEY_DATABASE_PASSWORD", location.password()),
        program);
  }

  @Override
  public Figures run(Workload workload) throws Exception {
    return new LoadGenerator(workload, nodes(), this::usage, seats -> "").measure();
  }

  private List<RestClient> nodes() {
    return List.of(new RestClient(server.port()));
  }

  private ServerUsage usage() {
    return ServerUsage.of(processes(), postgres);
  }

  /** A workload of one quote, which has a log of so many edits when it begins. */
  Figures runAfter(Workload workload, int log) throws Exception {
    String run = Long.toString(System.currentTimeMillis(), Character.MAX_RADIX);
    List<String> quotes = ColdJoin.writeLogs(location, run, log, 1);
    return new LoadGenerator(workload, nodes(), this::usage, seats -> "", quotes, log).measure();
  }

  @Override
  public JsonObject joins(int log, int copies) throws Exception {
    return new Joins(server.port(), location).run(log, copies);
  }

  @Override
  public List<Long> processes() {
    return List.of(server.pid());
  }

  @Override
  public void close() {
    server.close();
  }
}
