package dev.quotey.live.server;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;

/** The server as its users run it: a process of its own, on its own data folder. */
public final class ServerProcess implements AutoCloseable {
  /** What operators start the server with. */
  public static final String JVM_OPTIONS = "@" + Path.of("conf/jvm.options").toAbsolutePath();

  /** The heap that it may take. */
  public static final String HEAP = "-Xmx384m";

  private static final Pattern READY = Pattern.compile("ready at http://localhost:(\\d+)/");
  private static final Duration START_TIMEOUT = Duration.ofSeconds(90);
  private static final long STOP_SECONDS = 40;
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  private final Process process;
  private final Path output;
  private int port;

  private ServerProcess(Process process, Path output) {
    this.process = process;
    this.output = output;
  }

  /** Starts and waits until the server says it is ready. */
  public static ServerProcess start(Path folder, int port) throws IOException {
    return start(folder, port, Map.of());
  }

  /** As above, with more environment. */
  public static ServerProcess start(Path folder, int port, Map<String, String> environment)
      throws IOException {
    return start(folder, port, environment, classes());
  }

  /** As above, from another program than the classes of this build: the options of its JVM. */
  public static ServerProcess start(
      Path folder, int port, Map<String, String> environment, List<String> program)
      throws IOException {
    Map<String, String> all = new HashMap<>(environment);
    all.put("QUOTEY_HTTP_PORT", String.valueOf(port));
    return launch(folder, all, program).ready();
  }

  private static List<String> classes() {
    return List.of("-cp", System.getProperty("java.class.path"), "dev.quotey.live.Main");
  }

  /** Waits until the server says it is ready. */
  public ServerProcess ready() throws IOException {
    ServerProcess server = this;
    Awaitility.await()
        .atMost(START_TIMEOUT)
        .pollInterval(Duration.ofMillis(50))
        .until(() -> server.readPort() || !server.process.isAlive());
    if (server.port == 0) {
      throw new IOException("the server did not start: " + server.output());
    }
    return server;
  }

  /** Starts without waiting, in the development profile, without limits, with more environment. */
  public static ServerProcess launch(Path folder, Map<String, String> environment)
      throws IOException {
    return launch(folder, environment, classes());
  }

  private static ServerProcess launch(
      Path folder, Map<String, String> environment, List<String> program) throws IOException {
    Path output = Files.createTempFile(folder, "server", ".log");
    List<String> command = new ArrayList<>(List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        JVM_OPTIONS,
        HEAP,
        "-Dquotey.profile=development"));
    command.addAll(program);
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
    builder.environment().put("QUOTEY_DATA_DIR", folder.resolve("data").toString());
    builder.environment().put("QUOTEY_MANAGEMENT_PORT", "0");
    builder.environment().put("QUOTEY_SLACK_ENABLED", "false");
    builder.environment().putAll(NoLimits.environment());
    builder.environment().putAll(environment);
    return new ServerProcess(builder.start(), output);
  }

  private boolean readPort() throws IOException {
    Matcher matcher = READY.matcher(output());
    if (matcher.find()) {
      port = Integer.parseInt(matcher.group(1));
    }
    return port > 0;
  }

  public int port() {
    return port;
  }

  public String output() throws IOException {
    return Files.readString(output);
  }

  public long pid() {
    return process.pid();
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  /** Sends a signal, as {@code kill -STOP} does. */
  public void signal(String name) throws IOException, InterruptedException {
    new ProcessBuilder("kill", "-" + name, String.valueOf(process.pid()))
        .inheritIO()
        .start()
        .waitFor();
  }

  /** As {@code kill -9} does. */
  public void kill() {
    process.destroyForcibly();
    process.onExit().join();
  }

  public int exitCode() throws InterruptedException {
    if (!process.waitFor(START_TIMEOUT.toSeconds(), TimeUnit.SECONDS)) {
      throw new IllegalStateException("the server goes on running");
    }
    return process.exitValue();
  }

  public String token(String user) throws IOException, InterruptedException {
    HttpRequest request = HttpRequest.newBuilder(
            URI.create("http://127.0.0.1:" + port + "/dev/token"))
        .POST(HttpRequest.BodyPublishers.ofString("{\"user\":\"" + user + "\"}"))
        .build();
    return new JsonObject(
            HTTP.send(request, HttpResponse.BodyHandlers.ofString()).body())
        .getString("token");
  }

  /** Stores a quote; fails where the server does not take it. */
  public void put(String quote, String document) throws IOException, InterruptedException {
    send("PUT", "/api/quotes/" + quote, token("ana"), document);
  }

  /** Fails where the server refuses. */
  public String post(String path, String token, String body)
      throws IOException, InterruptedException {
    return send("POST", path, token, body);
  }

  private String send(String method, String path, String token, String body)
      throws IOException, InterruptedException {
    HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
        .header("Authorization", "Bearer " + token)
        .header("Content-Type", "application/json")
        .method(method, HttpRequest.BodyPublishers.ofString(body))
        .build();
    HttpResponse<String> answer = HTTP.send(request, HttpResponse.BodyHandlers.ofString());
    if (answer.statusCode() != 200) {
      throw new IOException(answer.body());
    }
    return answer.body();
  }

  public String get(String path, String token) throws IOException, InterruptedException {
    HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
        .header("Authorization", "Bearer " + token)
        .build();
    return HTTP.send(request, HttpResponse.BodyHandlers.ofString()).body();
  }

  /** Stops as SIGTERM does, and waits. */
  @Override
  public void close() {
    process.destroy();
    if (process
        .onExit()
        .completeOnTimeout(process, STOP_SECONDS, TimeUnit.SECONDS)
        .join()
        .isAlive()) {
      // A process that stands still does not hear of it.
      kill();
    }
  }
}
