package dev.quotey.live.persistence;

import java.nio.file.Path;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.postgresql.PostgreSQLContainer;

/** A real PostgreSQL: a container where Docker is, the embedded one where it is not. */
record TestDatabase(DatabaseLocation location, Runnable stop) implements AutoCloseable {
  private static final String IMAGE = "postgres:18-alpine";

  static TestDatabase start(Path folder) {
    if (DockerClientFactory.instance().isDockerAvailable()) {
      PostgreSQLContainer container = new PostgreSQLContainer(IMAGE);
      container.start();
      return new TestDatabase(
          new DatabaseLocation(
              container.getHost(),
              container.getMappedPort(PostgreSQLContainer.POSTGRESQL_PORT),
              container.getDatabaseName(),
              container.getUsername(),
              container.getPassword()),
          container::stop);
    }
    EmbeddedDatabase embedded = EmbeddedDatabase.start(folder);
    return new TestDatabase(embedded.location(), embedded::close);
  }

  @Override
  public void close() {
    stop.run();
  }
}
