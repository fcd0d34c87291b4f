package dev.quotey.live.bench;

import dev.quotey.live.core.json.JsonList;
import dev.quotey.live.core.json.JsonMap;
import dev.quotey.live.core.json.JsonText;
import dev.quotey.live.core.json.JsonValue;
import dev.quotey.live.core.json.Path;
import dev.quotey.live.core.ot.Change;
import dev.quotey.live.core.ot.Operation;
import dev.quotey.live.core.sync.ClientId;
import dev.quotey.live.core.sync.CommittedChange;
import dev.quotey.live.core.sync.Decision;
import dev.quotey.live.core.sync.DocumentRules;
import dev.quotey.live.core.sync.QuoteId;
import dev.quotey.live.core.sync.Sequencer;
import dev.quotey.live.core.sync.Submission;
import dev.quotey.live.metrics.Meters;
import dev.quotey.live.persistence.DatabaseLocation;
import dev.quotey.live.persistence.EmbeddedDatabase;
import dev.quotey.live.persistence.Migrator;
import dev.quotey.live.persistence.PersistenceVerticle;
import dev.quotey.live.protocol.Bus;
import dev.quotey.live.protocol.LogChain;
import dev.quotey.live.protocol.LoggedChange;
import dev.quotey.live.protocol.PersistenceMessage.Append;
import dev.quotey.live.protocol.PersistenceMessage.CreateQuote;
import dev.quotey.live.protocol.PersistenceMessage.OpenSession;
import dev.quotey.live.protocol.PersistenceMessage.Reply;
import dev.quotey.live.protocol.PersistenceMessage.Request;
import dev.quotey.live.protocol.PersistenceMessage.SaveSnapshot;
import dev.quotey.live.protocol.PersistenceMessage.SessionOpened;
import dev.quotey.live.protocol.PersistenceMessage.SessionTaken;
import dev.quotey.live.server.ServerProcess;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/**
 * W5: how long a quote with a long log takes to open. The logs are written first; then a server of
 * its own opens each of them once, for one client after the other.
 */
final class ColdJoin {
  private static final int[] EDITS = {1_000, 10_000, 100_000};

  /** Each log is there several times, since a session is cold only once. */
  private static final int COPIES = 7;

  private static final int LINES = 50;
  private static final int LINES_MAX = 60;
  private static final int BATCH = 200;
  private static final int MISSED = 1_000;
  private static final int CLIENTS = 5;

  private ColdJoin() {}

  static void run() throws IOException, InterruptedException {
    java.nio.file.Path folder = Files.createTempDirectory("quotey-w5");
    write(folder.resolve("data"));
    try (ServerProcess server = ServerProcess.start(folder, 0)) {
      RestClient rest = new RestClient(server.port());
      // The first join of a server pays for what the JVM loads.
      measure(rest, id(EDITS[0], COPIES), EDITS[0]);
      Map<Integer, List<double[]>> times = new TreeMap<>();
      // In turns, so that none of the sizes has the warmer server.
      for (int copy = 0; copy < COPIES; copy++) {
        for (int edits : EDITS) {
          times
              .computeIfAbsent(edits, size -> new ArrayList<>())
              .add(measure(rest, id(edits, copy), edits));
        }
      }
      times.forEach((edits, ms) -> System.out.printf(
          Locale.ROOT,
          "system=quotey workload=W5 log=%d cold_join_ms=%.1f warm_join_ms=%.1f"
              + " missed_1000_ms=%.1f (medians of %d)%n",
          edits,
          median(ms, 0),
          median(ms, 1),
          median(ms, 2),
          COPIES));
    }
  }

  private static String id(int edits, int copy) {
    return "W5-" + edits + "-" + copy;
  }

  private static double median(List<double[]> times, int which) {
    return times.stream().mapToDouble(one -> one[which]).sorted().toArray()[times.size() / 2];
  }

