package dev.quotey.live.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class PrintedLinesTest {
  private final List<String> lines = new ArrayList<>();
  private final PrintStream print = PrintedLines.print(lines::add);

  @Test
  @DisplayName("[LG2] what is printed is logged by whole lines, whoever prints it in pieces")
  void pieces() {
    print.print("a price of ");
    print.print(7);
    assertThat(lines).isEmpty();
    print.println(" €");
    print.print("one\r\ntwo\nthr");
    assertThat(lines).containsExactly("a price of 7 €", "one", "two");
  }

  @Test
  @DisplayName("[LG2] a stack trace is logged, all of it")
  void stackTrace() {
    IllegalStateException fault = new IllegalStateException("gone");
    fault.printStackTrace(print);
    assertThat(lines).hasSize(1 + fault.getStackTrace().length);
    assertThat(lines.getFirst()).isEqualTo("java.lang.IllegalStateException: gone");
  }
}
