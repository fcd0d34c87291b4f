package dev.quotey.live.persistence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quotey.live.core.json.JsonText;
import dev.quotey.live.core.json.JsonValue;
import dev.quotey.live.core.ot.Change;
import dev.quotey.live.core.sync.ClientId;
import dev.quotey.live.core.sync.CommittedChange;
import dev.quotey.live.core.sync.QuoteId;
import dev.quotey.live.core.sync.SessionId;
import dev.quotey.live.core.sync.VectorClock;
import dev.quotey.live.metrics.Meters;
import dev.quotey.live.protocol.Address;
import dev.quotey.live.protocol.Bus;
import dev.quotey.live.protocol.LoggedChange;
import dev.quotey.live.protocol.OperationForm;
import dev.quotey.live.protocol.PersistenceMessage.Append;
import dev.quotey.live.protocol.PersistenceMessage.Appended;
import dev.quotey.live.protocol.PersistenceMessage.Changes;
import dev.quotey.live.protocol.PersistenceMessage.CreateQuote;
import dev.quotey.live.protocol.PersistenceMessage.Done;
import dev.quotey.live.protocol.PersistenceMessage.LoadSession;
import dev.quotey.live.protocol.PersistenceMessage.OpenSession;
import dev.quotey.live.protocol.PersistenceMessage.ReadChanges;
import dev.quotey.live.protocol.PersistenceMessage.ReadQuote;
import dev.quotey.live.protocol.PersistenceMessage.ReadSnapshots;
import dev.quotey.live.protocol.PersistenceMessage.Reason;
import dev.quotey.live.protocol.PersistenceMessage.Refused;
import dev.quotey.live.protocol.PersistenceMessage.Reply;
import dev.quotey.live.protocol.PersistenceMessage.Request;
import dev.quotey.live.protocol.PersistenceMessage.SaveSnapshot;
import dev.quotey.live.protocol.PersistenceMessage.SessionLoaded;
import dev.quotey.live.protocol.PersistenceMessage.SessionOpened;
import dev.quotey.live.protocol.PersistenceMessage.SessionTaken;
import dev.quotey.live.protocol.PersistenceMessage.Snapshot;
import dev.quotey.live.protocol.PersistenceMessage.Snapshots;
import dev.quotey.live.protocol.PersistenceMessage.StoredQuote;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The contract of the log, on a real PostgreSQL. */
class OperationLogIT {
  private static final ClientId CLIENT = new ClientId("c1");
  private static final long TIMEOUT_MILLIS = 10_000;
  private static final String DOCUMENT = "{\"n\":12.34567890123456789,\"t\":\"é😀\"}";

  @TempDir
  static Path folder;

  private static TestDatabase database;
  private static Vertx vertx;
  private static int nextQuote;

  @BeforeAll
  static void start() {
    database = TestDatabase.start(folder);
    assertThat(Migrator.migrate(database.location())).isGreaterThanOrEqualTo(8);
    vertx = Vertx.vertx();
    Bus.install(vertx);
    await(vertx.deployVerticle(
        new PersistenceVerticle(database.location(), 4, "key", Meters.unread().database())));
  }

  @AfterAll
  static void stop() {
    await(vertx.close());
    database.close();
  }

  @Test
  @DisplayName("[PS1] what is appended is loaded again, exactly")
  void appendAndLoad() {
    SessionOpened session = open(newQuote());
    assertThat(append(session, 0, change(1, 1))).isEqualTo(new Appended(1));
    assertThat(append(session, 1, change(2, 2), change(3, 3))).isEqualTo(new Appended(3));
    SessionLoaded loaded = (SessionLoaded) ask(new LoadSession(session.sessionId()));
    assertThat(loaded.snapshot()).isEqualTo(JsonText.parse(DOCUMENT));
    assertThat(loaded.tail()).containsExactly(change(1, 1), change(2, 2), change(3, 3));
  }

