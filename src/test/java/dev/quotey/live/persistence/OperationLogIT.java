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
import dev.quotey.live.protocol.Address;
import dev.quotey.live.protocol.Bus;
import dev.quotey.live.protocol.LoggedChange;
import dev.quotey.live.protocol.OperationForm;
import dev.quotey.live.protocol.PersistenceMessage.Append;
import dev.quotey.live.protocol.PersistenceMessage.Appended;
import dev.quotey.live.protocol.PersistenceMessage.Done;
import dev.quotey.live.protocol.PersistenceMessage.LoadSession;
import dev.quotey.live.protocol.PersistenceMessage.OpenSession;
import dev.quotey.live.protocol.PersistenceMessage.ReadQuote;
import dev.quotey.live.protocol.PersistenceMessage.Reason;
import dev.quotey.live.protocol.PersistenceMessage.Refused;
import dev.quotey.live.protocol.PersistenceMessage.Reply;
import dev.quotey.live.protocol.PersistenceMessage.Request;
import dev.quotey.live.protocol.PersistenceMessage.SaveSnapshot;
import dev.quotey.live.protocol.PersistenceMessage.SessionLoaded;
import dev.quotey.live.protocol.PersistenceMessage.SessionOpened;
import dev.quotey.live.protocol.PersistenceMessage.StoredQuote;
import dev.quotey.live.protocol.PersistenceMessage.WriteQuote;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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
    assertThat(Migrator.migrate(database.location())).isEqualTo(4);
    vertx = Vertx.vertx();
    Bus.install(vertx);
    await(vertx.deployVerticle(new PersistenceVerticle(database.location(), 4, "key")));
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
    assertThat(((SessionOpened) await(one)).sessionId())
        .isEqualTo(((SessionOpened) await(two)).sessionId());
  }

  @Test
  @DisplayName("[PS7] a snapshot gives the quote its last state, and only its owner keeps one")
  void snapshot() {
    QuoteId quote = newQuote();
    SessionOpened session = open(quote);
    JsonValue document = JsonText.parse("{\"n\":999999999999.999999}");
    assertThat(ask(new SaveSnapshot(session.sessionId(), session.ownerEpoch(), 0, document, "")))
        .isEqualTo(new Done());
    assertThat(((StoredQuote) ask(new ReadQuote(quote))).document()).isEqualTo(document);
    assertThat(ask(new SaveSnapshot(session.sessionId(), 0, 0, document, "")))
        .isEqualTo(new Refused(Reason.STALE_EPOCH));
    assertThat(ask(new WriteQuote(quote, document))).isEqualTo(new Refused(Reason.SESSION_ACTIVE));
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
    assertThat(ask(new WriteQuote(quote, JsonText.parse(DOCUMENT)))).isEqualTo(new Done());
    return quote;
  }

  private static SessionOpened open(QuoteId quote) {
    return (SessionOpened) ask(new OpenSession(quote, "ana", "node"));
  }

  private static Reply append(SessionOpened session, long base, LoggedChange... changes) {
    return ask(append(session, base, List.of(changes)));
  }

  private static Append append(SessionOpened session, long base, List<LoggedChange> changes) {
    return new Append(session.sessionId(), session.ownerEpoch(), base, changes);
  }

  private static LoggedChange change(long revision, long sequence) {
    Change change = OperationForm.read(
        JsonText.parse("[{\"op_type\":\"add\",\"path\":\"/n\",\"value\":0.000001}]"));
    CommittedChange committed = new CommittedChange(
        revision,
        CLIENT,
        sequence,
        revision - 1,
        change,
        change,
        new VectorClock(Map.of(CLIENT, sequence)),
        List.of());
    return new LoggedChange(
        committed, "ana", "Ana", Instant.parse("2026-01-01T10:00:00.123Z"), "h" + revision);
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
