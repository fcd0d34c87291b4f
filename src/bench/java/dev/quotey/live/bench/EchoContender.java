package dev.quotey.live.bench;

import dev.quotey.live.server.ServerProcess;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * The limit of what the network and Vert.x give: messages as long as an edit, from as many clients and as
 * often as in a workload, each sent back to its sender alone. An acknowledgement is its return.
 */
final class EchoContender implements Contender {
  private static final String READY = "ready at ";
  private static final long LATE_MILLIS = 1_000;
  private static final int SOCKETS_MAX = 10_000;

  private final Vertx vertx = Vertx.vertx(new VertxOptions().setPreferNativeTransport(true));
  private final Context loop = vertx.getOrCreateContext();
  /** One for all, and held: a client that nobody holds closes its sockets. */
  private final WebSocketClient sockets =
      vertx.createWebSocketClient(new WebSocketClientOptions().setMaxConnections(SOCKETS_MAX));

  private final Process server;
  private final int port;

  EchoContender() throws IOException {
    server = new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            ServerProcess.JVM_OPTIONS,
            ServerProcess.HEAP,
            "-cp",
            System.getProperty("java.class.path"),
            EchoServer.class.getName())
        .redirectError(ProcessBuilder.Redirect.DISCARD)
        .start();
    String line = server.inputReader(StandardCharsets.UTF_8).readLine();
    if (line == null || !line.startsWith(READY)) {
      throw new IOException("the echo server does not start");
    }
    port = Integer.parseInt(line.substring(READY.length()));
  }

  /** Somebody who waits for what was sent to come back. */
  private static final class Caller {
    private final WebSocket socket;
    private final String message;
    private final Latencies latencies;
    private long sent;
    private long returned;
    private long at;

    private Caller(WebSocket socket, int number, Latencies latencies) {
      this.socket = socket;
      this.message = message(number);
      this.latencies = latencies;
    }

    private void send() {
      if (sent == returned) {
        sent++;
        at = System.nanoTime();
        socket.writeTextMessage(message);
      }
    }

    private void returned() {
      returned++;
      latencies.add(System.nanoTime() - at);
    }
  }

  @Override
  public Figures run(Workload workload) {
    double load = Machine.loadAverage();
    Latencies latencies = new Latencies();
    List<Caller> callers = new ArrayList<>();
    onLoop(() -> open(workload.quotes() * workload.people(), callers, latencies));
    long own = Machine.ownMillis();
    ServerUsage before = ServerUsage.of(processes());
    onLoop(() -> call(workload, callers));
    ServerUsage used = ServerUsage.of(processes()).since(before);
    callers.forEach(caller -> caller.socket.close());
    return new Figures(
        callers.size(),
        workload.seconds(),
        callers.stream().mapToLong(caller -> caller.sent).sum(),
        callers.stream().mapToLong(caller -> caller.returned).sum(),
        true,
        Map.of(),
        0,
        latencies.percentiles(),
        new double[4],
        0,
        used,
        Machine.ownMillis() - own,
        load);
  }

  private void onLoop(Supplier<Future<Void>> step) {
    Promise<Void> done = Promise.promise();
    loop.runOnContext(go -> step.get().onComplete(done));
    done.future().toCompletionStage().toCompletableFuture().join();
  }

  private Future<Void> open(int count, List<Caller> callers, Latencies latencies) {
    List<Future<WebSocket>> opening = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int number = i;
      opening.add(sockets
          .connect(port, "127.0.0.1", "/")
          .onSuccess(socket -> callers.add(new Caller(socket, number, latencies))));
    }
    return Future.all(opening).mapEmpty();
  }

  private Future<Void> call(Workload workload, List<Caller> callers) {
    long end = System.nanoTime() + workload.seconds() * 1_000_000_000L;
    for (int i = 0; i < callers.size(); i++) {
      Caller caller = callers.get(i);
      caller.socket.textMessageHandler(text -> {
        caller.returned();
        if (workload.pauseMillis() == 0 && System.nanoTime() < end) {
          caller.send();
        }
      });
      if (workload.pauseMillis() == 0) {
        caller.send();
      } else {
        long first = 1 + workload.pauseMillis() * i / callers.size();
        vertx.setPeriodic(first, workload.pauseMillis(), timer -> {
          if (System.nanoTime() < end) {
            caller.send();
          } else {
            vertx.cancelTimer(timer);
          }
        });
      }
    }
    return vertx.timer(workload.seconds() * 1_000L + LATE_MILLIS).mapEmpty();
  }

  /** A submission as LiveClient sends it. */
  private static String message(int number) {
    JsonObject operation = new JsonObject()
        .put("op_type", "set")
        .put("path", "/lines/#ln_" + number % 50 + "/quantity")
        .put("value", number);
    JsonObject body = new JsonObject()
        .put("client_id", "load_echo_" + number)
        .put("client_seq", number)
        .put("parent_op_id", "s_00000000-0000-0000-0000-000000000000:" + number)
        .put("operations", new JsonArray().add(operation));
    return new JsonObject()
        .put("type", "send")
        .put("address", "session.s_00000000-0000-0000-0000-000000000000.submit")
        .put("headers", new JsonObject())
        .put("body", body)
        .put("replyAddress", "r" + number)
        .encode();
  }

  @Override
  public JsonObject joins(int log, int copies) {
    throw new UnsupportedOperationException("an echo has no quotes");
  }

  @Override
  public List<Long> processes() {
    return List.of(server.pid());
  }

  @Override
  public void close() {
    vertx.close().toCompletionStage().toCompletableFuture().join();
    server.destroy();
  }
}
