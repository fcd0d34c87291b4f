package dev.quotey.live.bench;

import com.fasterxml.jackson.databind.DeserializationFeature;
import dev.quotey.live.core.json.JsonText;
import dev.quotey.live.core.json.JsonValue;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.core.json.jackson.DatabindCodec;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/**
 * Runs W1 or W3 of docs/BENCHMARKS.md against a running server and prints one line of figures.
 * Arguments: workload, port. All clients share one event loop and one monotonic clock.
 */
public final class LoadGenerator {
  private static final int CLIENTS_PER_QUOTE = 5;
  private static final long SETTLE_MILLIS_MAX = 30_000;
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  private final Vertx vertx = Vertx.vertx();
  private final Workload workload;
  private final int port;
  private final String token;
  private final List<Editor> editors = new ArrayList<>();

  /** @param pauseMillis between a client's edits; 0 edits at each acknowledgement */
  private record Workload(String name, List<String> quotes, long pauseMillis, int seconds) {
    static Workload named(String name) {
      return switch (name) {
        case "W1" -> new Workload(name, List.of("Q-1002"), 100, 30);
        case "W3" ->
          new Workload(name, List.of("Q-1001", "Q-1002", "Q-1003", "Q-1004", "Q-1005"), 0, 20);
        default -> throw new IllegalArgumentException("the workloads are W1 and W3");
      };
    }
  }

  private LoadGenerator(Workload workload, int port) throws IOException, InterruptedException {
    this.workload = workload;
    this.port = port;
    this.token = new JsonObject(post("/dev/token", "{\"user\":\"ana\"}")).getString("token");
  }

  public static void main(String[] args) throws Exception {
    DatabindCodec.mapper().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);
    int port = args.length > 1 ? Integer.parseInt(args[1]) : 8080;
    LoadGenerator load = new LoadGenerator(Workload.named(args[0]), port);
    boolean sound = load.run();
    load.vertx.close().toCompletionStage().toCompletableFuture().join();
    System.exit(sound ? 0 : 1);
  }

  private boolean run() throws Exception {
    Promise<Void> settled = Promise.promise();
    vertx
        .getOrCreateContext()
        .runOnContext(go -> open().compose(done -> edit()).onComplete(settled));
    settled.future().toCompletionStage().toCompletableFuture().join();
    return report();
  }

  private Future<Void> open() {
    String run = Long.toString(System.currentTimeMillis(), Character.MAX_RADIX);
    List<Future<Void>> opening = new ArrayList<>();
    for (String quote : workload.quotes()) {
      Fanout fanout = new Fanout();
      for (int i = 0; i < CLIENTS_PER_QUOTE; i++) {
        String id = "load_" + run + "_" + editors.size();
        LiveClient client = new LiveClient(vertx, port, token, quote, id);
        Edits edits = new Edits(new Random(editors.size()), run + "_" + editors.size());
        Editor editor = new Editor(client, edits, fanout, quote);
        editors.add(editor);
        opening.add(client.open());
      }
    }
    return Future.all(opening).mapEmpty();
  }

  private Future<Void> edit() {
    long end = System.nanoTime() + workload.seconds() * 1_000_000_000L;
    for (Editor editor : editors) {
      if (workload.pauseMillis() == 0) {
        editor.onAcknowledged(() -> editNext(editor, end));
        editor.edit();
      } else {
        vertx.setPeriodic(workload.pauseMillis(), timer -> editNext(editor, end));
      }
    }
    Promise<Void> settled = Promise.promise();
    long late = end + SETTLE_MILLIS_MAX * 1_000_000L;
    vertx.setPeriodic(50, timer -> {
      long now = System.nanoTime();
      boolean atRest = editors.stream().allMatch(Editor::isAtRest);
      if (now > late || (now > end && atRest)) {
        vertx.cancelTimer(timer);
        settled.complete();
      }
    });
    return settled.future();
  }

  private static void editNext(Editor editor, long end) {
    if (System.nanoTime() < end) {
      editor.edit();
    }
  }

  private boolean report() throws IOException, InterruptedException {
    boolean equal = true;
    for (String quote : workload.quotes()) {
      JsonValue stored = JsonText.parse(get("/api/quotes/" + quote));
      equal &= editors.stream()
          .filter(editor -> editor.quote().equals(quote))
          .allMatch(editor -> editor.client().document().equals(stored));
    }
    long sent = editors.stream().mapToLong(Editor::sent).sum();
    Latencies acknowledge = new Latencies();
    Latencies sync = new Latencies();
    long acknowledged = editors.stream().mapToLong(Editor::acknowledged).sum();
    for (Editor editor : editors) {
      acknowledge.addAll(editor.acknowledgeLatencies());
      sync.addAll(editor.syncLatencies());
    }
    boolean sound = equal && sent == acknowledged;
    String figures = sound
        ? String.format(
            Locale.ROOT,
            "edits/s=%.0f deliveries=%d ack_ms=%s sync_ms=%s load=%.2f",
            acknowledged / (double) workload.seconds(),
            sync.count(),
            acknowledge,
            sync,
            ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage())
        : "no figures: lost or diverged";
    System.out.printf(
        Locale.ROOT,
        "system=quotey workload=%s clients=%d sent=%d acknowledged=%d equal=%b %s%n",
        workload.name(),
        editors.size(),
        sent,
        acknowledged,
        equal,
        figures);
    return sound;
  }

  private String post(String path, String body) throws IOException, InterruptedException {
    return send(request(path).POST(HttpRequest.BodyPublishers.ofString(body)).build());
  }

  private String get(String path) throws IOException, InterruptedException {
    return send(request(path).header("Authorization", "Bearer " + token).build());
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
  }

  private static String send(HttpRequest request) throws IOException, InterruptedException {
    return HTTP.send(request, HttpResponse.BodyHandlers.ofString()).body();
  }

  /** When each submission of a quote's clients was edited, for those who see it arrive. */
  static final class Fanout {
    private final Map<String, Long> edited = new HashMap<>();
    private final Set<String> acknowledged = new HashSet<>();

    void edited(String submission, long nanos) {
      edited.put(submission, nanos);
    }

    long editedAt(String submission) {
      return edited.getOrDefault(submission, 0L);
    }

    boolean acknowledgedFirst(String submission) {
      return acknowledged.add(submission);
    }
  }
}
