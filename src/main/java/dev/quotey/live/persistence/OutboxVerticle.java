package dev.quotey.live.persistence;

import dev.quotey.live.core.sync.SessionId;
import dev.quotey.live.protocol.Address;
import dev.quotey.live.protocol.Bus;
import dev.quotey.live.protocol.OutboxMessage.Answer;
import dev.quotey.live.protocol.OutboxMessage.Authors;
import dev.quotey.live.protocol.OutboxMessage.BeginStory;
import dev.quotey.live.protocol.OutboxMessage.Claim;
import dev.quotey.live.protocol.OutboxMessage.EndTurn;
import dev.quotey.live.protocol.OutboxMessage.FindPerson;
import dev.quotey.live.protocol.OutboxMessage.LinkPerson;
import dev.quotey.live.protocol.OutboxMessage.Mute;
import dev.quotey.live.protocol.OutboxMessage.NoStory;
import dev.quotey.live.protocol.OutboxMessage.NoteCard;
import dev.quotey.live.protocol.OutboxMessage.NoteDone;
import dev.quotey.live.protocol.OutboxMessage.NoteFailed;
import dev.quotey.live.protocol.OutboxMessage.NoteSent;
import dev.quotey.live.protocol.OutboxMessage.NoteThread;
import dev.quotey.live.protocol.OutboxMessage.NoteUser;
import dev.quotey.live.protocol.OutboxMessage.Notice;
import dev.quotey.live.protocol.OutboxMessage.ReadAuthors;
import dev.quotey.live.protocol.OutboxMessage.ReadStory;
import dev.quotey.live.protocol.OutboxMessage.ReadUndone;
import dev.quotey.live.protocol.OutboxMessage.ReadUnsent;
import dev.quotey.live.protocol.OutboxMessage.ReadUntold;
import dev.quotey.live.protocol.OutboxMessage.ReadWaiting;
import dev.quotey.live.protocol.OutboxMessage.Receive;
import dev.quotey.live.protocol.OutboxMessage.Reply;
import dev.quotey.live.protocol.OutboxMessage.Request;
import dev.quotey.live.protocol.OutboxMessage.Revive;
import dev.quotey.live.protocol.OutboxMessage.Sessions;
import dev.quotey.live.protocol.OutboxMessage.Story;
import dev.quotey.live.protocol.OutboxMessage.TakeTurn;
import dev.quotey.live.protocol.OutboxMessage.Tell;
import dev.quotey.live.protocol.OutboxMessage.Told;
import dev.quotey.live.protocol.OutboxMessage.Undone;
import dev.quotey.live.protocol.OutboxMessage.Unknown;
import dev.quotey.live.protocol.OutboxMessage.Unsent;
import dev.quotey.live.protocol.OutboxMessage.Waiting;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.function.Function;

/**
 * Keeps what Slack is to be told and what has come from there, at {@link Address#OUTBOX}. It has
 * connections of its own, few of them, so that nothing about Slack stands before an edit.
 */
public final class OutboxVerticle extends VerticleBase {
  private static final int CONNECTIONS = 2;
  private static final int WAITING_MAX = 500;
  private static final long FORGET_MILLIS = Duration.ofHours(1).toMillis();

  private final PgConnectOptions connect;
  private final int sentDays;
  private Pool pool;

  /** @param sentDays how long messages that were sent are kept; 0 for ever */
  public OutboxVerticle(DatabaseLocation location, int sentDays) {
    this.connect = location.connectOptions(DatabaseRole.APPLICATION);
    this.sentDays = sentDays;
  }

  @Override
  public Future<?> start() {
    pool = BoundedPool.create(vertx, "outbox", connect, CONNECTIONS, WAITING_MAX);
    if (sentDays > 0) {
      vertx.setPeriodic(FORGET_MILLIS, timer -> query(OutboxSql.FORGET_SENT, Tuple.of(sentDays)));
    }
    return Bus.<Request, Reply>serve(vertx, Address.OUTBOX, this::answer);
  }

  @Override
  public Future<?> stop() {
    return pool.close();
  }

