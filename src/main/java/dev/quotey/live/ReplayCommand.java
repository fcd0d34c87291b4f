package dev.quotey.live;

import dev.quotey.live.config.ConfigLoader;
import dev.quotey.live.config.StartupException;
import dev.quotey.live.core.json.JsonText;
import dev.quotey.live.core.json.JsonValue;
import dev.quotey.live.core.sync.SessionId;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Gives a session's document as it was. */
@Command(
    name = "replay",
    description = "Writes the document of a session, open or closed, at one of its revisions.",
    mixinStandardHelpOptions = true)
final class ReplayCommand implements Callable<Integer> {
  @Parameters(paramLabel = "SESSION", description = "The session's id.")
  private String session;

  @Option(names = "--revision", description = "The revision; without it, the newest.")
  private long revision = Long.MAX_VALUE;

  @Spec
  private CommandSpec command;

  @Override
  public Integer call() {
    try (QuoteStore store =
        QuoteStore.openToRead(ConfigLoader.load(System.getenv(), System.getProperties()))) {
      Progress progress = new Progress(command.commandLine().getErr(), "revisions");
      Optional<JsonValue> document = store.replay(new SessionId(session), revision, progress);
      command
          .commandLine()
          .getOut()
          .println(JsonText.write(document.orElseThrow(() ->
              new StartupException("There is no session " + session + " with this revision."))));
      return ExitCode.OK;
    } catch (IllegalArgumentException e) {
      throw new StartupException("\"" + session + "\" is no session id.", e);
    }
  }
}
