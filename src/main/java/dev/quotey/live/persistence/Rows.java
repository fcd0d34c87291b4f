package dev.quotey.live.persistence;

import dev.quotey.live.core.json.JsonMap;
import dev.quotey.live.core.json.JsonNumber;
import dev.quotey.live.core.json.JsonText;
import dev.quotey.live.core.json.JsonValue;
import dev.quotey.live.core.sync.ClientId;
import dev.quotey.live.core.sync.CommittedChange;
import dev.quotey.live.core.sync.QuoteId;
import dev.quotey.live.core.sync.SessionId;
import dev.quotey.live.core.sync.VectorClock;
import dev.quotey.live.protocol.LoggedChange;
import dev.quotey.live.protocol.OperationForm;
import dev.quotey.live.protocol.PersistenceMessage.Append;
import dev.quotey.live.protocol.PersistenceMessage.Closing;
import dev.quotey.live.protocol.PersistenceMessage.Epochs;
import dev.quotey.live.protocol.PersistenceMessage.NodeAges;
import dev.quotey.live.protocol.PersistenceMessage.NoteLeft;
import dev.quotey.live.protocol.PersistenceMessage.Present;
import dev.quotey.live.protocol.PersistenceMessage.Revoked;
import dev.quotey.live.protocol.PersistenceMessage.SessionOpened;
import dev.quotey.live.protocol.PersistenceMessage.SessionRecord;
import dev.quotey.live.protocol.PersistenceMessage.Snapshot;
import dev.quotey.live.protocol.PersistenceMessage.Step;
import dev.quotey.live.protocol.PersistenceMessage.StoredQuote;
import dev.quotey.live.protocol.PersistenceMessage.Stranded;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** Rows to records, and records to parameters. */
final class Rows {
  /** A node that is there is at the database twice in this; one that was killed is missed later. */
  private static final double SILENT_SECONDS = 1;

  private static final double MILLIS_PER_SECOND = 1_000;

  private Rows() {}

  static <T> List<T> list(RowSet<Row> rows, Function<Row, T> mapper) {
    List<T> list = new ArrayList<>(rows.size());
    rows.forEach(row -> list.add(mapper.apply(row)));
    return list;
  }

  static SessionOpened session(Row row) {
    return new SessionOpened(
        new SessionId(row.getString("session_id")),
        new QuoteId(row.getString("quote_id")),
        row.getLong("owner_epoch"),
        row.getOffsetDateTime("created_at").toInstant(),
        row.getOffsetDateTime("last_activity").toInstant());
  }

  /**
   * @param taken with the silence of the owner before; null where it has stopped, and said so
   * @param forgotten who was still there
   */
  static Stranded stranded(Row taken, RowSet<Row> forgotten) {
    Double silentSeconds = taken.getDouble("silent_seconds");
    if (silentSeconds == null || silentSeconds < SILENT_SECONDS) {
      // The owner before is there, and tells itself how its people fared.
      return Stranded.NOBODY;
    }
    Set<String> users = new HashSet<>();
    forgotten.forEach(row -> users.add(row.getString("user_id")));
    return new Stranded(users, Duration.ofMillis((long) (silentSeconds * MILLIS_PER_SECOND)));
  }

  static SessionRecord record(Row row, List<Present> participants) {
    return new SessionRecord(
        session(row),
        participants,
        row.getLong("revision"),
        Optional.ofNullable(row.getOffsetDateTime("closed_at"))
            .map(at -> new Closing(at.toInstant(), row.getString("close_reason"))));
  }

  static Present present(Row row) {
    return new Present(
        row.getString("user_id"),
        row.getString("user_name"),
        row.getOffsetDateTime("joined_at").toInstant());
  }

  static Tuple left(NoteLeft left) {
    return Tuple.of(
        left.sessionId().value(),
        left.userId(),
        left.cursor().map(JsonText::write).orElse(null),
        left.selection().map(JsonText::write).orElse(null),
        left.reason());
  }

  static Snapshot snapshot(Row row) {
    return new Snapshot(row.getLong("revision"), document(row));
  }

  static Step step(Row row) {
    return new Step(
        row.getString("event"),
        row.getString("actor"),
        row.getString("reason"),
        row.getOffsetDateTime("at").toInstant());
  }

  static StoredQuote quote(Row row) {
    return new StoredQuote(
        new QuoteId(row.getString("quote_id")),
        document(row),
        row.getOffsetDateTime("updated_at").toInstant(),
        Optional.ofNullable(row.getString("session_id")).map(SessionId::new));
  }

  static NodeAges ages(RowSet<Row> rows) {
    Map<String, Duration> ages = new HashMap<>();
    rows.forEach(row -> ages.put(
        row.getString("node"), Duration.ofMillis((long) (row.getDouble("age_seconds") * 1_000))));
    return new NodeAges(ages);
  }

