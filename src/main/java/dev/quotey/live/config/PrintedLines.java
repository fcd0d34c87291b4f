package dev.quotey.live.config;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is printed past the log, line by line: libraries and the JDK print stack traces so. */
public final class PrintedLines extends OutputStream {
  private static final Logger LOG = LoggerFactory.getLogger(PrintedLines.class);

  private final Consumer<String> reader;
  private final ByteArrayOutputStream line = new ByteArrayOutputStream();

  PrintedLines(Consumer<String> reader) {
    this.reader = reader;
  }

  /** Where each line of the log is JSON, what is printed to {@link System#err} is logged from now on. */
  public static void log(Map<String, String> environment) {
    if ("json".equals(environment.get(ConfigLoader.LOG_FORMAT))) {
      System.setErr(print(text -> LOG.warn("printed text={}", text)));
    }
  }

  static PrintStream print(Consumer<String> reader) {
    return new PrintStream(new PrintedLines(reader), true, StandardCharsets.UTF_8);
  }

  @Override
  public synchronized void write(int value) {
    if (value != '\n') {
      line.write(value);
      return;
    }
    String text = line.toString(StandardCharsets.UTF_8).stripTrailing();
    line.reset();
    reader.accept(text);
  }

  @Override
  public void write(byte[] bytes, int from, int length) {
    for (int i = from; i < from + length; i++) {
      write(bytes[i]);
    }
  }
}
