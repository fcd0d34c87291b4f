package dev.quotey.live.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quotey.live.persistence.DatabaseLocation;
import dev.quotey.live.persistence.EmbeddedDatabase;
import dev.quotey.live.session.SnapshotSchedules;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whoever owns the database may alter a log, but not unseen. */
class AuditIT {
  private static final int EDITS = 10;
  private static final String QUOTE = "Q-1001";

  @TempDir
  static Path folder;

  private static final Vertx VERTX = Vertx.vertx();
  private static LocalServer server;
  private static String session;

  /** A session with a log of ten changes and a checkpoint at its end. */
  @BeforeAll
  static void start() throws Exception {
    server = LocalServer.start(folder, Map.of("audit.key", "a key"));
    try (BusSocket ana = BusSocket.open(VERTX, server.port(), server.token("ana"))) {
      session = open(ana);
      // One that keeps its document on the way would have a checkpoint more.
      while (SnapshotSchedules.isDueBy(session, EDITS)) {
        closeAll();
        session = open(ana);
      }
      JsonObject join = new JsonObject().put("client_id", "c1");
      ana.request("session." + session + ".join", join);
      for (int i = 1; i <= EDITS; i++) {
        ana.request("session." + session + ".submit", edit(i));
      }
    }
    closeAll();
  }

  private static String open(BusSocket socket) throws Exception {
    return socket
        .request("sessions.create", new JsonObject().put("quote_id", QUOTE))
        .getJsonObject("session")
        .getString("session_id");
  }

  private static void closeAll() {
    server
        .vertx()
        .eventBus()
        .request("sessions.close_inactive", new JsonObject().put("timeout_seconds", 0))
        .toCompletionStage()
        .toCompletableFuture()
        .join();
  }

  @AfterAll
  static void stop() {
    server.close();
    VERTX.close().toCompletionStage().toCompletableFuture().join();
  }

  private static JsonObject edit(int number) {
    return new JsonObject()
        .put("client_id", "c1")
        .put("client_seq", number)
        .put("parent_op_id", session + ":" + (number - 1))
        .put(
            "operations",
            new JsonArray()
                .add(new JsonObject()
                    .put("op_type", "set")
                    .put("path", "/customer")
                    .put("value", "Version " + number)));
  }

  @Test
  @DisplayName("[AU1] an untouched log is sound, and replays to what it was at each revision")
  void untouched() {
    assertThat(run("verify", session))
        .isEqualTo("0 " + session + ": 10 revisions, 1 checkpoints, sound");
    assertThat(run("verify")).contains("10 revisions");
    for (int revision = 1; revision <= EDITS; revision++) {
      assertThat(run("replay", session, "--revision", String.valueOf(revision)))
          .contains("\"customer\":\"Version " + revision + "\"");
    }
    assertThat(run("replay", session, "--revision", "0")).contains("\"customer\":\"Northwind");
    assertThat(run("replay", session)).contains("\"customer\":\"Version 10\"");
    assertThat(run("verify", "s_none")).startsWith("1");
  }