  static Tuple epochs(Map<SessionId, Long> epochs) {
    String[] sessions = epochs.keySet().stream().map(SessionId::value).toArray(String[]::new);
    Long[] numbers = epochs.values().toArray(Long[]::new);
    return Tuple.tuple().addArrayOfString(sessions).addArrayOfLong(numbers);
  }

  static Epochs epochs(RowSet<Row> rows) {
    Map<SessionId, Long> epochs = new HashMap<>();
    rows.forEach(
        row -> epochs.put(new SessionId(row.getString("session_id")), row.getLong("owner_epoch")));
    return new Epochs(epochs);
  }

  /** The last revisions of appends, and of which sessions. */
  static Tuple lastRevisions(List<Append> appends) {
    String[] sessions =
        appends.stream().map(append -> append.sessionId().value()).toArray(String[]::new);
    Long[] revisions = appends.stream()
        .map(append -> append.baseRevision() + append.changes().size())
        .toArray(Long[]::new);
    return Tuple.tuple().addArrayOfString(sessions).addArrayOfLong(revisions);
  }

  static JsonValue document(Row row) {
    return SharedNames.in(JsonText.parse(row.getString("document")));
  }

  static Map<ClientId, Long> sequences(RowSet<Row> rows) {
    Map<ClientId, Long> sequences = new HashMap<>();
    rows.forEach(
        row -> sequences.put(new ClientId(row.getString("client_id")), row.getLong("client_seq")));
    return sequences;
  }

  static LoggedChange change(Row row) {
    CommittedChange change = new CommittedChange(
        row.getLong("revision"),
        new ClientId(row.getString("client_id")),
        row.getLong("client_seq"),
        row.getLong("base_revision"),
        OperationForm.read(JsonText.parse(row.getString("submitted"))),
        OperationForm.read(JsonText.parse(row.getString("committed"))),
        clock(JsonText.parse(row.getString("vector_clock"))),
        List.of());
    return new LoggedChange(
        change,
        row.getString("actor"),
        row.getString("actor_name"),
        Optional.ofNullable(row.getString("hashed_name")),
        row.getOffsetDateTime("server_time").toInstant(),
        row.getString("hash"));
  }

  private static VectorClock clock(JsonValue json) {
    Map<ClientId, Long> sequences = new HashMap<>();
    if (json instanceof JsonMap map) {
      map.forEach((client, sequence) -> {
        if (sequence instanceof JsonNumber number) {
          sequences.put(new ClientId(client), number.value().longValueExact());
        }
      });
    }
    return VectorClock.of(sequences);
  }

  static Revoked revoked(RowSet<Row> rows) {
    Map<String, Instant> until = new HashMap<>();
    rows.forEach(row ->
        until.put(row.getString("user_id"), row.getOffsetDateTime("revoked_at").toInstant()));
    return new Revoked(until);
  }

  /** The parameters of {@link Sql#APPEND}: an array for each column. */
  static Tuple appends(List<Append> appends) {
    int size = 0;
    for (Append append : appends) {
      size += append.changes().size();
    }
    String[] session = new String[size];
    Long[] revision = new Long[size];
    Long[] base = new Long[size];
    String[] actor = new String[size];
    String[] client = new String[size];
    Long[] sequence = new Long[size];
    String[] clock = new String[size];
    OffsetDateTime[] time = new OffsetDateTime[size];
    String[] submitted = new String[size];
    String[] committed = new String[size];
    Long[] epoch = new Long[size];
    String[] hash = new String[size];
    int i = 0;
    for (Append append : appends) {
      for (LoggedChange logged : append.changes()) {
        CommittedChange change = logged.change();
        session[i] = append.sessionId().value();
        revision[i] = change.revision();
        base[i] = change.baseRevision();
        actor[i] = logged.actor();
        client[i] = change.clientId().value();
        sequence[i] = change.clientSequence();
        clock[i] = logged.text().clock();
        time[i] = logged.serverTime().atOffset(ZoneOffset.UTC);
        submitted[i] = logged.text().submitted();
        committed[i] = logged.text().committed();
        epoch[i] = append.ownerEpoch();
        hash[i] = logged.hash();
        i++;
      }
    }
    return Tuple.tuple()
        .addArrayOfString(session)
        .addArrayOfLong(revision)
        .addArrayOfLong(base)
        .addArrayOfString(actor)
        .addArrayOfString(client)
        .addArrayOfLong(sequence)
        .addArrayOfString(clock)
        .addArrayOfOffsetDateTime(time)
        .addArrayOfString(submitted)
        .addArrayOfString(committed)
        .addArrayOfLong(epoch)
        .addArrayOfString(hash);
  }
}
