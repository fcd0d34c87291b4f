package dev.quotey.live.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.DeserializationFeature;
import dev.quotey.live.bench.Edits;
import dev.quotey.live.bench.LiveClient;
import dev.quotey.live.core.json.JsonText;
import dev.quotey.live.core.json.JsonValue;
import dev.quotey.live.core.ot.Ot;
import dev.quotey.live.persistence.DatabaseLocation;
import dev.quotey.live.persistence.EmbeddedDatabase;
import dev.quotey.live.protocol.OperationForm;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.core.json.jackson.DatabindCodec;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole server under load, killed, started again. */
class CrashIT {
  private static final int EDITORS = 5;
  private static final int EDIT_MILLIS = 10;
  private static final Duration TIMEOUT = Duration.ofSeconds(60);

  private final Vertx vertx = Vertx.vertx();
  private final Context loop = vertx.getOrCreateContext();
  private final List<LiveClient> clients = new ArrayList<>();
  private final Map<String, Long> acknowledged = new ConcurrentHashMap<>();
  private final AtomicBoolean editing = new AtomicBoolean(true);

  @TempDir
  Path folder;

  @AfterEach
  void close() {
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }

  @Test
  @DisplayName("[SE1] kill -9 under load: every acknowledged edit is there once, all clients equal")
  void killed() throws Exception {
    long seed = Long.getLong("seed", System.nanoTime());
    System.out.println("kill -9 under load, seed " + seed);
    DatabindCodec.mapper().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);
    int port;
    try (ServerProcess first = ServerProcess.start(folder, 0)) {
      port = first.port();
      open(first, seed);
      awaitAcknowledged(200);
      first.kill();
    }
    long beforeCrash = acknowledged.size();
    try (ServerProcess second = ServerProcess.start(folder, port)) {
      awaitAcknowledged(beforeCrash + 200);
      editing.set(false);
      Awaitility.await().atMost(TIMEOUT).until(this::atRest);
      String document = second.get("/api/quotes/Q-1001", second.token("ana"));
      for (LiveClient client : clients) {
        assertThat(onLoop(client::document)).isEqualTo(JsonText.parse(document));
      }
      assertThat(replayedLog()).isEqualTo(JsonText.parse(document));
      Map<String, String> settings = Map.of(
          "quotey.profile",
          "development",
          "quotey.data.dir",
          folder.resolve("data").toString());
      assertThat(TestCommands.run(settings, "verify")).startsWith("0 ").endsWith("sound");
      assertThat(acknowledged.values()).doesNotHaveDuplicates();
      assertThat((long) acknowledged.size()).isEqualTo(onLoop(clients.getFirst()::revision));
      System.out.println(
          "acknowledged before the crash: " + beforeCrash + ", in all: " + acknowledged.size());
      onLoop(() -> {
        clients.forEach(LiveClient::close);
        return true;
      });
    }
  }

  @Test
  @DisplayName(
      "[SE8] after kill -9 a quote is read with all that was acknowledged, before anyone joins")
  void readAfterKill() throws Exception {
    int port;
    try (ServerProcess first = ServerProcess.start(folder, 0)) {
      port = first.port();
      try (BusSocket ana = BusSocket.open(vertx, port, first.token("ana"))) {
        String session = ana.join("Q-1001", "c1");
        JsonObject reply =
            ana.submit(session, "c1", 1, 0, BusSocket.set("/customer", "Just before"));
        assertThat(reply.getString("status")).isEqualTo("committed");
        // Sooner than any snapshot.
        first.kill();
      }
    }
    try (ServerProcess second = ServerProcess.start(folder, port)) {
      assertThat(second.get("/api/quotes/Q-1001", second.token("ana"))).contains("Just before");
    }
  }

  /** The document that the log alone gives, from the session's start. */
  private JsonValue replayedLog() throws SQLException {
    DatabaseLocation database = EmbeddedDatabase.running(folder.resolve("data")).orElseThrow();
    String url = "jdbc:postgresql://" + database.host() + ":" + database.port() + "/postgres";
    try (Connection connection =
            DriverManager.getConnection(url, database.user(), database.password());
        Statement statement = connection.createStatement()) {
      ResultSet start =
          statement.executeQuery("SELECT document::text FROM session_snapshots WHERE revision = 0");
      start.next();
      JsonValue document = JsonText.parse(start.getString(1));
      ResultSet log = statement.executeQuery(
          "SELECT committed::text, client_id, client_seq, revision FROM session_operations"
              + " ORDER BY revision");
      while (log.next()) {
        document = Ot.apply(document, OperationForm.read(JsonText.parse(log.getString(1))));
        String submission = log.getString(2) + "/" + log.getLong(3);
        assertThat(acknowledged.get(submission)).isEqualTo(log.getLong(4));
      }
      return document;
    }
  }

  private void open(ServerProcess server, long seed) throws Exception {
    String token = server.token("ana");
    for (int i = 0; i < EDITORS; i++) {
      String id = "editor" + i;
      Edits edits = new Edits(new Random(seed + i), id);
      LiveClient client = onLoop(() -> new LiveClient(vertx, server.port(), token, "Q-1001", id));
      clients.add(client);
      client.onCommitted(commit -> {
        if (commit.clientId().equals(id)) {
          acknowledged.put(id + "/" + commit.clientSequence(), commit.revision());
        }
      });
      CompletableFuture<Void> opened = new CompletableFuture<>();
      loop.runOnContext(go -> client.open().onSuccess(done -> {
        vertx.setPeriodic(EDIT_MILLIS, timer -> edit(client, edits));
        opened.complete(null);
      }));
      opened.get();
    }
  }

  private void edit(LiveClient client, Edits edits) {
    if (editing.get() && !client.hasPending()) {
      client.edit(edits.next(client.document()));
    }
  }

  private void awaitAcknowledged(long count) {
    Awaitility.await().atMost(TIMEOUT).until(() -> acknowledged.size() >= count);
  }

  private boolean atRest() throws Exception {
    return onLoop(() -> clients.stream().noneMatch(LiveClient::hasPending)
        && clients.stream().map(LiveClient::revision).distinct().count() == 1);
  }

  private <T> T onLoop(Callable<T> call) throws Exception {
    CompletableFuture<T> result = new CompletableFuture<>();
    loop.runOnContext(go -> {
      try {
        result.complete(call.call());
      } catch (Exception e) {
        result.completeExceptionally(e);
      }
    });
    return result.get();
  }
}
