package dev.quotey.live.bench;

import com.fasterxml.jackson.databind.DeserializationFeature;
import dev.quotey.live.core.json.JsonText;
import dev.quotey.live.core.json.JsonValue;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.json.jackson.DatabindCodec;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
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
  private static final int LINES_PER_QUOTE = 50;
  private static final int QUOTES_OPENED_AT_A_TIME = 20;
  private static final long OPEN_SECONDS_MAX = 180;
  private static final long SETTLE_MILLIS_MAX = 30_000;
  /** Cleo may not edit all quotes. */
  private static final List<String> USERS = List.of("ana", "ben", "dan", "eva", "ana");

  private final String run = Long.toString(System.currentTimeMillis(), Character.MAX_RADIX);
  private final Vertx vertx = Vertx.vertx();
  private final Context loop = vertx.getOrCreateContext();
  private final Workload workload;
  private final List<RestClient> nodes;
  private final RestClient rest;
  private final Supplier<ServerUsage> usage;
  private final Function<List<Seat>, String> more;
  private List<String> quotes;
  private long logged;
  private final List<Editor> editors = new ArrayList<>();

  /**
   * @param clientsPerQuote users repeat where they are more than five
   * @param pauseMillis between a client's edits; 0 edits at each acknowledgement
   * @param cursorMillis between a client's moves of the cursor; 0 has no cursors
   * @param spread whether clients edit one after the other within the pause, or all at the same moment
   * @param lines of each quote, at the beginning
   */
  record Workload(
      String name,
      int quotes,
      int clientsPerQuote,
      long pauseMillis,
      int seconds,
      long cursorMillis,
      boolean spread,
      int lines) {
    Workload(
        String name,
        int quotes,
        int clientsPerQuote,
        long pauseMillis,
        int seconds,
        long cursorMillis,
        boolean spread) {
      this(
          name,
          quotes,
          clientsPerQuote,
          pauseMillis,
          seconds,
          cursorMillis,
          spread,
          LINES_PER_QUOTE);
    }

    Workload(String name, int quotes, int clientsPerQuote, long pauseMillis, int seconds) {
      this(name, quotes, clientsPerQuote, pauseMillis, seconds, 0, false);
    }

    Workload(String name, int quotes, long pauseMillis, int seconds) {
      this(name, quotes, CLIENTS_PER_QUOTE, pauseMillis, seconds);
    }

    Workload withLines(int other) {
      return new Workload(
          name, quotes, clientsPerQuote, pauseMillis, seconds, cursorMillis, spread, other);
    }

    static Workload named(String name) {
      return switch (name) {
        case "W1" -> new Workload(name, 1, CLIENTS_PER_QUOTE, 100, 30, 0, true);
        case "W2" -> new Workload(name, 100, CLIENTS_PER_QUOTE, 500, 20, 0, true);
        case "W3" -> new Workload(name, 20, 0, 20);
        default ->
          throw new IllegalArgumentException(
              "the workloads are W1, W2, W3, W5, W8, cluster, slack, flood and addresses");
      };
    }
  }

  /** An editor's quote, and the port of the node by which the editor comes. */
  record Seat(String quote, int port) {}

  /**
   * @param nodes by which editors come, in turns
   * @param more further figures of the run, from where everybody sits
   */
  LoadGenerator(
      Workload workload,
      List<RestClient> nodes,
      Supplier<ServerUsage> usage,
      Function<List<Seat>, String> more) {
    this.workload = workload;
    this.nodes = nodes;
    this.rest = nodes.getFirst();
    this.usage = usage;
    this.more = more;
    this.quotes =
        IntStream.range(0, workload.quotes()).mapToObj(i -> run + "-" + i).toList();
  }

  /** Uses quotes that are there, each with so many edits in its log, instead of new ones. */
  LoadGenerator on(List<String> others, long edits) {
    quotes = others;
    logged = edits;
    return this;
  }

  public static void main(String[] args) throws Exception {
    DatabindCodec.mapper().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);
    switch (args[0]) {
      case "W5" -> ColdJoin.run();
      case "W8" -> IdleSessions.run();
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
        Workload.named(args[0]), List.of(new RestClient(port)), ServerUsage::now, seats -> "");
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
    ServerUsage before = usage.get();
    long own = Machine.ownMillis();
    onLoop(this::edit).toCompletionStage().toCompletableFuture().join();
    Figures figures = figures(usage.get().since(before), Machine.ownMillis() - own, load);
    report(figures);
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
      Fanout fanout = new Fanout();
      for (int i = 0; i < workload.clientsPerQuote(); i++) {
        String id = "load_" + run + "_" + editors.size();
        int port = nodes.get(editors.size() % nodes.size()).port();
        String token = rest.token(USERS.get(i % USERS.size()));
        LiveClient client = new LiveClient(vertx, port, token, quote, id);
        Edits edits = new Edits(new Random(editors.size()), run + "_" + editors.size());
        Editor editor = new Editor(client, edits, fanout, new Seat(quote, port));
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
        editors.stream().mapToLong(editor -> editor.client().cursorsSeen()).sum(),
        acknowledgeLatencies().percentiles(),
        syncLatencies().percentiles(),
        syncLatencies().count(),
        server,
        own,
        load);
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