  @ParameterizedTest(name = "[AU2] {0} is found")
  @CsvSource(
      delimiter = '|',
      value = {
        "altering | 4 | HASH_MISMATCH | UPDATE session_operations SET actor = 'ben' WHERE revision = 4",
        "altering with a new chain | 10 | CHECKPOINT_MISMATCH | REHASH",
        "deleting | 4 | NOT_DENSE | DELETE FROM session_operations WHERE revision = 4",
        "reordering | 4 | HASH_MISMATCH | UPDATE session_operations SET revision = 99 WHERE revision = 4;"
            + " UPDATE session_operations SET revision = 4, base_revision = 3 WHERE revision = 5;"
            + " UPDATE session_operations SET revision = 5 WHERE revision = 99",
        "inserting | 11 | HASH_MISMATCH | INSERT INTO session_operations SELECT session_id, 11, 10,"
            + " actor, actor_name, 'c2', 1, parent_op_id, vector_clock, server_time, submitted,"
            + " committed, owner_epoch, hash FROM session_operations WHERE revision = 10",
        "truncating | 9 | TRUNCATED | DELETE FROM session_operations WHERE revision > 8",
        "a forged checkpoint | 10 | BAD_SIGNATURE | UPDATE session_audit SET reason ="
            + " regexp_replace(reason, 'signature=..', 'signature=00') WHERE event = 'checkpoint'",
        "another start | 1 | HASH_MISMATCH | UPDATE session_snapshots SET document ="
            + " jsonb_set(document, '{customer}', '0') WHERE revision = 0",
        "another snapshot | 10 | SNAPSHOT_MISMATCH | UPDATE session_snapshots SET document ="
            + " jsonb_set(document, '{customer}', '0') WHERE revision = 10"
      })
  @DisplayName("[AU2] whatever is done to a log, the first wrong revision is named")
  void tampered(String what, long revision, String code, String sql) throws Exception {
    DatabaseLocation database = EmbeddedDatabase.running(folder).orElseThrow();
    String url = "jdbc:postgresql://" + database.host() + ":" + database.port() + "/postgres";
    try (Connection connection =
            DriverManager.getConnection(url, database.user(), database.password());
        Statement statement = connection.createStatement()) {
      // As the owner of the database may: with the guards switched off.
      statement.execute("SET session_replication_role = replica");
      statement.execute("CREATE TEMP TABLE log AS SELECT * FROM session_operations");
      statement.execute("CREATE TEMP TABLE audit AS SELECT * FROM session_audit");
      statement.execute("CREATE TEMP TABLE snapshots AS SELECT * FROM session_snapshots");
      try {
        if (sql.equals("REHASH")) {
          Tampering.alterAndRehash(connection, session, QUOTE, 4);
        } else {
          statement.execute(sql);
        }
        assertThat(run("verify", session))
            .isEqualTo("1 " + session + ": revision " + revision + ": " + code);
      } finally {
        statement.execute("DELETE FROM session_operations");
        statement.execute("INSERT INTO session_operations SELECT * FROM log");
        statement.execute("DELETE FROM session_audit");
        statement.execute("INSERT INTO session_audit OVERRIDING SYSTEM VALUE SELECT * FROM audit");
        statement.execute("DELETE FROM session_snapshots");
        statement.execute("INSERT INTO session_snapshots SELECT * FROM snapshots");
      }
    }
    assertThat(run("verify", session)).startsWith("0");
  }

  @Test
  @DisplayName("[AU4] REST gives the document at any revision, and refuses one that is not there")
  void overRest() throws Exception {
    for (int revision = 1; revision <= EDITS; revision++) {
      String path = "/api/sessions/" + session + "/replay?revision=" + revision;
      JsonObject made = new JsonObject(server.get(path).body());
      assertThat(made.getLong("revision")).isEqualTo(revision);
      assertThat(made.getJsonObject("document").getString("customer"))
          .isEqualTo("Version " + revision);
    }
    for (String wrong : new String[] {"-1", "11", "x", ""}) {
      String path = "/api/sessions/" + session + "/replay?revision=" + wrong;
      assertThat(server.get(path).statusCode()).as(wrong).isEqualTo(400);
    }
  }

  @Test
  @DisplayName("[AU3] a log that somebody signed with another key does not pass")
  void otherKey() {
    assertThat(TestCommands.run(settings("another key"), "verify", session))
        .isEqualTo("1 " + session + ": revision 10: BAD_SIGNATURE");
  }

  private static String run(String... arguments) {
    return TestCommands.run(settings("a key"), arguments);
  }

  private static Map<String, String> settings(String key) {
    return Map.of(
        "quotey.profile",
        "development",
        "quotey.data.dir",
        folder.toString(),
        "quotey.audit.key",
        key);
  }
}