  private Future<Reply> answer(Request request) {
    return switch (request) {
      case TakeTurn take -> found(OutboxSql.TAKE_TURN, Tuple.of(take.node(), seconds(take.time())));
      case EndTurn end -> done(OutboxSql.END_TURN, Tuple.of(end.node()));
      case ReadUntold ignored ->
        rows(
            OutboxSql.UNTOLD,
            Tuple.tuple(),
            row -> new SessionId(row.getString("session_id")),
            Sessions::new);
      case ReadStory read -> story(read.sessionId().value());
      case ReadAuthors read ->
        rows(
            OutboxSql.AUTHORS,
            Tuple.of(read.sessionId().value()),
            OutboxRows::author,
            Authors::new);
      case BeginStory begin -> done(OutboxSql.BEGIN_STORY, OutboxRows.begin(begin));
      case Tell tell -> pool.withTransaction(connection -> tell(connection, tell));
      case Mute mute -> done(OutboxSql.MUTE, Tuple.of(mute.sessionId().value(), mute.muted()));
      case ReadWaiting read ->
        rows(OutboxSql.WAITING, Tuple.of(read.limit()), OutboxRows::waiting, Waiting::new);
      case Claim claim ->
        found(OutboxSql.CLAIM, Tuple.of(claim.noticeId(), claim.node(), seconds(claim.time())));
      case NoteSent sent -> done(OutboxSql.NOTE_SENT, Tuple.of(sent.noticeId(), sent.ts()));
      case NoteFailed failed -> done(OutboxSql.NOTE_FAILED, OutboxRows.failed(failed));
      case NoteThread thread ->
        done(
            OutboxSql.NOTE_THREAD,
            Tuple.of(
                thread.quoteId().value(), thread.channel(), thread.threadTs().orElse(null)));
      case NoteCard card ->
        done(
            OutboxSql.NOTE_CARD,
            Tuple.of(card.sessionId().value(), card.ts().orElse(null), card.shown()));
      case Receive receive ->
        found(OutboxSql.RECEIVE, Tuple.of(receive.key(), receive.kind(), receive.payload()));
      case NoteDone note -> done(OutboxSql.NOTE_DONE, Tuple.of(note.key()));
      case ReadUndone read ->
        rows(OutboxSql.UNDONE, Tuple.of(seconds(read.age())), OutboxRows::received, Undone::new);
      case NoteUser user ->
        done(
            OutboxSql.NOTE_USER,
            Tuple.of(user.email(), user.userId(), user.name(), user.grants().write()));
      case LinkPerson link ->
        done(
            OutboxSql.LINK_PERSON,
            Tuple.of(link.slackUser(), link.userId(), link.name(), link.grants().write()));
      case FindPerson find ->
        query(OutboxSql.FIND_PERSON, Tuple.of(find.slackUser(), find.email()))
            .map(rows -> rows.size() == 0
                ? new Unknown()
                : OutboxRows.known(rows.iterator().next()));
      case ReadUnsent ignored ->
        rows(OutboxSql.UNSENT, Tuple.tuple(), OutboxRows::unsent, Unsent::new);
      case Revive revive ->
        done(OutboxSql.REVIVE, Tuple.of(revive.noticeIds().toArray(Long[]::new)));
    };
  }

  private Future<Reply> story(String session) {
    return query(OutboxSql.STORY, Tuple.of(session)).compose(rows -> {
      if (rows.size() == 0) {
        return Future.succeededFuture(new NoStory());
      }
      Row row = rows.iterator().next();
      return query(OutboxSql.PEOPLE, Tuple.of(session)).compose(people -> {
        Story story = OutboxRows.story(row, Rows.list(people, OutboxRows::person));
        return query(OutboxSql.LOOKED_AT, Tuple.of(session, story.at().atOffset(ZoneOffset.UTC)))
            .map(story);
      });
    });
  }

  private static Future<Reply> tell(SqlConnection connection, Tell tell) {
    Told told = tell.told();
    Future<?> done = connection
        .preparedQuery(OutboxSql.NOTE_TOLD)
        .execute(Tuple.of(
            tell.sessionId().value(),
            told.revision(),
            told.approvalRevision(),
            told.warningId(),
            told.ended()));
    if (tell.digest()) {
      done = done.compose(before -> connection
          .preparedQuery(OutboxSql.NOTE_DIGEST)
          .execute(Tuple.of(tell.quoteId().value())));
    }
    List<Tuple> notices = tell.notices().stream()
        .map((Notice notice) -> Tuple.of(
            notice.key(), tell.quoteId().value(), notice.priority().rank(), notice.content()))
        .toList();
    if (!notices.isEmpty()) {
      done = done.compose(
          before -> connection.preparedQuery(OutboxSql.PUT_NOTICE).executeBatch(notices));
    }
    return done.map(new Answer(true));
  }

  private <T> Future<Reply> rows(
      String sql, Tuple values, Function<Row, T> mapper, Function<List<T>, Reply> reply) {
    return query(sql, values).map(rows -> reply.apply(Rows.list(rows, mapper)));
  }

  /** Whether there was something to do. */
  private Future<Reply> found(String sql, Tuple values) {
    return query(sql, values).map(rows -> new Answer(rows.size() > 0));
  }

  private Future<Reply> done(String sql, Tuple values) {
    return query(sql, values).map(rows -> new Answer(rows.rowCount() > 0));
  }

  private Future<RowSet<Row>> query(String sql, Tuple values) {
    return pool.preparedQuery(sql).execute(values);
  }

  private static double seconds(Duration duration) {
    return duration.toMillis() / 1000.0;
  }
}
