package dev.quotey.live.server;

import dev.quotey.live.core.json.JsonMap;
import dev.quotey.live.core.json.JsonNumber;
import dev.quotey.live.core.json.JsonText;
import dev.quotey.live.core.sync.ClientId;
import dev.quotey.live.core.sync.CommittedChange;
import dev.quotey.live.core.sync.QuoteId;
import dev.quotey.live.core.sync.SessionId;
import dev.quotey.live.core.sync.VectorClock;
import dev.quotey.live.protocol.LogChain;
import dev.quotey.live.protocol.LoggedChange;
import dev.quotey.live.protocol.OperationForm;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Somebody who owns the database and knows how the chain is made, but not the key. */
final class Tampering {
  private Tampering() {}

  /** Gives the change at {@code revision} another actor, and all from there on new hashes. */
  static void alterAndRehash(Connection connection, String session, String quote, long revision)
      throws SQLException {
    SessionId id = new SessionId(session);
    try (Statement read = connection.createStatement();
        PreparedStatement write = connection.prepareStatement(
            "UPDATE session_operations SET actor = ?, hash = ? WHERE revision = ?")) {
      ResultSet start =
          read.executeQuery("SELECT document::text FROM session_snapshots WHERE revision = 0");
      start.next();
      String hash = LogChain.start(id, new QuoteId(quote), JsonText.parse(start.getString(1)));
      ResultSet rows = read.executeQuery("SELECT * FROM session_operations ORDER BY revision");
      while (rows.next()) {
        String actor = rows.getLong("revision") == revision ? "ben" : rows.getString("actor");
        LoggedChange forged = LoggedChange.following(
            hash,
            id,
            change(rows),
            actor,
            rows.getString("actor_name"),
            rows.getObject("server_time", OffsetDateTime.class).toInstant());
        hash = forged.hash();
        write.setString(1, actor);
        write.setString(2, hash);
        write.setLong(3, rows.getLong("revision"));
        write.executeUpdate();
      }
    }
  }

  private static CommittedChange change(ResultSet row) throws SQLException {
    Map<ClientId, Long> clock = new HashMap<>();
    ((JsonMap) JsonText.parse(row.getString("vector_clock")))
        .forEach((client, sequence) ->
            clock.put(new ClientId(client), ((JsonNumber) sequence).value().longValueExact()));
    return new CommittedChange(
        row.getLong("revision"),
        new ClientId(row.getString("client_id")),
        row.getLong("client_seq"),
        row.getLong("base_revision"),
        OperationForm.read(JsonText.parse(row.getString("submitted"))),
        OperationForm.read(JsonText.parse(row.getString("committed"))),
        VectorClock.of(clock),
        List.of());
  }
}
