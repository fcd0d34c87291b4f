package dev.quotey.live;

import dev.quotey.live.config.AppConfig;
import dev.quotey.live.config.ConfigLoader;
import dev.quotey.live.config.StartupException;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The command line. */
@Command(
    name = "quotey-live",
    description = "Several people edit one sales quote at the same time.",
    mixinStandardHelpOptions = true,
    version = "0.1.0",
    subcommands = Main.Serve.class)
public final class Main implements Callable<Integer> {
  /** Ends the process with 0 only on success. */
  public static void main(String[] args) {
    CommandLine command = new CommandLine(new Main());
    command.setExecutionExceptionHandler((fault, line, parsed) -> {
      if (fault instanceof StartupException) {
        line.getErr().println(fault.getMessage());
        return CommandLine.ExitCode.SOFTWARE;
      }
      throw fault;
    });
    int exit = command.execute(args);
    if (exit != CommandLine.ExitCode.OK) {
      System.exit(exit);
    }
  }

  @Override
  public Integer call() throws InterruptedException {
    return new Serve().call();
  }

  /** Runs one node until it is told to stop. */
  @Command(
      name = "serve",
      description = "Runs the server (the default).",
      mixinStandardHelpOptions = true)
  static final class Serve implements Callable<Integer> {
    @Override
    public Integer call() throws InterruptedException {
      AppConfig config = ConfigLoader.load(System.getenv(), System.getProperties());
      Server server = Server.start(config);
      CountDownLatch stopped = new CountDownLatch(1);
      Runtime.getRuntime()
          .addShutdownHook(new Thread(
              () -> {
                server.close();
                stopped.countDown();
              },
              "stop"));
      announce(config, server.port());
      stopped.await();
      return CommandLine.ExitCode.OK;
    }

    private static void announce(AppConfig config, int port) {
      String address = "http://localhost:" + port;
      System.out.println("Quotey Live is ready at " + address + "/");
      if (config.development().enabled()) {
        System.out.println("Open the sample quote as two people:");
        System.out.println("  Ana  " + address + "/quotes/Q-1001?user=ana");
        System.out.println("  Ben  " + address + "/quotes/Q-1001?user=ben");
      }
    }
  }
}
