package dev.quotey.live.bench;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** What the figures were seen on. */
final class Machine {
  private Machine() {}

  static JsonObject describe() {
    return new JsonObject()
        .put("cores", Runtime.getRuntime().availableProcessors())
        .put("memory_mb", memoryBytes() >> 20)
        .put("processor", line(Path.of("/proc/cpuinfo"), "model name"))
        .put("system", System.getProperty("os.name") + " " + System.getProperty("os.arch"))
        .put("java", Runtime.version().toString());
  }

  /** Of the last minute; negative where the system does not tell. */
  static double loadAverage() {
    return ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
  }

  /** Processor time of this process so far. */
  static long ownMillis() {
    return ProcessHandle.current()
        .info()
        .totalCpuDuration()
        .orElse(Duration.ZERO)
        .toMillis();
  }

  private static long memoryBytes() {
    return ManagementFactory.getOperatingSystemMXBean()
            instanceof com.sun.management.OperatingSystemMXBean system
        ? system.getTotalMemorySize()
        : 0;
  }

  private static String line(Path file, String name) {
    try (Stream<String> lines = Files.lines(file)) {
      return lines
          .filter(line -> line.startsWith(name))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst()
          .orElse("");
    } catch (IOException e) {
      // Only Linux has such a file.
      return "";
    }
  }

  /** Sends a POSIX signal, as STOP, to those of the processes that have not ended. */
  static void signal(String name, List<Long> processes) throws IOException, InterruptedException {
    for (ProcessHandle process :
        processes.stream().flatMap(pid -> ProcessHandle.of(pid).stream()).toList()) {
      ask(List.of("kill", "-" + name, Long.toString(process.pid())));
    }
  }

  /** What a program says, without the line's end; throws where it is not there or fails. */
  static String ask(List<String> command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String answer = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException(command.getFirst() + ": " + answer.strip());
    }
    return answer.strip();
  }
}
