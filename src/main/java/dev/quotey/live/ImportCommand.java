package dev.quotey.live;

import dev.quotey.live.config.ConfigLoader;
import dev.quotey.live.config.StartupException;
import dev.quotey.live.core.json.JsonException;
import dev.quotey.live.core.json.JsonMap;
import dev.quotey.live.core.json.JsonString;
import dev.quotey.live.core.json.JsonText;
import dev.quotey.live.core.quote.QuoteFields;
import dev.quotey.live.core.sync.QuoteId;
import dev.quotey.live.protocol.QuoteImport;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Stores a quote from a file, or says of every row what is wrong with it. */
@Command(
    name = "import",
    description = {
      "Stores a quote from a JSON file, or its lines from a CSV file.",
      "Nothing is stored unless every row is right. What people edit meanwhile stays, where the",
      "file does not say otherwise: the import is a change in the quote's log, like theirs."
    },
    mixinStandardHelpOptions = true)
final class ImportCommand implements Callable<Integer> {
  @Parameters(paramLabel = "FILE", description = "A file that ends in .json or .csv, in UTF-8.")
  private Path file;

  @Option(
      names = "--quote",
      paramLabel = "ID",
      description = "The quote. A JSON file may name it itself.")
  private String quote = "";

  @Option(
      names = "--currency",
      paramLabel = "CODE",
      description = "The currency of a new quote from CSV, such as USD.")
  private String currency = "";

  @Option(names = "--dry-run", description = "Checks the file and stores nothing.")
  private boolean dryRun;

  @Spec
  private CommandSpec command;

  @Override
  public Integer call() {
    String text = text();
    boolean csv = file.toString().toLowerCase(Locale.ROOT).endsWith(".csv");
    QuoteId id = id(csv ? "" : named(text));
    Progress progress = new Progress(err(), "attempts, as people edit " + id);
    try (QuoteStore store = QuoteStore.open(
        ConfigLoader.load(System.getenv(), System.getProperties()), progress::applied)) {
      progress.begins("checking " + file);
      QuoteImport read =
          csv ? QuoteImport.ofCsv(id, text, header(store, id)) : QuoteImport.ofJson(id, text);
      if (!read.isSound()) {
        report(id, read);
        return ExitCode.SOFTWARE;
      }
      if (!dryRun) {
        progress.begins("storing " + id);
        store.write(id, read.document(), progress).ifPresent(refused -> refuse(id, refused));
      }
      out()
          .printf(
              "%s: %d lines, no faults; %s%n",
              id, read.lines(), dryRun ? "nothing stored" : "stored");
      return ExitCode.OK;
    }
  }

  private String text() {
    try {
      if (Files.size(file) > QuoteImport.BYTES_MAX) {
        throw new StartupException(file + " is larger than " + QuoteImport.BYTES_MAX + " bytes.");
      }
      return Files.readString(file);
    } catch (CharacterCodingException e) {
      throw new StartupException(file + " is not UTF-8.", e);
    } catch (IOException e) {
      throw new StartupException(file + " cannot be read.", e);
    }
  }

  private static String named(String text) {
    try {
      return JsonText.parse(text) instanceof JsonMap map
          ? map.string(QuoteFields.QUOTE_ID).orElse("")
          : "";
    } catch (JsonException e) {
      // Reading it as a quote says what is wrong.
      return "";
    }
  }

  private QuoteId id(String named) {
    String id = quote.isEmpty() ? named : quote;
    if (id.isEmpty()) {
      // The name of the file is as good as any, and a dry run needs none.
      id = file.getFileName().toString().replaceFirst("\\.[^.]*$", "");
    }
    try {
      return new QuoteId(id);
    } catch (IllegalArgumentException e) {
      throw new StartupException("\"" + id + "\" is no quote id: " + e.getMessage() + ".", e);
    }
  }

  private JsonMap header(QuoteStore store, QuoteId id) {
    Optional<JsonMap> stored = store
        .read(id)
        .flatMap(value -> value instanceof JsonMap map ? Optional.of(map) : Optional.empty());
    return stored.orElse(
        currency.isEmpty()
            ? JsonMap.EMPTY
            : JsonMap.EMPTY.with(QuoteFields.CURRENCY, new JsonString(currency)));
  }

  private void report(QuoteId id, QuoteImport read) {
    PrintWriter err = err();
    for (QuoteImport.Fault fault : read.faults()) {
      String where = fault.row() == 0 ? "quote" : "row " + fault.row();
      String column = fault.column().isEmpty() ? "" : ", " + fault.column();
      err.printf("%s%s: %s %s%n", where, column, fault.code(), fault.message());
    }
    err.printf("%s: %d faults; nothing stored%n", id, read.faults().size());
  }

  private static void refuse(QuoteId id, String why) {
    throw new StartupException(id + " was not stored: " + why + ".");
  }

  private PrintWriter err() {
    return command.commandLine().getErr();
  }

  private PrintWriter out() {
    return command.commandLine().getOut();
  }
}
