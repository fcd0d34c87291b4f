package dev.quotey.live.persistence;

import dev.quotey.live.protocol.PersistenceMessage.EditedSessions;
import dev.quotey.live.protocol.PersistenceMessage.KeepKpis;
import dev.quotey.live.protocol.PersistenceMessage.KpiCounted;
import dev.quotey.live.protocol.PersistenceMessage.KpiTimes;
import dev.quotey.live.protocol.PersistenceMessage.ReadKpis;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;

/** What was counted for the KPIs, to and from rows. */
final class KpiRows {
  private static final double NANOS_PER_SECOND = 1e9;

  private KpiRows() {}

  static Tuple kept(KeepKpis keep) {
    JsonObject counts = new JsonObject();
    keep.counts().forEach(counts::put);
    return Tuple.of(keep.minute().atOffset(ZoneOffset.UTC), keep.run(), counts);
  }

  static Tuple span(ReadKpis read) {
    return Tuple.of(
        read.from().atOffset(ZoneOffset.UTC),
        read.to().atOffset(ZoneOffset.UTC),
        read.step().toNanos() / NANOS_PER_SECOND);
  }

  static KpiTimes times(RowSet<Row> counts, RowSet<Row> edited) {
    Map<Instant, Map<String, KpiCounted>> counted = new HashMap<>();
    counts.forEach(row -> counted
        .computeIfAbsent(at(row), one -> new HashMap<>())
        .put(row.getString("key"), new KpiCounted(row.getLong("total"), row.getLong("most"))));
    Map<Instant, EditedSessions> sessions = new HashMap<>();
    edited.forEach(row -> sessions.put(
        at(row),
        new EditedSessions(
            row.getLong("sessions"),
            row.getLong("shared"),
            row.getLong("edits"),
            row.getLong("edits_in_shared"))));
    return new KpiTimes(counted, sessions);
  }

  private static Instant at(Row row) {
    return row.getOffsetDateTime("at").toInstant();
  }
}
