package dev.quotey.live.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * What the server processes on this machine have used so far.
 *
 * @param cpu processor time of the servers
 * @param databaseCpu that of their database; zero where it is not measured
 * @param peakBytes resident memory at its highest, since the process began; 0 where the system does
 *     not tell
 */
record ServerUsage(Duration cpu, Duration databaseCpu, long peakBytes) {
  /** As Linux counts it on every common machine. */
  private static final long TICK_MILLIS = 10;

  private static final Pattern SPACE = Pattern.compile(" ");
  private static final String PEAK = "VmHWM:";

  /** Throws {@link IllegalStateException} unless exactly one server runs here. */
  static ServerUsage now() {
    List<ProcessHandle> servers =
        ProcessHandle.allProcesses().filter(ServerUsage::isServer).toList();
    if (servers.size() != 1) {
      throw new IllegalStateException(servers.size() + " servers run here, and one is measured");
    }
    return of(List.of(servers.getFirst().pid()));
  }

  /** Of these servers, without a database. */
  static ServerUsage of(List<Long> servers) {
    Duration cpu = Duration.ZERO;
    long peak = 0;
    for (long pid : servers) {
      cpu = cpu.plus(ProcessHandle.of(pid)
          .flatMap(process -> process.info().totalCpuDuration())
          .orElse(Duration.ZERO));
      peak += peakBytes(pid);
    }
    return new ServerUsage(cpu, Duration.ZERO, peak);
  }

  /** Of these servers and their PostgreSQL, whose connections are processes that come and go. */
  static ServerUsage of(List<Long> servers, long postgres) {
    ServerUsage all = of(servers);
    long ticks = ticks(postgres, true)
        + ProcessHandle.of(postgres).stream()
            .flatMap(ProcessHandle::children)
            .mapToLong(child -> ticks(child.pid(), false))
            .sum();
    return new ServerUsage(all.cpu, Duration.ofMillis(ticks * TICK_MILLIS), all.peakBytes);
  }

  /** Of a process and, if they are wanted, its children that have ended; 0 where it has just ended. */
  private static long ticks(long pid, boolean withEnded) {
    try {
      String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
      // After the name, which may hold anything: state, ten numbers, then the times.
      return SPACE
          .splitAsStream(stat.substring(stat.lastIndexOf(')') + 2))
          .skip(11)
          .limit(withEnded ? 4 : 2)
          .mapToLong(Long::parseLong)
          .sum();
    } catch (IOException e) {
      return 0;
    }
  }

  ServerUsage since(ServerUsage before) {
    return new ServerUsage(cpu.minus(before.cpu), databaseCpu.minus(before.databaseCpu), peakBytes);
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

  /** As figures of a run that had so many edits. */
  String perEdit(long edits) {
    return String.format(
        Locale.ROOT,
        "server_cpu_s=%.1f server_cpu_ms_per_edit=%.3f database_cpu_ms_per_edit=%.3f"
            + " server_peak_mb=%d",
        cpu.toMillis() / 1000.0,
        cpu.toMillis() / (double) Math.max(1, edits),
        databaseCpu.toMillis() / (double) Math.max(1, edits),
        peakBytes >> 20);
  }
}
