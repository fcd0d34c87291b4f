package dev.quotey.live.bench;

import com.fasterxml.jackson.databind.DeserializationFeature;
import dev.quotey.live.persistence.DatabaseLocation;
import io.vertx.core.json.JsonObject;
import io.vertx.core.json.jackson.DatabindCodec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Quotey Live beside its peers and its limits in one run: for each workload one system after the other, each
 * server started anew and warmed up alike. Where steps are short all servers stay, and take each step in turns;
 * who waits stands still.
 * What cannot run here is said, and the rest is measured. Writes target/bench/results.json and what
 * docs/BENCHMARKS.md has of it.
 */
final class Comparison {
  /** The same server with a small heap. */
  static final String SMALL = "quotey-small";

  /** In the order in which they run. */
  private static final List<String> SYSTEMS = List.of(
      "quotey",
      SMALL,
      "sharedb",
      "sharedb-postgres",
      "hocuspocus",
      "hocuspocus-database",
      "echo",
      "pgbench",
      "pgbench-append");

  private static final List<String> STORING = List.of("sharedb-postgres", "hocuspocus-database");
  private static final List<String> LIMITS = List.of("echo", "pgbench", "pgbench-append");
  private static final List<String> WORKLOADS =
      List.of("W1", "W2", "W3", "W4", "W5", "W6", "W7", "W8", "growth");
  private static final List<String> IN_TURNS = List.of("W1", "W2", "W3", "W7");
  private static final List<String> PACED = List.of("W1", "W2", "W4", "W7");
  private static final int CLIENTS = 5;
  private static final int WARM_UP_SECONDS = 60;

  /** For what a system and the database do after the warm-up, as to store and to vacuum. */
  private static final int SETTLE_SECONDS = 20;

  private static final int[] QUOTES = {20, 50, 100, 200, 400, 800};
  /** What the small heap is for. */
  private static final int SMALL_QUOTES_MAX = 200;

  private static final int[] CROWDS = {50, 100, 200};
  private static final int[] CONNECTIONS = {1, 4, 8};
  private static final int JOINS = 7;
  private static final int TURNS = Integer.getInteger("compare.turns", 3);

  /** W2 goes on past this once, since a run may be unlucky. */
  static final double SYNC_MILLIS_MAX = 200;

  /** For trials: shorter workloads than they are; 0 has them as they are. */
  private static final int SECONDS = Integer.getInteger("compare.seconds", 0);

  private final BenchDatabase database;
  private final List<String> systems;
  private final Map<String, String> missing = new HashMap<>();

  private Comparison(BenchDatabase database, List<String> systems) {
    this.database = database;
    this.systems = systems;
  }

