package dev.quotey.live;

import dev.quotey.live.config.AppConfig;
import dev.quotey.live.persistence.DatabaseLocation;
import dev.quotey.live.persistence.DatabaseLocation.Privacy;
import dev.quotey.live.persistence.EmbeddedDatabase;
import java.util.Optional;

/**
 * The database, for a command that is no server. It works beside a server on the same database, and
 * runs an embedded one itself only where nobody does.
 */
record CommandDatabase(
    DatabaseLocation location, DatabaseLocation owner, Optional<EmbeddedDatabase> own)
    implements AutoCloseable {

  /** Throws {@code StartupException}. */
  static CommandDatabase open(AppConfig.Database database) {
    if (!database.embedded()) {
      DatabaseLocation location = location(database);
      return new CommandDatabase(location, owner(database, location), Optional.empty());
    }
    Optional<DatabaseLocation> running = EmbeddedDatabase.running(database.dataDirectory());
    if (running.isPresent()) {
      return new CommandDatabase(running.get(), running.get(), Optional.empty());
    }
    EmbeddedDatabase own = EmbeddedDatabase.start(database.dataDirectory());
    return new CommandDatabase(own.location(), own.location(), Optional.of(own));
  }

  static DatabaseLocation location(AppConfig.Database database) {
    Privacy privacy = switch (database.tls()) {
      case OFF -> new Privacy.Plain();
      case REQUIRE -> new Privacy.Encrypted();
      case VERIFY_FULL ->
        new Privacy.Verified(Optional.of(database.authorityFile()).filter(file -> !file.isEmpty()));
    };
    return new DatabaseLocation(
        database.host(),
        database.port(),
        database.name(),
        database.user(),
        database.password(),
        privacy);
  }

  /** The same as who owns the tables. */
  static DatabaseLocation owner(AppConfig.Database database, DatabaseLocation location) {
    return database.ownerUser().isEmpty()
        ? location
        : location.as(database.ownerUser(), database.ownerPassword());
  }

  @Override
  public void close() {
    own.ifPresent(EmbeddedDatabase::close);
  }
}
