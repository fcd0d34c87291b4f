package dev.quotey.live;

import dev.quotey.live.config.AppConfig;
import dev.quotey.live.config.ConfigLoader;
import dev.quotey.live.persistence.Migrator;
import dev.quotey.live.persistence.OutboxVerticle;
import dev.quotey.live.protocol.Bus;
import dev.quotey.live.protocol.OutboxMessage.ReadUnsent;
import dev.quotey.live.protocol.OutboxMessage.Revive;
import dev.quotey.live.protocol.OutboxMessage.Unsent;
import dev.quotey.live.protocol.OutboxMessage.UnsentNotice;
import io.vertx.core.Vertx;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Shows what Slack has not been told yet, and has what it refused sent after all. */
@Command(
    name = "slack",
    description = "Lists messages to Slack that wait or were refused; with --retry sends the"
        + " refused ones again.",
    mixinStandardHelpOptions = true)
final class SlackCommand implements Callable<Integer> {
  @Spec
  private CommandSpec command;

  @Option(names = "--retry", description = "Has refused messages sent again.")
  private boolean retry;

  @Parameters(
      paramLabel = "NUMBER",
      arity = "0..*",
      description = "With --retry: which ones; without a number, all.")
  private List<Long> numbers = List.of();

  @Override
  public Integer call() {
    AppConfig config = ConfigLoader.load(System.getenv(), System.getProperties());
    PrintWriter out = command.commandLine().getOut();
    Vertx vertx = Vertx.vertx();
    try (CommandDatabase database = CommandDatabase.open(config.database())) {
      if (config.database().migrate()) {
        Migrator.migrate(database.owner());
      }
      Bus.install(vertx);
      Server.await(vertx.deployVerticle(
          new OutboxVerticle(database.location(), config.retention().slackDays())));
      if (retry) {
        Server.await(Bus.outbox(vertx, new Revive(numbers)));
      }
      Unsent unsent = (Unsent) Server.await(Bus.outbox(vertx, new ReadUnsent()));
      unsent.notices().forEach(notice -> print(out, notice));
      long dead = unsent.notices().stream().filter(UnsentNotice::dead).count();
      out.printf("%d wait, %d refused.%n", unsent.notices().size() - dead, dead);
      return ExitCode.OK;
    } finally {
      Server.await(vertx.close());
    }
  }

  private static void print(PrintWriter out, UnsentNotice notice) {
    out.printf(
        "%d %s %s of %s, %d attempts%s%n",
        notice.id(),
        notice.dead() ? "REFUSED" : "waits",
        notice.key(),
        notice.createdAt(),
        notice.attempts(),
        notice.lastError().isEmpty() ? "" : ", " + notice.lastError());
  }
}
