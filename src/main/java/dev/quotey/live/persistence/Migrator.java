package dev.quotey.live.persistence;

import dev.quotey.live.config.StartupException;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;

/** Brings the schema to this version. Blocks; runs before the verticles. */
public final class Migrator {
  private Migrator() {}

  /**
   * @return how many migrations were applied
   * @throws StartupException if the database cannot be reached or its schema is not ours
   */
  public static int migrate(DatabaseLocation location) {
    try {
      return Flyway.configure()
          .dataSource(location.jdbcUrl(), location.user(), location.password())
          .locations("classpath:db/migration")
          .connectRetries(0)
          .load()
          .migrate()
          .migrationsExecuted;
    } catch (FlywayException e) {
      throw new StartupException(
          "The database " + location + " cannot be used: " + sentence(e) + ".", e);
    }
  }

  /** The innermost cause says what is wrong in one line. */
  private static String sentence(Throwable fault) {
    Throwable cause = fault;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    String text = String.valueOf(cause.getMessage()).lines().findFirst().orElse("no reason given");
    return text.endsWith(".") ? text.substring(0, text.length() - 1) : text;
  }
}
