package dev.quotey.live.bench;

import dev.quotey.live.persistence.DatabaseLocation;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The limit of what PostgreSQL gives: transactions of one row each, of the shape of the server's own
 * append, into a table like its log, by pgbench. The server puts more than one row into a transaction.
 */
final class PgBench {
  private static final int SESSIONS = 8;
  private static final long NANOS_PER_MICRO = 1_000;
  private static final Pattern TPS = Pattern.compile("tps = ([\\d.]+)");

  private static final String TABLES = """
      CREATE TABLE bench_sessions (session_id text PRIMARY KEY, owner_epoch bigint NOT NULL);
      CREATE TABLE bench_operations (
        session_id text NOT NULL, revision bigint NOT NULL, base_revision bigint NOT NULL,
        actor text NOT NULL, client_id text NOT NULL, client_seq bigint NOT NULL,
        parent_op_id text NOT NULL, vector_clock jsonb NOT NULL, server_time timestamptz NOT NULL,
        submitted jsonb NOT NULL, committed jsonb NOT NULL, owner_epoch bigint NOT NULL,
        hash text NOT NULL,
        PRIMARY KEY (session_id, revision), UNIQUE (session_id, client_id, client_seq));
      """;

  /** Each connection has a session of its own, and counts its revisions. */
  private static final String APPEND = """
      \\set revision :revision + 1
      INSERT INTO bench_operations (session_id, revision, base_revision, actor, client_id, client_seq, \
      parent_op_id, vector_clock, server_time, submitted, committed, owner_epoch, hash) \
      SELECT a.session_id, a.revision, a.revision - 1, 'ana', 'load', a.revision, \
      a.session_id || ':' || a.revision, '{"load": 1}'::jsonb, now(), a.operations::jsonb, \
      a.operations::jsonb, 1, repeat('0', 64) \
      FROM unnest(ARRAY['s_CONNECTIONS_' || :client_id]::text[], ARRAY[:revision]::bigint[], \
      ARRAY['[{"op_type": "set", "path": "/lines/#ln_1/quantity", "value": 1}]']::text[]) \
      AS a (session_id, revision, operations) \
      JOIN bench_sessions s ON s.session_id = a.session_id AND s.owner_epoch = 1 \
      FOR SHARE OF s RETURNING session_id;
      """;

  private PgBench() {}

  /** Transactions a second with so many connections; throws where there is no pgbench. */
  static JsonObject run(DatabaseLocation location, int connections, int seconds)
      throws IOException, InterruptedException, SQLException {
    return run(location, connections, seconds, List.of());
  }

  /**
   * How long a transaction takes over one connection where only so many are due in a second: of them p50,
   * p95, p99 and the highest, in milliseconds, as {@code ack_ms}.
   */
  static JsonObject paced(DatabaseLocation location, int perSecond, int seconds)
      throws IOException, InterruptedException, SQLException {
    Path folder = Files.createTempDirectory("pgbench");
    JsonObject run = run(
        location,
        1,
        seconds,
        List.of("--rate=" + perSecond, "--log", "--log-prefix=" + folder.resolve("log")));
    Latencies latencies = new Latencies();
    try (Stream<Path> logs = Files.list(folder)) {
      for (Path log : logs.toList()) {
        for (String line : Files.readAllLines(log)) {
          // Client, number, microseconds since it was due, script, two times, microseconds it was
          // late.
          String[] fields = line.split(" ", -1);
          latencies.add((Long.parseLong(fields[2]) - Long.parseLong(fields[6])) * NANOS_PER_MICRO);
        }
      }
    }
    return run.put("ack_ms", Figures.array(latencies.percentiles()));
  }

  private static JsonObject run(
      DatabaseLocation location, int connections, int seconds, List<String> options)
      throws IOException, InterruptedException, SQLException {
    try (Connection connection = BenchDatabase.connect(location);
        Statement statement = connection.createStatement()) {
      statement.execute("DROP TABLE IF EXISTS bench_sessions, bench_operations");
      statement.execute(TABLES);
      statement.execute("INSERT INTO bench_sessions SELECT 's_" + connections
          + "_' || i, 1 FROM generate_series(0, " + SESSIONS + ") i");
    }
    Path script = Files.createTempFile("append", ".sql");
    Files.writeString(script, APPEND.replace("CONNECTIONS", String.valueOf(connections)));
    double load = Machine.loadAverage();
    List<String> command = new ArrayList<>(List.of(
        "pgbench",
        "--no-vacuum",
        "--protocol=prepared",
        "--define=revision=0",
        "--client=" + connections,
        "--time=" + seconds,
        "--file=" + script,
        "--host=" + location.host(),
        "--port=" + location.port(),
        "--username=" + location.user()));
    command.addAll(options);
    command.add(location.name());
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("PGPASSWORD", location.password());
    Process process = builder.redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    Matcher tps = TPS.matcher(output);
    if (process.waitFor() != 0 || !tps.find()) {
      throw new IOException("pgbench: " + output.strip());
    }
    return new JsonObject()
        .put("clients", connections)
        .put("seconds", seconds)
        .put("load_before", load)
        .put("edits_per_second", Double.parseDouble(tps.group(1)));
  }
}
