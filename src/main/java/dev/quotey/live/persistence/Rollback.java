package dev.quotey.live.persistence;

import dev.quotey.live.config.StartupException;
import dev.quotey.live.core.json.JsonText;
import dev.quotey.live.core.json.JsonValue;
import dev.quotey.live.core.ot.Ot;
import dev.quotey.live.core.quote.Holds;
import dev.quotey.live.protocol.OperationForm;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * Takes sessions out of a database again: each open session's last state goes into its quote, then
 * all tables of sessions go. One transaction, so that an edit is either acknowledged and in its quote
 * or neither. Blocks.
 */
public final class Rollback {
  private static final String ROLE_IS_USED = "2BP01";
  private static final String NOT_ALLOWED = "42501";
  private static final String OPEN = """
      SELECT s.session_id, s.quote_id, kept.revision, kept.document::text
      FROM quote_sessions s, LATERAL (
        SELECT revision, document FROM session_snapshots k
        WHERE k.session_id = s.session_id AND revision <= (
          SELECT coalesce(max(revision), 0) FROM session_operations o
          WHERE o.session_id = s.session_id)
        ORDER BY revision DESC LIMIT 1) AS kept
      WHERE s.closed_at IS NULL
      """;
  private static final String COUNT = "SELECT count(*) FROM quote_sessions WHERE closed_at IS NULL";
  private static final String TAIL = """
      SELECT committed::text FROM session_operations
      WHERE session_id = ? AND revision > ? ORDER BY revision
      """;
  private static final String WRITE =
      "UPDATE quotes SET document = ?::jsonb, updated_at = now() WHERE quote_id = ?";

  private final Connection connection;
  private final Listener listener;

  /** Hears how far it is. */
  public interface Listener {
    /** So many of the open sessions are in their quotes. */
    void written(long done, long all);
  }

  private Rollback(Connection connection, Listener listener) {
    this.connection = connection;
    this.listener = listener;
  }

  /**
   * Where it is interrupted, everything is as it was, and it can be run again.
   *
   * @return how many sessions were open
   * @throws StartupException if the database has no sessions, or cannot be reached or changed
   */
  public static int run(DatabaseLocation location, Listener listener) {
    try (Connection connection =
        DriverManager.getConnection(location.jdbcUrl(), location.user(), location.password())) {
      connection.setAutoCommit(false);
      Rollback rollback = new Rollback(connection, listener);
      int open = rollback.removeSessions();
      connection.commit();
      rollback.removeRole("DROP ROLE IF EXISTS quotey_app");
      rollback.removeRole("DROP ROLE IF EXISTS quotey_audit");
      return open;
    } catch (SQLException e) {
      throw new StartupException(
          "The database " + location + " was left as it was: " + e.getMessage() + ".", e);
    }
  }

  private int removeSessions() throws SQLException {
    int open = 0;
    try (Statement statement = connection.createStatement()) {
      ResultSet there = statement.executeQuery("SELECT to_regclass('quote_sessions') IS NOT NULL");
      there.next();
      if (!there.getBoolean(1)) {
        throw new StartupException("The database has no sessions.");
      }
      // Whatever is appended before this is read below; what comes later finds no table.
      statement.execute("SET LOCAL lock_timeout = '30s'");
      statement.execute("LOCK TABLE quote_sessions, session_operations IN ACCESS EXCLUSIVE MODE");
      ResultSet counted = statement.executeQuery(COUNT);
      counted.next();
      long all = counted.getLong(1);
      ResultSet sessions = statement.executeQuery(OPEN);
      while (sessions.next()) {
        JsonValue document =
            last(sessions.getString(1), sessions.getLong(3), JsonText.parse(sessions.getString(4)));
        write(sessions.getString(2), document);
        open++;
        listener.written(open, all);
      }
      statement.execute(SqlFile.read("/db/rollback/sessions.sql"));
    }
    return open;
  }

  private JsonValue last(String session, long revision, JsonValue kept) throws SQLException {
    JsonValue document = kept;
    try (PreparedStatement statement = connection.prepareStatement(TAIL)) {
      statement.setString(1, session);
      statement.setLong(2, revision);
      ResultSet changes = statement.executeQuery();
      while (changes.next()) {
        document = Ot.apply(document, OperationForm.read(JsonText.parse(changes.getString(1))));
      }
    }
    // Nobody is left who could hold a line.
    return Ot.apply(document, Holds.end(document, hold -> true));
  }

  private void write(String quote, JsonValue document) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(WRITE)) {
      statement.setString(1, JsonText.write(document));
      statement.setString(2, quote);
      statement.executeUpdate();
    }
  }

  /** Roles belong to all databases of a server; another one may use this one, too. */
  private void removeRole(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
      connection.commit();
    } catch (SQLException e) {
      connection.rollback();
      if (!e.getSQLState().equals(ROLE_IS_USED) && !e.getSQLState().equals(NOT_ALLOWED)) {
        throw e;
      }
    }
  }
}
