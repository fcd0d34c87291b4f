package dev.quotey.live.bench;

import dev.quotey.live.persistence.DatabaseLocation;
import dev.quotey.live.persistence.EmbeddedDatabase;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/** The PostgreSQL that all systems share; each run of a system has a new database in it. */
final class BenchDatabase implements AutoCloseable {
  private static final List<String> SHOWN =
      List.of("server_version", "fsync", "synchronous_commit", "full_page_writes");

  private final EmbeddedDatabase embedded;
  private final long pid;
  private int databases;

  BenchDatabase(Path folder) throws IOException {
    embedded = EmbeddedDatabase.start(folder);
    pid = Long.parseLong(
        Files.readAllLines(folder.resolve("postgres/postmaster.pid")).getFirst().strip());
  }

  /** PostgreSQL's own process. */
  long pid() {
    return pid;
  }

  DatabaseLocation create() throws SQLException {
    DatabaseLocation all = embedded.location();
    String name = "bench_" + databases++;
    try (Connection connection = connect(all);
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE DATABASE " + name);
    }
    return new DatabaseLocation(all.host(), all.port(), name, all.user(), all.password());
  }

  /** Ends what is still connected to it. */
  void drop(DatabaseLocation location) throws SQLException {
    try (Connection connection = connect(embedded.location());
        Statement statement = connection.createStatement()) {
      statement.execute("DROP DATABASE " + location.name() + " WITH (FORCE)");
    }
  }

  /** The version, and the settings on which it depends how durable a commit is. */
  JsonObject settings() throws SQLException {
    JsonObject settings = new JsonObject();
    try (Connection connection = connect(embedded.location());
        Statement statement = connection.createStatement()) {
      for (String name : SHOWN) {
        try (ResultSet row = statement.executeQuery("SHOW " + name)) {
          row.next();
          settings.put(name, row.getString(1));
        }
      }
    }
    return settings;
  }

  static Connection connect(DatabaseLocation location) throws SQLException {
    return DriverManager.getConnection(location.jdbcUrl(), location.user(), location.password());
  }

  @Override
  public void close() {
    embedded.close();
  }
}
