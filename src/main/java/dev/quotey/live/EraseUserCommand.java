package dev.quotey.live;

import dev.quotey.live.config.ConfigLoader;
import dev.quotey.live.config.StartupException;
import dev.quotey.live.persistence.Erasure;
import java.io.PrintWriter;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Takes a user's name out of the database, for good. */
@Command(
    name = "erase-user",
    description = {
      "Puts \"Erased user\" in the place of a user's name wherever it is kept, for good. The logs name",
      "users by id and stay as they are. What people have typed into quotes is not looked at."
    },
    mixinStandardHelpOptions = true)
final class EraseUserCommand implements Callable<Integer> {
  @Parameters(paramLabel = "USER", description = "The user's id.")
  private String user;

  @Spec
  private CommandSpec command;

  @Override
  public Integer call() {
    try (CommandDatabase database = CommandDatabase.open(
        ConfigLoader.load(System.getenv(), System.getProperties()).database())) {
      OptionalLong kept = Erasure.run(database.owner(), user);
      if (kept.isEmpty()) {
        throw new StartupException("Nobody here knows a user " + user + ".");
      }
      PrintWriter out = command.commandLine().getOut();
      out.printf("%s: the name is erased.%n", user);
      if (kept.getAsLong() > 0) {
        out.printf(
            "%d changes were logged by an older version, which has the name in their hash: there it stays.%n",
            kept.getAsLong());
      }
      return ExitCode.OK;
    }
  }
}
