package dev.quotey.live.persistence;

import dev.quotey.live.config.StartupException;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.callback.BaseCallback;
import org.flywaydb.core.api.callback.Context;
import org.flywaydb.core.api.callback.Event;

/** Brings the schema to this version. Blocks; runs before the verticles. */
public final class Migrator {
  private Migrator() {}

  /** Hears of each step. */
  public interface Listener {
    /** This migration is in the database now. */
    void applied(String version, String description);
  }

  /** As below, and nobody hears of it. */
  public static int migrate(DatabaseLocation location) {
    return migrate(location, (version, description) -> {});
  }

  /**
   * Each migration is a transaction: where it is interrupted, those before stay, and it can be run again.
   *
   * @return how many migrations were applied
   * @throws StartupException if the database cannot be reached or its schema is not ours
   */
  public static int migrate(DatabaseLocation location, Listener listener) {
    try {
      return Flyway.configure()
          .dataSource(location.jdbcUrl(), location.user(), location.password())
          .locations("classpath:db/migration")
          .connectRetries(0)
          .callbacks(new Steps(listener))
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

  private static final class Steps extends BaseCallback {
    private final Listener listener;

    Steps(Listener listener) {
      this.listener = listener;
    }

    @Override
    public boolean supports(Event event, Context context) {
      return event == Event.AFTER_EACH_MIGRATE;
    }

    @Override
    public void handle(Event event, Context context) {
      MigrationInfo migration = context.getMigrationInfo();
      listener.applied(String.valueOf(migration.getVersion()), migration.getDescription());
    }
  }
}