  @Test
  @DisplayName("[PS2] revisions are dense and unique, and the log says so")
  void dense() {
    SessionOpened session = open(newQuote());
    assertThat(append(session, 0, change(1, 1))).isEqualTo(new Appended(1));
    assertThat(append(session, 0, change(1, 2))).isEqualTo(new Refused(Reason.REVISION_TAKEN));
    assertThat(append(session, 2, change(3, 2))).isEqualTo(new Refused(Reason.REVISION_TAKEN));
    assertThat(append(session, 1, change(2, 1))).isEqualTo(new Refused(Reason.REVISION_TAKEN));
    assertThat(append(session, 1, change(2, 2))).isEqualTo(new Appended(2));
  }

  @Test
  @DisplayName(
      "[PS13] an append that is sent again, its answer lost, is in the log once and succeeds")
  void repeated() {
    SessionOpened session = open(newQuote());
    assertThat(append(session, 0, change(1, 1))).isEqualTo(new Appended(1));
    assertThat(append(session, 0, change(1, 1))).isEqualTo(new Appended(1));
    assertThat(append(session, 1, change(2, 2))).isEqualTo(new Appended(2));
  }

  @Test
  @DisplayName("[PS3] an owner of an older epoch appends nothing")
  void staleEpoch() {
    QuoteId quote = newQuote();
    SessionOpened first = open(quote);
    SessionOpened second = open(quote);
    assertThat(second.sessionId()).isEqualTo(first.sessionId());
    assertThat(second.ownerEpoch()).isGreaterThan(first.ownerEpoch());
    assertThat(append(first, 0, change(1, 1))).isEqualTo(new Refused(Reason.STALE_EPOCH));
    assertThat(append(second, 0, change(1, 1))).isEqualTo(new Appended(1));
  }

  @Test
  @DisplayName("[PS4] in a group of appends only the guilty one is refused")
  void group() {
    SessionOpened good = open(newQuote());
    SessionOpened guilty = open(newQuote());
    // The first goes alone; the others wait behind it and become one group.
    Future<Reply> first = send(append(open(newQuote()), 0, List.of(change(1, 1))));
    Future<Reply> bad = send(append(guilty, 4, List.of(change(5, 1))));
    Future<Reply> fine = send(append(good, 0, List.of(change(1, 1))));
    assertThat(await(first)).isEqualTo(new Appended(1));
    assertThat(await(bad)).isEqualTo(new Refused(Reason.REVISION_TAKEN));
    assertThat(await(fine)).isEqualTo(new Appended(1));
  }

  @Test
  @DisplayName("[PS5] the database refuses to change or delete what is in the log")
  void appendOnly() throws SQLException {
    append(open(newQuote()), 0, change(1, 1));
    for (String sql : List.of(
        "UPDATE session_operations SET actor = 'x'",
        "DELETE FROM session_operations",
        "TRUNCATE session_operations",
        "DELETE FROM session_audit")) {
      assertThatThrownBy(() -> execute(sql)).as(sql).hasMessageContaining("append-only");
    }
  }

  @Test
  @DisplayName("[PS6] two who open a quote at once get one session")
  void concurrentOpen() {
    QuoteId quote = newQuote();
    Future<Reply> one = send(new OpenSession(quote, "ana", "a"));
    Future<Reply> two = send(new OpenSession(quote, "ben", "b"));
    assertThat(((SessionTaken) await(one)).opened().sessionId())
        .isEqualTo(((SessionTaken) await(two)).opened().sessionId());
  }

  @Test
  @DisplayName("[PS7] a snapshot gives the quote its last state, and only its owner keeps one")
  void snapshot() {
    QuoteId quote = newQuote();
    SessionOpened session = open(quote);
    JsonValue document = JsonText.parse("{\"n\":999999999999.999999}");
    append(session, 0, change(1, 1));
    assertThat(ask(new SaveSnapshot(session.sessionId(), session.ownerEpoch(), 1, document, "")))
        .isEqualTo(new Done());
    assertThat(((StoredQuote) ask(new ReadQuote(quote))).document()).isEqualTo(document);
    assertThat(ask(new SaveSnapshot(session.sessionId(), 0, 1, document, "")))
        .isEqualTo(new Refused(Reason.STALE_EPOCH));
    assertThat(ask(new CreateQuote(quote, document))).isEqualTo(new Refused(Reason.QUOTE_EXISTS));
  }