  /** Milliseconds to join cold, to join warm, to get what was missed. */
  private static double[] measure(RestClient rest, String quote, int edits)
      throws IOException, InterruptedException {
    long start = System.nanoTime();
    String session = rest.createSession(quote);
    JsonObject joined = rest.join(session, new JsonObject().put("client_id", "w5_a"));
    long cold = System.nanoTime();
    if (joined.getLong("revision") != edits) {
      throw new IOException("the log has " + joined.getLong("revision") + " revisions");
    }
    rest.join(session, new JsonObject().put("client_id", "w5_b"));
    long warm = System.nanoTime();
    JsonObject late =
        new JsonObject().put("client_id", "w5_c").put("last_revision", edits - MISSED);
    int missed = rest.join(session, late).getJsonArray("operations").size();
    long caughtUp = System.nanoTime();
    if (missed != MISSED) {
      throw new IOException("got " + missed + " changes");
    }
    return new double[] {(cold - start) / 1e6, (warm - cold) / 1e6, (caughtUp - warm) / 1e6};
  }

  private static void write(java.nio.file.Path data) {
    try (EmbeddedDatabase database = EmbeddedDatabase.start(data)) {
      Migrator.migrate(database.location());
      write(database.location(), vertx -> {
        for (int edits : EDITS) {
          int copies = edits == EDITS[0] ? COPIES + 1 : COPIES;
          for (int copy = 0; copy < copies; copy++) {
            writeLog(vertx, new QuoteId(id(edits, copy)), edits);
          }
        }
      });
    }
  }

  /** Quotes with logs of so many edits, in a database that a server has made its own. */
  static List<String> writeLogs(DatabaseLocation location, String run, int edits, int copies) {
    List<String> quotes =
        IntStream.range(0, copies).mapToObj(copy -> run + "-" + id(edits, copy)).toList();
    write(location, vertx -> quotes.forEach(quote -> writeLog(vertx, new QuoteId(quote), edits)));
    return quotes;
  }

  private static void write(DatabaseLocation location, Consumer<Vertx> logs) {
    Vertx vertx = Vertx.vertx();
    Bus.install(vertx);
    await(vertx.deployVerticle(
        new PersistenceVerticle(location, 2, "key", Meters.unread().database())));
    logs.accept(vertx);
    await(vertx.close());
  }

  private static void writeLog(Vertx vertx, QuoteId quote, int edits) {
    JsonValue document = JsonText.parse(Edits.quote(LINES));
    ask(vertx, new CreateQuote(quote, document));
    SessionOpened session =
        ((SessionTaken) ask(vertx, new OpenSession(quote, "ana", "bench"))).opened();
    Sequencer sequencer = new Sequencer(document, 0, Map.of(), DocumentRules.NONE);
    Random random = new Random(edits);
    Edits mix = new Edits(random, "w5");
    String hash = LogChain.start(session.sessionId(), quote, document);
    Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
    while (sequencer.revision() < edits) {
      long base = sequencer.revision();
      List<LoggedChange> batch = new ArrayList<>();
      while (batch.size() < BATCH) {
        CommittedChange change = commit(sequencer, mix, random);
        LoggedChange logged =
            LoggedChange.following(hash, session.sessionId(), change, "ana", "Ana Souza", now);
        hash = logged.hash();
        batch.add(logged);
      }
      ask(vertx, new Append(session.sessionId(), session.ownerEpoch(), base, batch));
      ask(
          vertx,
          new SaveSnapshot(
              session.sessionId(),
              session.ownerEpoch(),
              sequencer.revision(),
              sequencer.document(),
              hash));
    }
  }

  private static CommittedChange commit(Sequencer sequencer, Edits mix, Random random) {
    JsonList lines = (JsonList) ((JsonMap) sequencer.document()).get("lines").orElseThrow();
    int at = random.nextInt(lines.size());
    // As many lines are deleted as inserted, so that each log ends with a quote of one size.
    Change change = lines.size() > LINES_MAX
        ? Change.of(new Operation.Delete(
            Path.parse("/lines").id(((JsonMap) lines.get(at)).id().orElseThrow()), at))
        : mix.next(sequencer.document());
    ClientId client = new ClientId("c" + random.nextInt(CLIENTS));
    Submission submission =
        new Submission(client, sequencer.lastSequence(client) + 1, sequencer.revision(), change);
    return ((Decision.Commit) sequencer.submit(submission)).change();
  }

  private static Reply ask(Vertx vertx, Request request) {
    return await(Bus.persistence(vertx, request));
  }

  private static <T> T await(Future<T> future) {
    return future.toCompletionStage().toCompletableFuture().join();
  }
}
