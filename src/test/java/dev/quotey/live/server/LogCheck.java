package dev.quotey.live.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quotey.live.core.json.JsonText;
import dev.quotey.live.core.json.JsonValue;
import dev.quotey.live.core.ot.Ot;
import dev.quotey.live.persistence.DatabaseLocation;
import dev.quotey.live.protocol.OperationForm;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Holds what editors were told against the log: nothing acknowledged is lost, nothing is there twice,
 * revisions are dense, each epoch has one writer, and the log gives the document that everybody sees.
 */
public final class LogCheck {
  private static final Pattern STARTED =
      Pattern.compile("session started session_id=(\\S+) quote_id=\\S+ revision=\\d+ epoch=(\\d+)");

  private final DatabaseLocation database;

  public LogCheck(DatabaseLocation database) {
    this.database = database;
  }

  /** The log of a quote's one session. */
  public record Log(JsonValue document, Map<String, Long> revisions, long length) {}

  /**
   * @param acknowledged the revision of each submission of the quote's editors, by client and sequence
   * @param documents what each editor sees
   */
  public void check(String quote, Map<String, Long> acknowledged, List<JsonValue> documents)
      throws SQLException {
    Log log = read(quote);
    assertThat(acknowledged)
        .as("acknowledged in %s, as the log has it", quote)
        .isEqualTo(log.revisions());
    for (JsonValue document : documents) {
      assertThat(document).as("document of %s", quote).isEqualTo(log.document());
    }
  }

  public Log read(String quote) throws SQLException {
    try (Connection connection =
        DriverManager.getConnection(database.jdbcUrl(), database.user(), database.password())) {
      String session =
          one(connection, "SELECT session_id FROM quote_sessions WHERE quote_id = ?", quote);
      JsonValue document = JsonText.parse(one(
          connection,
          "SELECT document::text FROM session_snapshots WHERE revision = 0 AND session_id = ?",
          session));
      Map<String, Long> revisions = new HashMap<>();
      long last = 0;
      long epoch = 0;
      try (PreparedStatement select = connection.prepareStatement(
          "SELECT revision, client_id, client_seq, owner_epoch, committed::text"
              + " FROM session_operations WHERE session_id = ? ORDER BY revision")) {
        select.setString(1, session);
        ResultSet rows = select.executeQuery();
        while (rows.next()) {
          assertThat(rows.getLong(1)).as("revisions of %s are dense", quote).isEqualTo(++last);
          assertThat(rows.getLong(4)).as("epochs of %s", quote).isGreaterThanOrEqualTo(epoch);
          epoch = rows.getLong(4);
          String submission = rows.getString(2) + "/" + rows.getLong(3);
          assertThat(revisions.put(submission, last))
              .as(submission + " is there twice")
              .isNull();
          document = Ot.apply(document, OperationForm.read(JsonText.parse(rows.getString(5))));
        }
      }
      return new Log(document, revisions, last);
    }
  }

  private static String one(Connection connection, String sql, String value) throws SQLException {
    try (PreparedStatement select = connection.prepareStatement(sql)) {
      select.setString(1, value);
      ResultSet rows = select.executeQuery();
      rows.next();
      String found = rows.getString(1);
      assertThat(rows.next()).as("one session of a quote").isFalse();
      return found;
    }
  }

  /** No epoch of a session was had by two owners, as the nodes' logs tell. */
  public static void checkOwners(String output) {
    Map<String, Integer> owners = new HashMap<>();
    Matcher lines = STARTED.matcher(output);
    while (lines.find()) {
      owners.merge(lines.group(1) + " " + lines.group(2), 1, Integer::sum);
    }
    assertThat(owners).isNotEmpty();
    owners.forEach((owner, count) -> assertThat(count).as("owners of " + owner).isEqualTo(1));
  }
}