  @ParameterizedTest(name = "[PS9] {0}")
  @ValueSource(
      strings = {
        "UPDATE quotes SET document = '{}'",
        "INSERT INTO quotes (quote_id, document) VALUES ('x', '{}')",
        "DELETE FROM quotes",
        "TRUNCATE quotes CASCADE",
        "SELECT document FROM quotes FOR UPDATE",
        "UPDATE stored_quotes SET document = '{}'",
        "UPDATE session_operations SET actor = 'x'",
        "DELETE FROM session_operations",
        "UPDATE session_audit SET actor = 'x'",
        "UPDATE session_snapshots SET document = '{}'",
        "UPDATE quote_sessions SET projected_revision = 0",
        "DELETE FROM quote_sessions",
        "ALTER TABLE session_operations DISABLE TRIGGER ALL",
        "DROP TABLE session_audit",
        "CREATE TABLE mine (a int)"
      })
  @DisplayName("[PS9] the server's role changes no quote but by projecting its log, and no log")
  void leastPrivilege(String sql) throws SQLException {
    append(open(newQuote()), 0, change(1, 1));
    try (Connection connection = asApplication();
        Statement statement = connection.createStatement()) {
      statement.execute("RESET ROLE");
      assertThatThrownBy(() -> statement.execute(sql))
          .as(sql)
          .hasMessageMatching("(?s).*(permission denied|must be owner).*");
    }
  }

  @Test
  @DisplayName("[PS10] a quote is projected only from what its owner has kept at a logged revision")
  void projection() throws SQLException {
    QuoteId quote = newQuote();
    SessionOpened session = open(quote);
    String id = session.sessionId().value();
    append(session, 0, change(1, 1));
    JsonValue kept = JsonText.parse("{\"n\":1}");
    ask(new SaveSnapshot(session.sessionId(), session.ownerEpoch(), 1, kept, ""));
    assertThat(((StoredQuote) ask(new ReadQuote(quote))).document()).isEqualTo(kept);
    try (Connection connection = asApplication();
        Statement statement = connection.createStatement()) {
      statement.execute("INSERT INTO session_snapshots VALUES ('" + id + "', 9, '{\"n\":9}')");
      for (String arguments : List.of("1, 0", "0, 1", "1, 9", "2, 1")) {
        statement.execute("SELECT project_quote('" + id + "', " + arguments + ")");
      }
    }
    assertThat(((StoredQuote) ask(new ReadQuote(quote))).document()).isEqualTo(kept);
  }

  @Test
  @DisplayName("[PS11] old snapshots are thinned, and no revision is far from one; the log stays")
  void thinned() throws SQLException {
    SessionOpened session = open(newQuote());
    int last = 6_000;
    int page = 500;
    for (int from = 0; from < last; from += page) {
      LoggedChange[] changes = LongStream.rangeClosed(from + 1, from + page)
          .mapToObj(revision -> change(revision, revision))
          .toArray(LoggedChange[]::new);
      append(session, from, changes);
      for (int revision = from + 100; revision <= from + page; revision += 100) {
        ask(new SaveSnapshot(
            session.sessionId(), session.ownerEpoch(), revision, JsonText.parse("{}"), ""));
      }
    }
    List<Long> kept = ((Snapshots) ask(new ReadSnapshots(session.sessionId())))
        .snapshots().stream().map(Snapshot::revision).toList();
    assertThat(kept).startsWith(0L, 1_000L).endsWith((long) last).hasSizeLessThan(30);
    for (int i = 1; i < kept.size(); i++) {
      assertThat(kept.get(i) - kept.get(i - 1)).isLessThanOrEqualTo(1_000);
    }
    assertThat(((Changes) ask(new ReadChanges(session.sessionId(), 1, last + 1))).changes())
        .hasSize(last);
  }

