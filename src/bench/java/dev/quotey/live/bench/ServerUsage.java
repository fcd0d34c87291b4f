package dev.quotey.live.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/**
 * What the server process on this machine has used so far, its database not counted.
 *
 * @param cpu processor time
 * @param peakBytes resident memory at its highest, since the process began; 0 where the system does
 *     not tell
 */
record ServerUsage(Duration cpu, long peakBytes) {
  private static final String PEAK = "VmHWM:";

  /** Throws {@link IllegalStateException} unless exactly one server runs here. */
  static ServerUsage now() {
    List<ProcessHandle> servers =
        ProcessHandle.allProcesses().filter(ServerUsage::isServer).toList();
    if (servers.size() != 1) {
      throw new IllegalStateException(servers.size() + " servers run here, and one is measured");
    }
    ProcessHandle server = servers.getFirst();
    Duration cpu = server.info().totalCpuDuration().orElse(Duration.ZERO);
    return new ServerUsage(cpu, peakBytes(server.pid()));
  }

  ServerUsage since(ServerUsage before) {
    return new ServerUsage(cpu.minus(before.cpu), peakBytes);
  }

  private static boolean isServer(ProcessHandle process) {
    String line = commandLine(process);
    return line.contains("dev.quotey.live.Main serve") || line.contains("quotey-live.jar");
  }

  /** A class path may be longer than what the JDK reads of a command line. */
  private static String commandLine(ProcessHandle process) {
    try {
      return Files.readString(Path.of("/proc", Long.toString(process.pid()), "cmdline"))
          .replace('\0', ' ');
    } catch (IOException e) {
      // No such file on this system, or the process has just ended.
      return process.info().commandLine().orElse("");
    }
  }

  private static long peakBytes(long pid) {
    Path status = Path.of("/proc", Long.toString(pid), "status");
    if (!Files.exists(status)) {
      return 0;
    }
    try {
      return Files.readAllLines(status).stream()
          .filter(line -> line.startsWith(PEAK))
          .mapToLong(line -> 1024 * Long.parseLong(line.replaceAll("\\D", "")))
          .findFirst()
          .orElse(0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "server_cpu_s=%.1f server_peak_mb=%d",
        cpu.toMillis() / 1000.0,
        peakBytes >> 20);
  }
}
