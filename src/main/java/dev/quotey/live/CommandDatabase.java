package dev.quotey.live;

import dev.quotey.live.config.AppConfig;
import dev.quotey.live.persistence.DatabaseLocation;
import dev.quotey.live.persistence.EmbeddedDatabase;
import java.util.Optional;

/**
 * The database, for a command that is no server. It works beside a server on the same database, and
 * runs an embedded one itself only where nobody does.
 */
record CommandDatabase(DatabaseLocation location, Optional<EmbeddedDatabase> own)
    implements AutoCloseable {

  /** Throws {@code StartupException}. */
  static CommandDatabase open(AppConfig.Database database) {
    Optional<DatabaseLocation> running = database.embedded()
        ? EmbeddedDatabase.running(database.dataDirectory())
        : Optional.of(location(database));
    if (running.isPresent()) {
      return new CommandDatabase(running.get(), Optional.empty());
    }
    EmbeddedDatabase own = EmbeddedDatabase.start(database.dataDirectory());
    return new CommandDatabase(own.location(), Optional.of(own));
  }

  static DatabaseLocation location(AppConfig.Database database) {
    return new DatabaseLocation(
        database.host(), database.port(), database.name(), database.user(), database.password());
  }

  @Override
  public void close() {
    own.ifPresent(EmbeddedDatabase::close);
  }
}