  @Test
  @DisplayName("[PS12] a session loads with each client's last sequence up to its snapshot")
  void lastSequences() {
    SessionOpened session = open(newQuote());
    Map<ClientId, Long> expected = new HashMap<>();
    long revision = 0;
    for (int client = 0; client < 50; client++) {
      ClientId id = new ClientId("k" + client);
      for (long sequence = 1; sequence <= client % 4; sequence++) {
        revision++;
        append(session, revision - 1, change(revision, id, sequence));
        expected.put(id, sequence);
      }
    }
    ask(new SaveSnapshot(
        session.sessionId(), session.ownerEpoch(), revision, JsonText.parse("{}"), ""));
    for (long i = 1; i <= 1_200; i++) {
      append(session, revision + i - 1, change(revision + i, CLIENT, i));
    }
    SessionLoaded loaded = (SessionLoaded) ask(new LoadSession(session.sessionId()));
    assertThat(loaded.snapshotRevision()).isEqualTo(revision);
    assertThat(loaded.lastSequences()).isEqualTo(expected);
  }

  @Test
  @DisplayName("[PS8] unknown quotes and sessions are refused")
  void unknown() {
    assertThat(ask(new OpenSession(new QuoteId("none"), "ana", "a")))
        .isEqualTo(new Refused(Reason.QUOTE_NOT_FOUND));
    assertThat(ask(new LoadSession(new SessionId("none"))))
        .isEqualTo(new Refused(Reason.SESSION_NOT_FOUND));
  }

  private static QuoteId newQuote() {
    QuoteId quote = new QuoteId("T-" + nextQuote++);
    assertThat(ask(new CreateQuote(quote, JsonText.parse(DOCUMENT)))).isEqualTo(new Done());
    return quote;
  }

  private static SessionOpened open(QuoteId quote) {
    return ((SessionTaken) ask(new OpenSession(quote, "ana", "node"))).opened();
  }

  private static Reply append(SessionOpened session, long base, LoggedChange... changes) {
    return ask(append(session, base, List.of(changes)));
  }

  private static Append append(SessionOpened session, long base, List<LoggedChange> changes) {
    return new Append(session.sessionId(), session.ownerEpoch(), base, changes);
  }

  /** As the server's connections are. */
  private static Connection asApplication() throws SQLException {
    DatabaseLocation location = database.location();
    Properties properties = new Properties();
    properties.put("user", location.user());
    properties.put("password", location.password());
    properties.put("options", "-c role=quotey_app");
    return DriverManager.getConnection(location.jdbcUrl(), properties);
  }

  private static LoggedChange change(long revision, long sequence) {
    return change(revision, CLIENT, sequence);
  }

  private static LoggedChange change(long revision, ClientId client, long sequence) {
    Change change = OperationForm.read(
        JsonText.parse("[{\"op_type\":\"add\",\"path\":\"/n\",\"value\":0.000001}]"));
    CommittedChange committed = new CommittedChange(
        revision,
        client,
        sequence,
        revision - 1,
        change,
        change,
        VectorClock.of(Map.of(client, sequence)),
        List.of());
    return new LoggedChange(
        committed,
        "ana",
        "Ana",
        Instant.parse("2026-01-01T10:00:00.123Z"),
        "h" + revision + client + sequence);
  }

  private static Future<Reply> send(Request request) {
    return Bus.request(vertx, Address.PERSISTENCE, request, TIMEOUT_MILLIS);
  }

  private static Reply ask(Request request) {
    return await(send(request));
  }

  private static <T> T await(Future<T> future) {
    return future.toCompletionStage().toCompletableFuture().join();
  }

  private static void execute(String sql) throws SQLException {
    DatabaseLocation location = database.location();
    try (Connection connection =
            DriverManager.getConnection(location.jdbcUrl(), location.user(), location.password());
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
