package dev.quotey.live;

import dev.quotey.live.config.ConfigLoader;
import dev.quotey.live.config.StartupException;
import dev.quotey.live.core.sync.SessionId;
import dev.quotey.live.protocol.LogVerifier;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Shows that no log was altered, or where. */
@Command(
    name = "verify",
    description = {
      "Recomputes the logs of sessions: hashes, documents, signed checkpoints.",
      "Names the first revision that is wrong; the exit code is 0 only if none is."
    },
    mixinStandardHelpOptions = true)
final class VerifyCommand implements Callable<Integer> {
  @Parameters(
      paramLabel = "SESSION",
      arity = "0..*",
      description = "The sessions' ids; without any, all of them.")
  private List<String> sessions = new ArrayList<>();

  @Spec
  private CommandSpec command;

  @Override
  public Integer call() {
    try (QuoteStore store =
        QuoteStore.openToRead(ConfigLoader.load(System.getenv(), System.getProperties()))) {
      List<SessionId> ids = sessions.isEmpty()
          ? store.sessions()
          : sessions.stream().map(SessionId::new).toList();
      Progress progress = new Progress(command.commandLine().getErr(), "sessions");
      boolean sound = true;
      for (int i = 0; i < ids.size(); i++) {
        sound &= verify(store, ids.get(i));
        progress.at(i + 1, ids.size());
      }
      return sound ? ExitCode.OK : ExitCode.SOFTWARE;
    } catch (IllegalArgumentException e) {
      throw new StartupException("A session id is wrong: " + e.getMessage() + ".", e);
    }
  }

  private boolean verify(QuoteStore store, SessionId id) {
    QuoteStore.Verification result = store
        .verify(id, new Progress(command.commandLine().getErr(), "revisions of " + id))
        .orElseThrow(() -> new StartupException("There is no session " + id + "."));
    Optional<LogVerifier.Fault> fault = result.fault();
    PrintWriter out = command.commandLine().getOut();
    if (fault.isPresent()) {
      out.printf(
          "%s: revision %d: %s%n", id, fault.get().revision(), fault.get().code());
    } else {
      out.printf(
          "%s: %d revisions, %d checkpoints, sound%n",
          id, result.revisions(), result.checkpoints());
    }
    return fault.isEmpty();
  }
}
