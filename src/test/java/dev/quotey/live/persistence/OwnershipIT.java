package dev.quotey.live.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quotey.live.core.json.JsonMap;
import dev.quotey.live.core.sync.QuoteId;
import dev.quotey.live.core.sync.SessionId;
import dev.quotey.live.metrics.Meters;
import dev.quotey.live.protocol.Address;
import dev.quotey.live.protocol.Bus;
import dev.quotey.live.protocol.PersistenceMessage.BeatNode;
import dev.quotey.live.protocol.PersistenceMessage.CreateQuote;
import dev.quotey.live.protocol.PersistenceMessage.Done;
import dev.quotey.live.protocol.PersistenceMessage.ForgetNode;
import dev.quotey.live.protocol.PersistenceMessage.HoldSession;
import dev.quotey.live.protocol.PersistenceMessage.NoteJoined;
import dev.quotey.live.protocol.PersistenceMessage.OpenSession;
import dev.quotey.live.protocol.PersistenceMessage.Reason;
import dev.quotey.live.protocol.PersistenceMessage.Refused;
import dev.quotey.live.protocol.PersistenceMessage.Reply;
import dev.quotey.live.protocol.PersistenceMessage.Request;
import dev.quotey.live.protocol.PersistenceMessage.SessionTaken;
import dev.quotey.live.protocol.PersistenceMessage.Stranded;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who owns a session, on a real PostgreSQL. */
class OwnershipIT {
  private static final long TIMEOUT_MILLIS = 10_000;

  @TempDir
  static Path folder;

  private static TestDatabase database;
  private static Vertx vertx;
  private static int nextQuote;

  @BeforeAll
  static void start() {
    database = TestDatabase.start(folder);
    Migrator.migrate(database.location());
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
  @DisplayName("[PS15] whoever opens a session is told who was there as its last owner was killed")
  void stranded() throws SQLException {
    QuoteId quote = newQuote();
    SessionId session = take(quote, "first").opened().sessionId();
    ask(new NoteJoined(session, "ana", "Ana Souza", true));
    ask(new BeatNode("first"));
    execute("UPDATE cluster_nodes SET beat_at = now() - interval '3 seconds'");
    Stranded stranded = take(quote, "second").stranded();
    assertThat(stranded.userIds()).containsExactly("ana");
    assertThat(stranded.away()).isBetween(Duration.ofSeconds(3), Duration.ofMinutes(1));

    // Nobody has come since; then the owner is there still, and then it has stopped in peace.
    assertThat(take(quote, "third").stranded()).isEqualTo(Stranded.NOBODY);
    ask(new NoteJoined(session, "ana", "Ana Souza", true));
    ask(new BeatNode("third"));
    assertThat(take(quote, "fourth").stranded()).isEqualTo(Stranded.NOBODY);
    ask(new NoteJoined(session, "ana", "Ana Souza", true));
    ask(new BeatNode("fourth"));
    ask(new ForgetNode("fourth"));
    assertThat(take(quote, "fifth").stranded()).isEqualTo(Stranded.NOBODY);
  }

  @Test
  @DisplayName("[PS16] while a command holds a session nobody else takes it")
  void held() {
    QuoteId quote = newQuote();
    SessionId session = take(quote, "node").opened().sessionId();
    hold(quote, "import", Duration.ofMinutes(10));
    assertThat(open(quote, "node")).isEqualTo(new Refused(Reason.UNAVAILABLE));
    assertThat(take(quote, "import").opened().ownerEpoch()).isEqualTo(2);
    assertThat(open(quote, "node")).isEqualTo(new Refused(Reason.UNAVAILABLE));
    hold(quote, "import", Duration.ZERO);
    assertThat(take(quote, "node").opened().sessionId()).isEqualTo(session);
  }

  @Test
  @DisplayName("[PS16] of a command that was killed the session is held no longer than it said")
  void heldByTheDead() throws SQLException {
    QuoteId quote = newQuote();
    take(quote, "node");
    hold(quote, "import", Duration.ofMinutes(10));
    execute("UPDATE quote_sessions SET held_until = held_until - interval '10 minutes'");
    assertThat(take(quote, "node").opened().ownerEpoch()).isEqualTo(2);
  }

  @Test
  @DisplayName("[PS16] a quote that is not there is not taken for one that is held")
  void nothingHeld() {
    QuoteId quote = new QuoteId("nothing");
    hold(quote, "import", Duration.ofMinutes(10));
    assertThat(open(quote, "node")).isEqualTo(new Refused(Reason.QUOTE_NOT_FOUND));
  }

  private static void hold(QuoteId quote, String node, Duration time) {
    assertThat(ask(new HoldSession(quote, node, time))).isEqualTo(new Done());
  }

  private static SessionTaken take(QuoteId quote, String node) {
    return (SessionTaken) open(quote, node);
  }

  private static Reply open(QuoteId quote, String node) {
    return ask(new OpenSession(quote, "ana", node));
  }

  private static QuoteId newQuote() {
    QuoteId quote = new QuoteId("T-" + nextQuote++);
    assertThat(ask(new CreateQuote(quote, JsonMap.EMPTY))).isEqualTo(new Done());
    return quote;
  }

  private static Reply ask(Request request) {
    return await(Bus.request(vertx, Address.PERSISTENCE, request, TIMEOUT_MILLIS));
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
