package dev.quotey.live.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quotey.live.persistence.DatabaseLocation;
import dev.quotey.live.persistence.EmbeddedDatabase;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** More than the server can take, of edits, of requests, and of presence. */
class OverloadIT {
  private static final String QUOTE = "Q-1001";
  private static final String OTHER_QUOTE = "Q-1002";
  private static final int EDIT_MILLIS = 50;

  /** As many requests as a browser may have waiting, by so many browsers. */
  private static final int CLIENTS = 64;

  private static final int SOCKETS = 17;

  /** Changes of a session that may wait for the database. */
  private static final int WAITING_MAX = 1_000;

  private static final long HEAP_MORE_BYTES = 32L * 1024 * 1024;

  private final Vertx vertx = Vertx.vertx();
  private final EditorCrowd crowd = new EditorCrowd(vertx, EDIT_MILLIS);

  @TempDir
  Path folder;

  /** A browser's socket, and at which address the answer to each of its clients comes. */
  private record Flooder(BusSocket socket, Map<String, String> answers) {}

  @AfterEach
  void close() {
    crowd.close();
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }

  private static ConditionFactory await() {
    return Awaitility.await().atMost(Duration.ofSeconds(60));
  }

  @Test
  @DisplayName("[BP6] while the database hangs, a session's changes wait up to a bound, and none is"
      + " acknowledged; then each is acknowledged once, and what was refused is not in the log")
  void hangingDatabase() throws Exception {
    try (LocalServer server = LocalServer.start(folder, Map.of())) {
      LogCheck check = new LogCheck(database());
      for (int i = 0; i < 3; i++) {
        crowd.open(QUOTE, "editor" + i, server.port(), server.token("ana"), i);
      }
      crowd.awaitMore(20);
      List<Flooder> flooders = new ArrayList<>();
      for (int i = 0; i < SOCKETS; i++) {
        flooders.add(new Flooder(
            BusSocket.open(vertx, server.port(), server.token("ben")), new HashMap<>()));
      }
      String session = session(flooders.getFirst().socket());
      long joined = 1;
      for (Flooder flooder : flooders) {
        joined = join(flooder, session, joined);
      }
      long epoch =
          number("SELECT owner_epoch FROM quote_sessions WHERE quote_id = '" + QUOTE + "'");
      long heap = heap();
      LogCheck.Log before;
      try (Connection hold = connect()) {
        hold.setAutoCommit(false);
        hold.createStatement().execute("LOCK TABLE session_operations IN SHARE MODE");
        before = check.read(QUOTE);
        flooders.forEach(flooder -> submit(flooder, session, before.length()));
        await().until(() -> refused(flooders).size() >= SOCKETS * CLIENTS - WAITING_MAX);
        assertThat(number("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
                + " AND query LIKE 'INSERT INTO session_operations%'"))
            .isEqualTo(1);
        assertThat(refused(flooders)).hasSizeBetween(SOCKETS * CLIENTS - WAITING_MAX, 100);
        assertThat(committed(flooders)).isEmpty();
        assertThat(check.read(QUOTE).revisions()).isEqualTo(before.revisions());
        assertThat(crowd.acknowledgements(QUOTE)).isEqualTo(before.revisions());
        hold.rollback();
      }
      await()
          .until(() -> refused(flooders).size() + committed(flooders).size() == SOCKETS * CLIENTS);
      Map<String, Long> taken = committed(flooders);
      List<String> refused = refused(flooders);
      assertThat(check.read(QUOTE).revisions())
          .containsAllEntriesOf(taken)
          .doesNotContainKeys(refused.stream().map(client -> client + "/1").toArray(String[]::new));
      crowd.awaitMore(20);
      crowd.rest();
      Map<String, Long> acknowledged = crowd.acknowledgements(QUOTE);
      acknowledged.putAll(taken);
      check.check(QUOTE, acknowledged, crowd.documents(QUOTE));
      assertThat(number("SELECT owner_epoch FROM quote_sessions WHERE quote_id = '" + QUOTE + "'"))
          .isEqualTo(epoch);
      long more = heap() - heap;
      System.out.println("heap, tests' own messages among it: " + more / 1024 + " kB more");
      assertThat(more).isLessThan(HEAP_MORE_BYTES);
      flooders.forEach(flooder -> flooder.socket().close());
    }
  }

  private static String session(BusSocket socket) {
    return socket
        .request("sessions.create", new JsonObject().put("quote_id", QUOTE))
        .getJsonObject("session")
        .getString("session_id");
  }

  /** Each joins with what the one before it has got: all of the log for each fills the tests' memory. */
  private static long join(Flooder flooder, String session, long last) {
    long revision = last;
    for (int i = 0; i < CLIENTS; i++) {
      String client = "flood" + System.identityHashCode(flooder) + "_" + i;
      flooder.answers().put(client, "");
      revision = flooder
          .socket()
          .request(
              "session." + session + ".join",
              new JsonObject().put("client_id", client).put("last_revision", revision))
          .getLong("revision");
    }
    return revision;
  }

  private static void submit(Flooder flooder, String session, long revision) {
    int step = 1;
    for (String client : List.copyOf(flooder.answers().keySet())) {
      // Up and down, so that the value stays what it may be.
      step = -step;
      JsonObject operation =
          new JsonObject().put("op_type", "add").put("path", "/term_months").put("value", step);
      JsonObject submission = new JsonObject()
          .put("client_id", client)
          .put("client_seq", 1)
          .put("parent_op_id", session + ":" + revision)
          .put("operations", new JsonArray().add(operation));
      flooder
          .answers()
          .put(client, flooder.socket().ask("session." + session + ".submit", submission));
    }
  }

