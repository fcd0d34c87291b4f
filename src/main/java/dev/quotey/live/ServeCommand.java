package dev.quotey.live;

import dev.quotey.live.config.AppConfig;
import dev.quotey.live.config.ConfigLoader;
import dev.quotey.live.config.PrintedLines;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Runs one node until it is told to stop. */
@Command(
    name = "serve",
    description = "Runs the server (the default).",
    mixinStandardHelpOptions = true)
final class ServeCommand implements Callable<Integer> {
  @Option(names = "--cluster", description = "Joins other nodes, as cluster.enabled does.")
  private boolean cluster;

  @Override
  public Integer call() throws InterruptedException {
    if (cluster) {
      System.setProperty("quotey.cluster.enabled", "true");
    }
    AppConfig config = ConfigLoader.load(System.getenv(), System.getProperties());
    PrintedLines.log(System.getenv());
    Server server = Server.start(config);
    server.watch(System.getenv(), System.getProperties(), config);
    CountDownLatch stopped = new CountDownLatch(1);
    Runtime.getRuntime()
        .addShutdownHook(new Thread(
            () -> {
              server.close();
              stopped.countDown();
            },
            "stop"));
    announce(config, server);
    stopped.await();
    return CommandLine.ExitCode.OK;
  }

  private static void announce(AppConfig config, Server server) {
    String address = config.http().localUrl(server.port());
    System.out.println("Quotey Live is ready at " + address + "/");
    if (config.development().enabled()) {
      System.out.println("Open the sample quote as two people:");
      System.out.println("  Ana  " + address + "/quotes/Q-1001?user=ana");
      System.out.println("  Ben  " + address + "/quotes/Q-1001?user=ben");
    }
    server
        .fakeSlack()
        .ifPresent(url -> System.out.println("What Slack is told, in a Slack of its own:  " + url));
  }
}
