package dev.quotey.live;

import dev.quotey.live.config.StartupException;
import java.util.concurrent.Callable;
import org.slf4j.bridge.SLF4JBridgeHandler;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The command line. */
@Command(
    name = "quotey-live",
    description = "Several people edit one sales quote at the same time.",
    mixinStandardHelpOptions = true,
    version = "0.1.0",
    subcommands = {
      ServeCommand.class,
      MigrateCommand.class,
      RollbackCommand.class,
      ImportCommand.class,
      ExportCommand.class,
      ReplayCommand.class,
      VerifyCommand.class,
      EraseUserCommand.class,
      SlackCommand.class,
      FakeSlackCommand.class
    })
public final class Main implements Callable<Integer> {
  /** Ends the process with 0 only on success. */
  public static void main(String[] args) {
    // Libraries that log by the JDK's own means would print lines that are no JSON.
    SLF4JBridgeHandler.removeHandlersForRootLogger();
    SLF4JBridgeHandler.install();
    int exit = commandLine().execute(args);
    if (exit != CommandLine.ExitCode.OK) {
      System.exit(exit);
    }
  }

  /** The commands, ready to be executed. */
  public static CommandLine commandLine() {
    CommandLine command = new CommandLine(new Main()).setCaseInsensitiveEnumValuesAllowed(true);
    command.setExecutionExceptionHandler((fault, line, parsed) -> {
      if (fault instanceof StartupException) {
        line.getErr().println(fault.getMessage());
        return CommandLine.ExitCode.SOFTWARE;
      }
      throw fault;
    });
    return command;
  }

  @Override
  public Integer call() throws InterruptedException {
    return new ServeCommand().call();
  }
}