  /** The clients that were told to send it again later. */
  private static List<String> refused(List<Flooder> flooders) {
    List<String> refused = new ArrayList<>();
    for (Flooder flooder : flooders) {
      Map<String, JsonObject> answers = flooder.socket().answers();
      flooder.answers().forEach((client, address) -> {
        JsonObject answer = answers.getOrDefault(address, new JsonObject());
        if (answer
            .getJsonObject("error", new JsonObject())
            .getString("code", "")
            .equals("OVERLOADED")) {
          refused.add(client);
        }
      });
    }
    return refused;
  }

  /** The revision of each submission that was acknowledged. */
  private static Map<String, Long> committed(List<Flooder> flooders) {
    Map<String, Long> committed = new HashMap<>();
    for (Flooder flooder : flooders) {
      Map<String, JsonObject> answers = flooder.socket().answers();
      flooder.answers().forEach((client, address) -> {
        JsonObject answer = answers.getOrDefault(address, new JsonObject());
        if (answer.getString("status", "").equals("committed")) {
          committed.put(client + "/1", answer.getLong("revision"));
        }
      });
    }
    return committed;
  }

  @Test
  @DisplayName(
      "[BP7] who floods gets OVERLOADED for what is too much, wanting an answer or not, and is served"
          + " again after it; everybody else's edits are acknowledged meanwhile")
  void flood() throws Exception {
    try (LocalServer server = LocalServer.start(folder, Map.of());
        BusSocket ben = BusSocket.open(vertx, server.port(), server.token("ben"))) {
      crowd.open(QUOTE, "near", server.port(), server.token("ana"), 1);
      crowd.open(OTHER_QUOTE, "far", server.port(), server.token("ana"), 2);
      String session = session(ben);
      String participants = "session." + session + ".participants";
      List<String> asked = new ArrayList<>();
      await().until(() -> {
        IntStream.range(0, 1_000).forEach(i -> asked.add(ben.ask(participants, new JsonObject())));
        IntStream.range(0, 1_000)
            .forEach(i -> ben.send(new JsonObject()
                .put("type", "send")
                .put("address", participants)
                .put("body", new JsonObject())));
        crowd.awaitMore(10);
        return overloaded(ben) && ben.received().stream().anyMatch(OverloadIT::isUnasked);
      });
      await().until(() -> ben.answers().keySet().containsAll(asked));
      assertThat(ben.answers().values()).anyMatch(answer -> answer.containsKey("participants"));
      assertThat(ben.request(participants, new JsonObject()).containsKey("participants"))
          .isTrue();
      crowd.awaitMore(10);
      crowd.rest();
      checkAll();
    }
  }

  private static boolean overloaded(BusSocket socket) {
    return socket.answers().values().stream()
        .anyMatch(answer -> answer
            .getJsonObject("error", new JsonObject())
            .getString("code", "")
            .equals("OVERLOADED"));
  }

  private static boolean isUnasked(JsonObject message) {
    return message.getString("type").equals("err") && "OVERLOADED".equals(message.getValue("body"));
  }

  @Test
  @DisplayName(
      "[BP8] a flood of presence is told as few words, the last one last, and edits pass meanwhile")
  void presence() throws Exception {
    try (LocalServer server = LocalServer.start(folder, Map.of());
        BusSocket ana = BusSocket.open(vertx, server.port(), server.token("ana"));
        BusSocket ben = BusSocket.open(vertx, server.port(), server.token("ben"))) {
      crowd.open(QUOTE, "near", server.port(), server.token("cleo"), 1);
      crowd.open(OTHER_QUOTE, "far", server.port(), server.token("cleo"), 2);
      String session = ana.join(QUOTE, "c_ana");
      ben.join(QUOTE, "c_ben");
      int words = 20_000;
      for (int i = 1; i <= words; i++) {
        ben.send(cursor(session, i));
        if (i % 5_000 == 0) {
          crowd.awaitMore(10);
        }
      }
      ana.event("presence", event -> event.encode().contains("\"offset\":" + words));
      long told = ana.received().stream()
          .filter(message -> message.getValue("body") instanceof JsonObject body
              && "presence".equals(body.getString("type")))
          .count();
      assertThat(told).isLessThan(words / 10);
      crowd.awaitMore(10);
      crowd.rest();
      checkAll();
    }
  }

  private static JsonObject cursor(String session, int offset) {
    JsonObject cursor = new JsonObject().put("path", "/customer").put("offset", offset);
    return new JsonObject()
        .put("type", "send")
        .put("address", "session." + session + ".presence")
        .put("body", new JsonObject().put("client_id", "c_ben").put("cursor", cursor));
  }

  private void checkAll() throws SQLException {
    LogCheck check = new LogCheck(database());
    for (String quote : crowd.quotes()) {
      check.check(quote, crowd.acknowledgements(quote), crowd.documents(quote));
    }
  }

  private DatabaseLocation database() {
    return EmbeddedDatabase.running(folder).orElseThrow();
  }

  private Connection connect() throws SQLException {
    DatabaseLocation location = database();
    return DriverManager.getConnection(location.jdbcUrl(), location.user(), location.password());
  }

  private long number(String query) throws SQLException {
    try (Connection connection = connect();
        Statement select = connection.createStatement()) {
      ResultSet rows = select.executeQuery(query);
      rows.next();
      return rows.getLong(1);
    }
  }

  /** What is in use after a collection, of this whole JVM. */
  private static long heap() {
    System.gc();
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }
}