  public static void main(String[] args) throws Exception {
    DatabindCodec.mapper().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);
    List<String> systems = chosen("compare.systems", SYSTEMS);
    List<String> workloads = chosen("compare.workloads", WORKLOADS);
    Path docs = Path.of(System.getProperty("compare.docs", "docs"));
    Results results = Results.open(Path.of("target/bench/results.json"));
    try (BenchDatabase database = new BenchDatabase(Files.createTempDirectory("quotey-bench"))) {
      Comparison comparison = new Comparison(database, systems);
      comparison.lookForNode();
      results.describe(
          Machine.describe().put("node", comparison.node()),
          PeerContender.versions(),
          database.settings());
      for (String workload : workloads) {
        results.put(workload, comparison.measure(workload));
      }
    }
    new Report(results, docs).write();
    System.exit(0);
  }

  private static List<String> chosen(String property, List<String> all) {
    String value = System.getProperty(property, "");
    List<String> chosen =
        value.isBlank() || value.equals("all") ? all : Arrays.asList(value.split(",", -1));
    if (!all.containsAll(chosen)) {
      throw new IllegalArgumentException(property + " may name " + all + ", and is " + chosen);
    }
    return all.stream().filter(chosen::contains).toList();
  }

  private void lookForNode() {
    try {
      PeerContender.install();
    } catch (IOException e) {
      for (String system : SYSTEMS) {
        if (!system.startsWith("quotey") && !LIMITS.contains(system)) {
          missing.put(system, "Node, npm or the packages are missing: " + e.getMessage());
        }
      }
    }
  }

  private String node() throws InterruptedException {
    try {
      return Machine.ask(List.of("node", "--version"));
    } catch (IOException e) {
      return "none";
    }
  }

  private List<JsonObject> measure(String workload) throws Exception {
    List<JsonObject> runs = new ArrayList<>();
    if (workload.equals("W6")) {
      return CoreComparison.run();
    }
    if (workload.equals("W8")) {
      IdleSessions.run().forEach(run -> runs.add(run.put("system", "quotey")));
      return runs;
    }
    if (workload.equals("growth")) {
      return growth();
    }
    if (IN_TURNS.contains(workload)) {
      return inTurns(workload);
    }
    for (String system : systems) {
      if (!takesPart(system, workload)) {
        continue;
      }
      if (missing.containsKey(system)) {
        runs.add(told(failed(system, workload, missing.get(system))));
        continue;
      }
      DatabaseLocation location = database.create();
      try {
        measure(system, workload, location, runs);
      } catch (IOException
          | SQLException
          | ExecutionException
          | TimeoutException
          | RuntimeException e) {
        runs.add(told(failed(system, workload, e.toString())));
      } finally {
        database.drop(location);
      }
    }
    return runs;
  }

  /** A system that takes its turn; pgbench is no server, and has none. */
  private record Entrant(String system, DatabaseLocation location, Optional<Contender> contender) {}

  private List<JsonObject> inTurns(String workload) throws Exception {
    Turns turns = new Turns();
    List<Entrant> entrants = new ArrayList<>();
    try {
      for (String system : systems) {
        if (missing.containsKey(system)) {
          turns.add(told(failed(system, workload, missing.get(system))));
        } else if (takesPart(system, workload)) {
          enter(system, workload, entrants, turns);
        }
      }
      for (int turn = 0; turn < TURNS; turn++) {
        takeTurn(entrants, workload, turns);
      }
    } finally {
      for (Entrant entrant : entrants) {
        if (entrant.contender().isPresent()) {
          entrant.contender().get().resume();
          entrant.contender().get().close();
        }
        database.drop(entrant.location());
      }
    }
    return turns.medians();
  }

  private void enter(String system, String workload, List<Entrant> entrants, Turns turns)
      throws Exception {
    DatabaseLocation location = database.create();
    if (system.startsWith("pgbench")) {
      entrants.add(new Entrant(system, location, Optional.empty()));
      return;
    }
    try {
      Contender contender = start(system, location);
      entrants.add(new Entrant(system, location, Optional.of(contender)));
      warmUp(contender, workload);
      contender.pause();
    } catch (IOException | ExecutionException | TimeoutException | RuntimeException e) {
      turns.add(told(failed(system, workload, e.toString())));
    }
  }

  /** Each step by all in turn, so that those who are compared are measured within minutes. */
  private static void takeTurn(List<Entrant> entrants, String workload, Turns turns)
      throws Exception {
    Map<Entrant, Integer> late = new HashMap<>();
    for (Workload step : steps(workload)) {
      for (Entrant entrant : entrants) {
        if (late.getOrDefault(entrant, 0) > 1 || !takesPart(entrant.system(), step)) {
          continue;
        }
        boolean isLate = false;
        for (JsonObject run : runs(entrant, step)) {
          isLate |= isLate(step, run);
          turns.add(told(run.put("system", entrant.system()).put("workload", workload)));
        }
        late.put(entrant, isLate ? late.getOrDefault(entrant, 0) + 1 : 0);
      }
    }
  }

  private static List<JsonObject> runs(Entrant entrant, Workload step) throws Exception {
    try {
      return entrant.contender().isEmpty()
          ? pgbench(entrant.system(), step.name(), entrant.location())
          : List.of(run(entrant.contender().get(), step).put("quotes", step.quotes()));
    } catch (IOException
        | SQLException
        | ExecutionException
        | TimeoutException
        | RuntimeException e) {
      return List.of(failed(entrant.system(), step.name(), e.toString()));
    }
  }

  private static JsonObject run(Contender contender, Workload step) throws Exception {
    contender.resume();
    try {
      return contender.run(step).toJson();
    } finally {
      contender.pause();
    }
  }

  /** Whether many quotes are too many: what is lost is later than anything. */
  private static boolean isLate(Workload step, JsonObject run) {
    return step.name().equals("W2")
        && (!run.getBoolean("sound", false)
            || run.getJsonArray("sync_ms").getDouble(2) > SYNC_MILLIS_MAX);
  }

  private List<JsonObject> growth() throws Exception {
    try (QuoteyContender contender =
        new QuoteyContender(database.create(), database.pid(), QuoteyContender.HEAP)) {
      warmUp(contender, "growth");
      return Growth.run(contender);
    }
  }

  /** At a slow pace a JIT compiles other things than at saturation, so what is paced runs once before. */
  private static void warmUp(Contender contender, String workload) throws Exception {
    contender.run(Workload.saturated("warm-up", 20, CLIENTS, seconds(WARM_UP_SECONDS)));
    if (PACED.contains(workload)) {
      contender.run(steps(workload).getFirst());
    }
    TimeUnit.SECONDS.sleep(seconds(SETTLE_SECONDS));
  }

  private static boolean takesPart(String system, String workload) {
    if (system.equals(SMALL)) {
      return workload.equals("W2");
    }
    return !LIMITS.contains(system) || workload.equals("W1") || workload.equals("W3");
  }

  private static boolean takesPart(String system, Workload step) {
    return !system.equals(SMALL) || step.quotes() <= SMALL_QUOTES_MAX;
  }

  private void measure(
      String system, String workload, DatabaseLocation location, List<JsonObject> runs)
      throws Exception {
    try (Contender contender = start(system, location)) {
      warmUp(contender, workload);
      if (workload.equals("W5")) {
        for (String log : System.getProperty("compare.logs", "10000,100000").split(",", -1)) {
          JsonObject run = contender.joins(Integer.parseInt(log), JOINS);
          runs.add(told(run.put("system", system).put("workload", workload)));
        }
        return;
      }
      for (Workload step : steps(workload)) {
        runs.add(told(contender
            .run(step)
            .toJson()
            .put("quotes", step.quotes())
            .put("system", system)
            .put("workload", workload)));
      }
    }
  }

  /** At W1's pace, or as fast as it goes. */
  private static List<JsonObject> pgbench(String system, String workload, DatabaseLocation location)
      throws IOException, InterruptedException, SQLException {
    PgBench limit = system.equals("pgbench") ? PgBench.ROW : PgBench.APPEND;
    if (workload.equals("W1")) {
      Workload editors = steps(workload).getFirst();
      int perSecond = (int) (CLIENTS * 1_000 / editors.pauseMillis());
      return List.of(limit.paced(location, perSecond, editors.seconds()));
    }
    List<JsonObject> runs = new ArrayList<>();
    for (int connections : CONNECTIONS) {
      runs.add(limit.run(location, connections, seconds(20)));
    }
    return runs;
  }

  private Contender start(String system, DatabaseLocation location) throws Exception {
    return switch (system) {
      case "quotey" -> new QuoteyContender(location, database.pid(), QuoteyContender.HEAP);
      case SMALL -> new QuoteyContender(location, database.pid(), QuoteyContender.SMALL_HEAP);
      case "echo" -> new EchoContender();
      default ->
        new PeerContender(
            system,
            STORING.contains(system) ? Optional.of(location) : Optional.empty(),
            database.pid());
    };
  }

  private static List<Workload> steps(String workload) {
    return switch (workload) {
      case "W1" -> List.of(Workload.paced(workload, 1, CLIENTS, 100, seconds(30)));
      case "W2" ->
        Arrays.stream(QUOTES)
            .mapToObj(quotes -> Workload.paced(workload, quotes, CLIENTS, 500, seconds(30)))
            .toList();
      case "W3" -> List.of(Workload.saturated(workload, 20, CLIENTS, seconds(20)));
      case "W4" ->
        Arrays.stream(CROWDS)
            .mapToObj(crowd -> Workload.paced(workload, 1, crowd, 1_000, seconds(30)))
            .toList();
      default -> List.of(Workload.paced(workload, 1, CLIENTS, 100, seconds(30)).withCursors(50));
    };
  }

  private static int seconds(int wanted) {
    return SECONDS > 0 ? Math.min(SECONDS, wanted) : wanted;
  }

  private static JsonObject failed(String system, String workload, String why) {
    return new JsonObject().put("system", system).put("workload", workload).put("missing", why);
  }

  private static JsonObject told(JsonObject run) {
    System.out.println(run.encode());
    return run;
  }
}
