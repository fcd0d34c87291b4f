package dev.quotey.live.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quotey.live.core.json.JsonMap;
import dev.quotey.live.core.sync.QuoteId;
import dev.quotey.live.metrics.Meters;
import dev.quotey.live.protocol.Bus;
import dev.quotey.live.protocol.LoggedChanges;
import dev.quotey.live.protocol.PersistenceMessage.Append;
import dev.quotey.live.protocol.PersistenceMessage.Appended;
import dev.quotey.live.protocol.PersistenceMessage.CreateQuote;
import dev.quotey.live.protocol.PersistenceMessage.OpenSession;
import dev.quotey.live.protocol.PersistenceMessage.Reply;
import dev.quotey.live.protocol.PersistenceMessage.Request;
import dev.quotey.live.protocol.PersistenceMessage.SessionOpened;
import dev.quotey.live.protocol.PersistenceMessage.SessionTaken;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an append reads, in a database that is new and knows nothing of its tables yet. */
class AppendCostIT {
  private static final int SESSIONS = 60;
  private static final int APPENDS = 400;

  @TempDir
  static java.nio.file.Path folder;

  private final Vertx vertx = Vertx.vertx();

  @Test
  @DisplayName(
      "[PS14] what an append reads grows neither with the log nor with the sessions that are open")
  void flat() throws SQLException {
    try (TestDatabase database = TestDatabase.start(folder)) {
      Migrator.migrate(database.location());
      Bus.install(vertx);
      String deployment = await(vertx.deployVerticle(
          new PersistenceVerticle(database.location(), 1, "key", Meters.unread().database())));
      SessionOpened session = open("Q-0");
      // From here on the plans of the statements are kept.
      append(session, 1, APPENDS / 4);
      for (int i = 1; i < SESSIONS; i++) {
        open("Q-" + i);
      }
      Read before = Read.of(database.location());
      append(session, APPENDS / 4 + 1, APPENDS);
      // A connection that ends has counted all it has read.
      await(vertx.undeploy(deployment));
      Read read = Read.of(database.location()).since(before);
      assertThat(read.log()).isBetween((long) APPENDS / 2, 3L * APPENDS);
      assertThat(read.sessions()).isBetween((long) APPENDS / 2, 4L * APPENDS);
    } finally {
      await(vertx.close());
    }
  }

  /** Rows and index entries read so far, of the log and of the sessions. */
  private record Read(long log, long sessions) {
    private static final String OF_TABLE = """
        SELECT coalesce(sum(idx_tup_read), 0) +
          (SELECT seq_tup_read FROM pg_stat_user_tables t WHERE t.relname = i.relname)
        FROM pg_stat_user_indexes i WHERE relname = ? GROUP BY relname
        """;

    static Read of(DatabaseLocation location) throws SQLException {
      try (Connection connection =
          DriverManager.getConnection(location.jdbcUrl(), location.user(), location.password())) {
        return new Read(
            count(connection, "session_operations"), count(connection, "quote_sessions"));
      }
    }

    private static long count(Connection connection, String table) throws SQLException {
      try (PreparedStatement statement = connection.prepareStatement(OF_TABLE)) {
        statement.setString(1, table);
        ResultSet rows = statement.executeQuery();
        rows.next();
        return rows.getLong(1);
      }
    }

    Read since(Read before) {
      return new Read(log - before.log, sessions - before.sessions);
    }
  }

  private SessionOpened open(String quote) {
    ask(new CreateQuote(new QuoteId(quote), JsonMap.EMPTY));
    return ((SessionTaken) ask(new OpenSession(new QuoteId(quote), "ana", "node"))).opened();
  }

  private void append(SessionOpened session, long from, long to) {
    for (long revision = from; revision <= to; revision++) {
      Append append = new Append(
          session.sessionId(),
          session.ownerEpoch(),
          revision - 1,
          List.of(LoggedChanges.at(revision)));
      assertThat(ask(append)).isEqualTo(new Appended(revision));
    }
  }

  private Reply ask(Request request) {
    return await(Bus.persistence(vertx, request));
  }

  private static <T> T await(Future<T> future) {
    return future.toCompletionStage().toCompletableFuture().join();
  }
}
