package dev.quotey.live;

import dev.quotey.live.config.ConfigLoader;
import dev.quotey.live.persistence.Rollback;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Takes sessions out of the database; the quotes keep their last state. */
@Command(
    name = "rollback",
    description = {
      "Writes every open session's state into its quote, then removes all tables of sessions,",
      "the logs and the audit among them. Stop the servers first."
    },
    mixinStandardHelpOptions = true)
final class RollbackCommand implements Callable<Integer> {
  @Option(names = "--yes", description = "Does it; without this, nothing is done.")
  private boolean yes;

  @Spec
  private CommandSpec command;

  @Override
  public Integer call() {
    if (!yes) {
      command
          .commandLine()
          .getErr()
          .println("This removes every session's log and audit for good. Say --yes to do it.");
      return ExitCode.USAGE;
    }
    try (CommandDatabase database = CommandDatabase.open(
        ConfigLoader.load(System.getenv(), System.getProperties()).database())) {
      Progress progress = new Progress(command.commandLine().getErr(), "open sessions");
      int open = Rollback.run(database.owner(), progress::at);
      command
          .commandLine()
          .getOut()
          .printf("Sessions are removed; %d open ones left their state in their quotes.%n", open);
      return ExitCode.OK;
    }
  }
}
