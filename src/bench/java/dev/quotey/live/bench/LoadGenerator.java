package dev.quotey.live.bench;

import com.fasterxml.jackson.databind.DeserializationFeature;
import dev.quotey.live.core.json.JsonText;
import dev.quotey.live.core.json.JsonValue;
import dev.quotey.live.core.sync.ClientId;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.json.jackson.DatabindCodec;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * Runs W1, W2 or W3 of docs/BENCHMARKS.md against a running server, or W5, W8 or the workloads of cluster,
 * Slack and a flood with servers of its own, or the cost of addresses, and prints lines of figures. Arguments: workload, port. All clients share one event loop and one monotonic clock. The quotes
 * are new ones, so that every run starts from the same documents.
 */
public final class LoadGenerator {
  private static final int CLIENTS_PER_QUOTE = 5;
  private static final int QUOTES_OPENED_AT_A_TIME = 20;
  private static final long OPEN_SECONDS_MAX = 180;
  private static final long SETTLE_MILLIS_MAX = 30_000;
  /** Cleo may not edit all quotes. */
  private static final List<String> USERS = List.of("ana", "ben", "dan", "eva", "ana");

  private final String run = now();
  /** As servers wait, so that it does not take from them what they share (ADR 0028). */
  private final Vertx vertx = Vertx.vertx(new VertxOptions().setPreferNativeTransport(true));

  private final Network network = Network.of(vertx);
  private final Context loop = vertx.getOrCreateContext();
  private final Workload workload;
  private final List<RestClient> nodes;
  private final RestClient rest;
  private final Supplier<ServerUsage> usage;
  private final Function<List<Seat>, String> more;
  private final List<String> quotes;
  private final long logged;
  private final List<Editor> editors = new ArrayList<>();

  static Workload workload(String name) {
    return switch (name) {
      case "W1" -> Workload.paced(name, 1, CLIENTS_PER_QUOTE, 100, 30);
      case "W2" -> Workload.paced(name, 100, CLIENTS_PER_QUOTE, 500, 20);
      case "W3" -> Workload.saturated(name, 20, CLIENTS_PER_QUOTE, 20);
      default ->
        throw new IllegalArgumentException(
            "the workloads are W1, W2, W3, W5, W8, start, cluster, slack, flood and addresses");
    };
  }

  /** An editor's quote, and the port of the node by which the editor comes. */
  record Seat(String quote, int port) {}

  /** With new quotes. */
  LoadGenerator(
      Workload workload,
      List<RestClient> nodes,
      Supplier<ServerUsage> usage,
      Function<List<Seat>, String> more) {
    this(workload, nodes, usage, more, newNames(workload.quotes()), 0);
  }

  /**
   * @param nodes by which editors come, in turns
   * @param more further figures of the run, from where everybody sits
   * @param logged edits in the log of each quote; 0 where the quotes are not there yet
   */
  LoadGenerator(
      Workload workload,
      List<RestClient> nodes,
      Supplier<ServerUsage> usage,
      Function<List<Seat>, String> more,
      List<String> quotes,
      long logged) {
    this.workload = workload;
    this.nodes = nodes;
    this.rest = nodes.getFirst();
    this.usage = usage;
    this.more = more;
    this.quotes = quotes;
    this.logged = logged;
  }

  private static List<String> newNames(int count) {
    String run = now();
    return IntStream.range(0, count).mapToObj(i -> run + "-" + i).toList();
  }

  private static String now() {
    return Long.toString(System.currentTimeMillis(), Character.MAX_RADIX);
  }

