package dev.quotey.live;

import dev.quotey.live.config.ConfigLoader;
import dev.quotey.live.persistence.Migrator;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Brings the schema to this version, as every start of the server does. */
@Command(
    name = "migrate",
    description = "Brings the database's schema to this version.",
    mixinStandardHelpOptions = true)
final class MigrateCommand implements Callable<Integer> {
  @Spec
  private CommandSpec command;

  @Override
  public Integer call() {
    try (CommandDatabase database = CommandDatabase.open(
        ConfigLoader.load(System.getenv(), System.getProperties()).database())) {
      Progress progress = new Progress(command.commandLine().getErr(), "migrations");
      int applied = Migrator.migrate(database.owner(), progress::applied);
      command
          .commandLine()
          .getOut()
          .printf("The schema is that of this version; %d applied.%n", applied);
      return ExitCode.OK;
    }
  }
}
