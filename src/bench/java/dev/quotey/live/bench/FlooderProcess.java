package dev.quotey.live.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/**
 * A {@link Flooder} that runs only where nobody else wants the processor, as if it had one of its own: what
 * it costs the others is what it makes the server do.
 */
final class FlooderProcess {
  private final Process process;

  /** @param sent messages that its sockets took */
  record Flood(long sent, long dismissed) {}

  FlooderProcess(int port, String token) throws IOException {
    process = new ProcessBuilder(List.of(
            "nice",
            "-n",
            "19",
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            Flooder.class.getName(),
            String.valueOf(port),
            token))
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  Flood stop() throws IOException {
    process.getOutputStream().close();
    String[] counts = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
        .strip()
        .split(" ", -1);
    process.onExit().join();
    return new Flood(Long.parseLong(counts[0]), Long.parseLong(counts[1]));
  }
}
