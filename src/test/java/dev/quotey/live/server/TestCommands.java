package dev.quotey.live.server;

import dev.quotey.live.Main;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Map;
import picocli.CommandLine;

/** Runs a command in this JVM, as the command line does. */
final class TestCommands {
  private TestCommands() {}

  /** The exit code and what was printed. */
  static String run(Map<String, String> properties, String... arguments) {
    StringWriter printed = new StringWriter();
    CommandLine command = Main.commandLine()
        .setOut(new PrintWriter(printed, true))
        .setErr(new PrintWriter(printed, true));
    properties.forEach(System::setProperty);
    try {
      return command.execute(arguments) + " " + printed.toString().strip();
    } finally {
      properties.keySet().forEach(System::clearProperty);
    }
  }
}
