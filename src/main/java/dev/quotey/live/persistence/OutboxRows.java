package dev.quotey.live.persistence;

import dev.quotey.live.core.sync.QuoteId;
import dev.quotey.live.core.sync.SessionId;
import dev.quotey.live.protocol.Grants;
import dev.quotey.live.protocol.OutboxMessage.Author;
import dev.quotey.live.protocol.OutboxMessage.BeginStory;
import dev.quotey.live.protocol.OutboxMessage.Card;
import dev.quotey.live.protocol.OutboxMessage.Known;
import dev.quotey.live.protocol.OutboxMessage.NoteFailed;
import dev.quotey.live.protocol.OutboxMessage.Notice;
import dev.quotey.live.protocol.OutboxMessage.Person;
import dev.quotey.live.protocol.OutboxMessage.Priority;
import dev.quotey.live.protocol.OutboxMessage.Received;
import dev.quotey.live.protocol.OutboxMessage.Story;
import dev.quotey.live.protocol.OutboxMessage.Told;
import dev.quotey.live.protocol.OutboxMessage.UnsentNotice;
import dev.quotey.live.protocol.OutboxMessage.WaitingNotice;
import dev.quotey.live.protocol.OutboxMessage.Warned;
import dev.quotey.live.protocol.PersistenceMessage.Closing;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Rows of the outbox to records, and records to parameters. */
final class OutboxRows {
  private OutboxRows() {}

  static Story story(Row row, List<Person> people) {
    return new Story(
        new SessionId(row.getString("session_id")),
        new QuoteId(row.getString("quote_id")),
        time(row, "created_at").orElseThrow(),
        time(row, "closed_at").map(at -> new Closing(at, row.getString("close_reason"))),
        row.getLong("revision"),
        row.getLong("new_approval_revision"),
        time(row, "warned_at").map(at -> new Warned(row.getLong("warned_id"), at)),
        people,
        row.getLong("told_revision") == null ? Optional.empty() : Optional.of(card(row)),
        time(row, "read_at").orElseThrow());
  }

  private static Card card(Row row) {
    return new Card(
        new Told(
            row.getLong("told_revision"),
            row.getLong("approval_revision"),
            row.getLong("warning_id"),
            row.getBoolean("ended")),
        row.getBoolean("muted"),
        Optional.ofNullable(row.getString("ts")),
        row.getString("shown"),
        row.getString("channel"),
        Optional.ofNullable(row.getString("thread_ts")),
        time(row, "digest_at"));
  }

  static Person person(Row row) {
    return new Person(row.getString("user_id"), row.getString("user_name"), time(row, "active_at"));
  }

  static Author author(Row row) {
    return new Author(row.getString("actor"), row.getString("actor_name"), row.getLong("changes"));
  }

  static Tuple begin(BeginStory begin) {
    return Tuple.of(
        begin.sessionId().value(),
        begin.quoteId().value(),
        begin.channel(),
        begin.from().revision(),
        begin.from().approvalRevision(),
        begin.from().warningId());
  }

  static Tuple failed(NoteFailed failed) {
    return Tuple.of(
        failed.noticeId(),
        failed.error(),
        failed.pause().toMillis() / 1000.0,
        failed.attempted(),
        failed.dead());
  }

  static WaitingNotice waiting(Row row) {
    return new WaitingNotice(
        row.getLong("notice_id"),
        new QuoteId(row.getString("quote_id")),
        row.getString("channel"),
        Optional.ofNullable(row.getString("thread_ts")),
        new Notice(
            row.getString("dedupe_key"),
            Priority.ofRank(row.getInteger("priority")),
            row.getJsonObject("content")),
        row.getInteger("attempts"),
        time(row, "created_at").orElseThrow());
  }

  static Received received(Row row) {
    return new Received(
        row.getString("envelope_key"), row.getString("kind"), row.getJsonObject("payload"));
  }

  static Known known(Row row) {
    return new Known(
        row.getString("user_id"),
        row.getString("user_name"),
        Grants.read(row.getJsonObject("grants")));
  }

  static UnsentNotice unsent(Row row) {
    return new UnsentNotice(
        row.getLong("notice_id"),
        row.getString("dedupe_key"),
        row.getInteger("attempts"),
        row.getBoolean("dead"),
        row.getString("last_error"),
        time(row, "created_at").orElseThrow());
  }

  private static Optional<Instant> time(Row row, String column) {
    return Optional.ofNullable(row.getOffsetDateTime(column)).map(at -> at.toInstant());
  }
}
