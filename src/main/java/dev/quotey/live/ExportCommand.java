package dev.quotey.live;

import dev.quotey.live.config.ConfigLoader;
import dev.quotey.live.config.StartupException;
import dev.quotey.live.core.json.JsonMap;
import dev.quotey.live.core.json.JsonText;
import dev.quotey.live.core.json.JsonValue;
import dev.quotey.live.core.sync.QuoteId;
import dev.quotey.live.protocol.QuoteCsv;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Gives a quote back as it is now. */
@Command(
    name = "export",
    description = "Writes a quote as JSON, or its lines as CSV; import takes both.",
    mixinStandardHelpOptions = true)
final class ExportCommand implements Callable<Integer> {
  /** The form of the file. */
  enum Format {
    JSON,
    CSV
  }

  @Parameters(paramLabel = "QUOTE", description = "The quote's id.")
  private String quote;

  @Option(names = "--format", description = "json (the default) or csv.")
  private Format format = Format.JSON;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      description = "Where to write; without it, to the standard output.")
  private Optional<Path> output = Optional.empty();

  @Spec
  private CommandSpec command;

  @Override
  public Integer call() {
    Progress progress = new Progress(command.commandLine().getErr(), "migrations");
    try (QuoteStore store = QuoteStore.open(
        ConfigLoader.load(System.getenv(), System.getProperties()), progress::applied)) {
      JsonValue document = find(store);
      String text = switch (format) {
        case JSON -> JsonText.write(document) + "\n";
        case CSV -> QuoteCsv.write((JsonMap) document);
      };
      write(text.getBytes(StandardCharsets.UTF_8));
      return ExitCode.OK;
    }
  }

  private JsonValue find(QuoteStore store) {
    try {
      Optional<JsonValue> found = store.read(new QuoteId(quote));
      return found.orElseThrow(() -> new StartupException("There is no quote " + quote + "."));
    } catch (IllegalArgumentException e) {
      throw new StartupException("\"" + quote + "\" is no quote id: " + e.getMessage() + ".", e);
    }
  }

  private void write(byte[] bytes) {
    try {
      if (output.isPresent()) {
        Files.write(output.get(), bytes);
      } else {
        System.out.write(bytes);
        System.out.flush();
      }
    } catch (IOException e) {
      throw new StartupException("The quote cannot be written: " + e.getMessage() + ".", e);
    }
  }
}
