package dev.quotey.live.bench;

import dev.quotey.live.persistence.AppendScript;
import dev.quotey.live.persistence.DatabaseLocation;
import dev.quotey.live.persistence.Migrator;
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
 * The limits of what PostgreSQL gives, by pgbench: transactions of one row each, while the server puts more
 * than one into a transaction.
 */
enum PgBench {
  /** A row into a table like the log, which nothing watches: what a commit takes at least. */
  ROW("""
      \\set revision :revision + 1
      INSERT INTO bench_operations (session_id, revision, base_revision, actor, client_id, client_seq, \
      parent_op_id, vector_clock, server_time, submitted, committed, owner_epoch, hash) \
      SELECT a.session_id, a.revision, a.revision - 1, 'ana', 'load', a.revision, \
      a.session_id || ':' || a.revision, '{"load": 1}'::jsonb, now(), a.operations::jsonb, \
      a.operations::jsonb, 1, repeat('0', 64) \
      FROM unnest(ARRAY['RUN_' || :client_id]::text[], ARRAY[:revision]::bigint[], \
      ARRAY['[{"op_type": "set", "path": "/lines/#ln_1/quantity", "value": 1}]']::text[]) \
      AS a (session_id, revision, operations) \
      JOIN bench_sessions s ON s.session_id = a.session_id AND s.owner_epoch = 1 \
      FOR SHARE OF s RETURNING session_id;
      """, "") {
    @Override
    void prepare(DatabaseLocation location, String run) throws SQLException {
      execute(location, """
          CREATE TABLE IF NOT EXISTS bench_sessions (
            session_id text PRIMARY KEY, owner_epoch bigint NOT NULL);
          CREATE TABLE IF NOT EXISTS bench_operations (
            session_id text NOT NULL, revision bigint NOT NULL, base_revision bigint NOT NULL,
            actor text NOT NULL, client_id text NOT NULL, client_seq bigint NOT NULL,
            parent_op_id text NOT NULL, vector_clock jsonb NOT NULL, server_time timestamptz NOT NULL,
            submitted jsonb NOT NULL, committed jsonb NOT NULL, owner_epoch bigint NOT NULL,
            hash text NOT NULL,
            PRIMARY KEY (session_id, revision), UNIQUE (session_id, client_id, client_seq));
          INSERT INTO bench_sessions SELECT 'RUN_' || i, 1 FROM generate_series(0, 8) i;
          """.replace("RUN", run));
    }
  },

  /** The server's own statement, into its own tables, with all that holds there. */
  APPEND(
      "\\set revision :revision + 1\n"
          + AppendScript.of(List.of(
              "'RUN_' || :client_id::int",
              ":revision::bigint",
              ":revision::bigint - 1",
              "'ana'",
              "'load'",
              ":revision::bigint",
              "'{\"load\": 1}'",
              "now()",
              "'[{\"op_type\": \"set\", \"path\": \"/lines/#ln_1/quantity\", \"value\": 1}]'",
              "'[{\"op_type\": \"set\", \"path\": \"/lines/#ln_1/quantity\", \"value\": 1}]'",
              "1",
              "repeat('0', 64)"))
          + ";\n",
      // As the server's connections have it.
      "-c enable_seqscan=off -c plan_cache_mode=force_generic_plan") {
    @Override
    void prepare(DatabaseLocation location, String run) throws SQLException {
      Migrator.migrate(location);
      execute(location, """
          INSERT INTO quotes (quote_id, document)
            SELECT 'Q-RUN_' || i, '{}' FROM generate_series(0, 8) i;
          INSERT INTO quote_sessions (session_id, quote_id, created_by, owner_epoch)
            SELECT 'RUN_' || i, 'Q-RUN_' || i, 'ana', 1 FROM generate_series(0, 8) i;
          """.replace("RUN", run));
    }
  };

  private static final long NANOS_PER_MICRO = 1_000;
  private static final Pattern TPS = Pattern.compile("tps = ([\\d.]+)");

  private final String script;
  private final String options;

  PgBench(String script, String options) {
    this.script = script;
    this.options = options;
  }

  /** Makes a session for each connection, which counts its revisions; their names begin alike. */
  abstract void prepare(DatabaseLocation location, String run) throws SQLException;

  /** Transactions a second with so many connections; throws where there is no pgbench. */
  JsonObject run(DatabaseLocation location, int connections, int seconds)
      throws IOException, InterruptedException, SQLException {
    return run(location, connections, seconds, List.of());
  }

  /**
   * How long a transaction takes over one connection where only so many are due in a second: of them p50,
   * p95, p99 and the highest, in milliseconds, as {@code ack_ms}.
   */
  JsonObject paced(DatabaseLocation location, int perSecond, int seconds)
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

  private JsonObject run(DatabaseLocation location, int connections, int seconds, List<String> more)
      throws IOException, InterruptedException, SQLException {
    String run = "r" + Long.toString(System.nanoTime(), Character.MAX_RADIX);
    prepare(location, run);
    Path file = Files.createTempFile("append", ".sql");
    Files.writeString(file, script.replace("RUN", run));
    double load = Machine.loadAverage();
    List<String> command = new ArrayList<>(List.of(
        "pgbench",
        "--no-vacuum",
        "--protocol=prepared",
        "--define=revision=0",
        "--client=" + connections,
        "--time=" + seconds,
        "--file=" + file,
        "--host=" + location.host(),
        "--port=" + location.port(),
        "--username=" + location.user()));
    command.addAll(more);
    command.add(location.name());
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("PGPASSWORD", location.password());
    builder.environment().put("PGOPTIONS", options);
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

  private static void execute(DatabaseLocation location, String sql) throws SQLException {
    try (Connection connection = BenchDatabase.connect(location);
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