  public static void main(String[] args) throws Exception {
    DatabindCodec.mapper().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);
    switch (args[0]) {
      case "W5" -> ColdJoin.run();
      case "W8" -> IdleSessions.run();
      case "start" -> StartUp.run();
      case "addresses" -> AddressCost.run();
      case "cluster" -> ClusterLoad.run();
      case "slack" -> SlackLoad.run();
      case "flood" -> FloodLoad.run();
      default -> load(args);
    }
  }

  private static void load(String[] args) throws Exception {
    int port = args.length > 1 ? Integer.parseInt(args[1]) : 8080;
    LoadGenerator load = new LoadGenerator(
        workload(args[0]), List.of(new RestClient(port)), ServerUsage::now, seats -> "");
    System.exit(load.run() ? 0 : 1);
  }

  /** Prints a line; returns whether nothing was lost and all were equal. */
  boolean run() throws Exception {
    return measure().isSound();
  }

  /** Prints a line, too. */
  Figures measure() throws Exception {
    double load = Machine.loadAverage();
    String document = Edits.quote(workload.lines());
    for (String quote : logged > 0 ? List.<String>of() : quotes) {
      rest.putQuote(quote, document);
    }
    onLoop(this::open)
        .toCompletionStage()
        .toCompletableFuture()
        .get(OPEN_SECONDS_MAX, TimeUnit.SECONDS);
    // What the clients of the run before have left is not to be collected within this one.
    System.gc();
    ServerUsage before = usage.get();
    long own = Machine.ownMillis();
    onLoop(this::edit).toCompletionStage().toCompletableFuture().join();
    Figures figures = figures(usage.get().since(before), Machine.ownMillis() - own, load);
    report(figures);
    onLoop(this::leave).toCompletionStage().toCompletableFuture().join();
    vertx.close().toCompletionStage().toCompletableFuture().join();
    return figures;
  }

  private Future<Void> onLoop(Supplier<Future<Void>> step) {
    Promise<Void> done = Promise.promise();
    // One loop for all of it: what happens on a client needs no lock.
    loop.runOnContext(go -> step.get().onComplete(done));
    return done.future();
  }

  /** Some quotes at a time: not more clients come at once than a server gets to within their patience. */
  private Future<Void> open() {
    Future<Void> opened = Future.succeededFuture();
    for (int from = 0; from < quotes.size(); from += QUOTES_OPENED_AT_A_TIME) {
      List<String> next =
          quotes.subList(from, Math.min(quotes.size(), from + QUOTES_OPENED_AT_A_TIME));
      opened = opened.compose(done -> open(next));
    }
    return opened;
  }

  private Future<Void> open(List<String> some) {
    List<Future<Void>> opening = new ArrayList<>();
    for (String quote : some) {
      Map<ClientId, Editor> ofQuote = new HashMap<>();
      Frames frames = new Frames();
      for (int i = 0; i < workload.people(); i++) {
        String id = "load_" + run + "_" + editors.size();
        int port = nodes.get(editors.size() % nodes.size()).port();
        String token = rest.token(USERS.get(i % USERS.size()));
        LiveClient client = new LiveClient(network, frames, port, token, quote, id);
        int linesMax = workload.kept() ? workload.lines() : Edits.LINES_MAX;
        Edits edits = new Edits(new Random(editors.size()), run + "_" + editors.size(), linesMax);
        Editor editor = new Editor(client, edits, ofQuote, new Seat(quote, port));
        editors.add(editor);
        opening.add(client.open());
      }
    }
    return Future.all(opening).mapEmpty();
  }

  private Future<Void> edit() {
    long end = System.nanoTime() + workload.seconds() * 1_000_000_000L;
    if (workload.cursorMillis() > 0) {
      each(workload.cursorMillis(), editor -> moveCursor(editor, end));
    }
    if (workload.pauseMillis() > 0) {
      each(workload.pauseMillis(), editor -> editNext(editor, end));
    } else {
      for (Editor editor : editors) {
        editor.onAcknowledged(() -> editNext(editor, end));
        editor.edit();
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

  /** Else clients would come back while the network ends under them. */
  private Future<Void> leave() {
    editors.forEach(editor -> editor.client().close());
    return network.close();
  }

  private void each(long millis, Consumer<Editor> action) {
    for (int i = 0; i < editors.size(); i++) {
      Editor editor = editors.get(i);
      long first = workload.spread() ? 1 + millis * i / editors.size() : millis;
      vertx.setPeriodic(first, millis, timer -> action.accept(editor));
    }
  }

  private static void moveCursor(Editor editor, long end) {
    if (System.nanoTime() < end) {
      editor.moveCursor();
    }
  }

  private static void editNext(Editor editor, long end) {
    if (System.nanoTime() < end) {
      editor.edit();
    }
  }

  /** Equal documents everywhere, and a revision for each acknowledged edit and for nothing else. */
  private boolean isSound(String quote) throws IOException, InterruptedException {
    JsonValue stored = JsonText.parse(rest.quote(quote));
    List<Editor> mine =
        editors.stream().filter(editor -> editor.seat().quote().equals(quote)).toList();
    long acknowledged = mine.stream().mapToLong(Editor::acknowledged).sum();
    return mine.stream()
        .allMatch(editor -> editor.client().document().equals(stored)
            && editor.client().revision() == logged + acknowledged);
  }

  private Figures figures(ServerUsage server, long own, double load)
      throws IOException, InterruptedException {
    boolean equal = true;
    for (String quote : quotes) {
      equal &= isSound(quote);
    }
    return new Figures(
        editors.size(),
        workload.seconds(),
        editors.stream().mapToLong(Editor::sent).sum(),
        editors.stream().mapToLong(Editor::acknowledged).sum(),
        equal,
        refusals(),
        editors.stream().mapToLong(editor -> editor.client().cursorsSeen()).sum(),
        acknowledgeLatencies().percentiles(),
        syncLatencies().percentiles(),
        syncLatencies().count(),
        server,
        own,
        load);
  }

  private Map<String, Long> refusals() {
    Map<String, Long> refusals = new TreeMap<>();
    editors.forEach(editor -> editor
        .client()
        .refusals()
        .forEach((code, count) -> refusals.merge(code, count, Long::sum)));
    return refusals;
  }

  private void report(Figures figures) {
    System.out.printf(
        Locale.ROOT,
        "system=quotey workload=%s nodes=%d %s%s%n",
        workload.name(),
        nodes.size(),
        figures,
        figures.isSound() ? " " + more.apply(editors.stream().map(Editor::seat).toList()) : "");
  }

  /** Of all editors, how long each edit took to be acknowledged. */
  Latencies acknowledgeLatencies() {
    Latencies acknowledge = new Latencies();
    editors.forEach(editor -> acknowledge.addAll(editor.acknowledgeLatencies()));
    return acknowledge;
  }

  /** Of all editors, how long each edit took to everybody else. */
  Latencies syncLatencies() {
    Latencies sync = new Latencies();
    editors.forEach(editor -> sync.addAll(editor.syncLatencies()));
    return sync;
  }
}
