package dev.quotey.live.persistence;

import dev.quotey.live.core.json.JsonText;
import dev.quotey.live.core.json.JsonValue;
import dev.quotey.live.core.sync.ClientId;
import dev.quotey.live.core.sync.QuoteId;
import dev.quotey.live.core.sync.SessionId;
import dev.quotey.live.metrics.DatabaseMeters;
import dev.quotey.live.protocol.Address;
import dev.quotey.live.protocol.Bus;
import dev.quotey.live.protocol.Checkpoint;
import dev.quotey.live.protocol.Door;
import dev.quotey.live.protocol.Letter;
import dev.quotey.live.protocol.PersistenceMessage.Append;
import dev.quotey.live.protocol.PersistenceMessage.Audit;
import dev.quotey.live.protocol.PersistenceMessage.AuditTrail;
import dev.quotey.live.protocol.PersistenceMessage.BeatNode;
import dev.quotey.live.protocol.PersistenceMessage.Changes;
import dev.quotey.live.protocol.PersistenceMessage.CloseSession;
import dev.quotey.live.protocol.PersistenceMessage.CreateQuote;
import dev.quotey.live.protocol.PersistenceMessage.Done;
import dev.quotey.live.protocol.PersistenceMessage.ForgetNode;
import dev.quotey.live.protocol.PersistenceMessage.HoldSession;
import dev.quotey.live.protocol.PersistenceMessage.IdleQuotes;
import dev.quotey.live.protocol.PersistenceMessage.KeepKpis;
import dev.quotey.live.protocol.PersistenceMessage.ListQuotes;
import dev.quotey.live.protocol.PersistenceMessage.ListSessions;
import dev.quotey.live.protocol.PersistenceMessage.LoadSession;
import dev.quotey.live.protocol.PersistenceMessage.NoteActivity;
import dev.quotey.live.protocol.PersistenceMessage.NoteJoined;
import dev.quotey.live.protocol.PersistenceMessage.NoteLeft;
import dev.quotey.live.protocol.PersistenceMessage.OpenSession;
import dev.quotey.live.protocol.PersistenceMessage.PruneTokens;
import dev.quotey.live.protocol.PersistenceMessage.Quotes;
import dev.quotey.live.protocol.PersistenceMessage.ReadAudit;
import dev.quotey.live.protocol.PersistenceMessage.ReadChanges;
import dev.quotey.live.protocol.PersistenceMessage.ReadIdle;
import dev.quotey.live.protocol.PersistenceMessage.ReadKpis;
import dev.quotey.live.protocol.PersistenceMessage.ReadNewest;
import dev.quotey.live.protocol.PersistenceMessage.ReadQuote;
import dev.quotey.live.protocol.PersistenceMessage.ReadRevision;
import dev.quotey.live.protocol.PersistenceMessage.ReadRevocations;
import dev.quotey.live.protocol.PersistenceMessage.ReadSession;
import dev.quotey.live.protocol.PersistenceMessage.ReadSessions;
import dev.quotey.live.protocol.PersistenceMessage.ReadSnapshots;
import dev.quotey.live.protocol.PersistenceMessage.ReadSuccessors;
import dev.quotey.live.protocol.PersistenceMessage.Reason;
import dev.quotey.live.protocol.PersistenceMessage.Refused;
import dev.quotey.live.protocol.PersistenceMessage.Reply;
import dev.quotey.live.protocol.PersistenceMessage.Request;
import dev.quotey.live.protocol.PersistenceMessage.Revision;
import dev.quotey.live.protocol.PersistenceMessage.RevokeUser;
import dev.quotey.live.protocol.PersistenceMessage.SaveSnapshot;
import dev.quotey.live.protocol.PersistenceMessage.SessionClosed;
import dev.quotey.live.protocol.PersistenceMessage.SessionIds;
import dev.quotey.live.protocol.PersistenceMessage.SessionLoaded;
import dev.quotey.live.protocol.PersistenceMessage.Sessions;
import dev.quotey.live.protocol.PersistenceMessage.Snapshot;
import dev.quotey.live.protocol.PersistenceMessage.Snapshots;
import dev.quotey.live.protocol.PersistenceMessage.SpendTicket;
import dev.quotey.live.protocol.SessionForm;
import dev.quotey.live.transport.CoalescingEpoll;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.json.JsonObject;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.pubsub.PgSubscriber;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;

/** Serves the database at {@link Address#PERSISTENCE}. */
public final class PersistenceVerticle extends VerticleBase {
  /** Changes kept in memory before the head, so that clients can come back from further behind. */
  private static final int HISTORY_LOADED_MIN = 1_000;

  /** Queries that wait for a connection, appends aside. */
  private static final int QUERIES_WAITING_MAX = 2_000;

  private static final long RECONNECT_MILLIS = 500;

  private final PgConnectOptions connect;
  private final int poolSize;
  private final String auditKey;
  private final DatabaseMeters meters;
  private final UUID run = UUID.randomUUID();
  private Pool pool;
  private AppendQueue appends;
  private PgSubscriber owners;
  private Ownership ownership;

  /** @param auditKey signs the checkpoints of the log; it is nowhere in the database */
  public PersistenceVerticle(
      DatabaseLocation location, int poolSize, String auditKey, DatabaseMeters meters) {
    this(location, DatabaseRole.APPLICATION, poolSize, auditKey, meters);
  }

  /** @param role what it may do; what it may not, fails */
  public PersistenceVerticle(
      DatabaseLocation location,
      DatabaseRole role,
      int poolSize,
      String auditKey,
      DatabaseMeters meters) {
    this.auditKey = auditKey;
    this.meters = meters;
    this.connect = location.connectOptions(role);
    this.poolSize = poolSize;
  }

  @Override
  public Future<?> start() {
    pool = BoundedPool.create(vertx, "database", connect, poolSize, QUERIES_WAITING_MAX);
    ownership = new Ownership(pool);
    Duration kept = poolSize > 1 ? LogConnection.KEPT : Duration.ZERO;
    LogConnection log = new LogConnection(vertx, pool, kept);
    appends = new AppendQueue(vertx, pool, log, meters, CoalescingEpoll::coalesces);
    owners = PgSubscriber.subscriber(vertx, connect).reconnectPolicy(retries -> RECONNECT_MILLIS);
    owners.channel(Sql.OWNERS_CHANNEL).handler(this::announce);
    return owners
        .connect()
        .compose(done -> Bus.<Request, Reply>serve(vertx, Address.PERSISTENCE, this::answer));
  }

  @Override
  public Future<?> stop() {
    return Future.join(owners.close(), pool.close());
  }

  /** A session that another process has taken over retires here at once, not at its next append. */
  private void announce(String taken) {
    int space = taken.indexOf(' ');
    SessionId session = new SessionId(taken.substring(0, space));
    JsonObject owner = SessionForm.owner(Long.parseLong(taken.substring(space + 1)));
    Letter.ofSystem(session, Door.OWNER, owner).send(vertx, Address.session(session));
  }

  private Future<Reply> answer(Request request) {
    return switch (request) {
      case Append append -> appends.append(append);
      case OpenSession open -> ownership.take(open, run(open.ownerNode()));
      case HoldSession hold -> ownership.hold(hold, run(hold.node()));
      case LoadSession load -> load(load.sessionId());
      case SaveSnapshot save -> save(save);
      case ReadChanges read -> changes(read).map(reply -> reply);
      case ReadNewest read ->
        query(
                Sql.NEWEST_CHANGES,
                Tuple.of(
                    read.sessionId().value(),
                    read.beforeRevision(),
                    read.path().toString(),
                    read.limit()))
            .map(rows -> new Changes(Rows.list(rows, Rows::change)));
      case Audit audit -> query(Sql.AUDIT, audit(audit)).map(new Done());
      case NoteJoined join ->
        query(
                Sql.NOTE_JOINED,
                Tuple.of(join.sessionId().value(), join.userId(), join.name(), join.mayEdit()))
            .map(new Done());
      case NoteLeft left -> query(Sql.NOTE_LEFT, Rows.left(left)).map(new Done());
      case NoteActivity note ->
        query(
                Sql.NOTE_ACTIVITY,
                Tuple.of(
                    note.sessionId().value(),
                    note.ownerEpoch(),
                    note.at().atOffset(ZoneOffset.UTC)))
            .map(new Done());
      case BeatNode beat -> query(Sql.BEAT_NODE, Tuple.of(run(beat.node()))).map(Rows::ages);
      case ForgetNode forget ->
        query(Sql.FORGET_NODE, Tuple.of(run(forget.node()))).map(new Done());
      case CloseSession close -> close(close);
      case ReadSession read -> record(read.sessionId().value());
      case ReadSessions read ->
        query(Sql.SESSIONS_OF_QUOTE, Tuple.of(read.quoteId().value()))
            .map(rows -> new Sessions(Rows.list(rows, row -> Rows.record(row, List.of()))));
      case ReadAudit read ->
        query(Sql.AUDIT_TRAIL, Tuple.of(read.sessionId().value()))
            .map(rows -> new AuditTrail(Rows.list(rows, Rows::step)));
      case ReadSnapshots read ->
        query(Sql.SNAPSHOTS, Tuple.of(read.sessionId().value()))
            .map(rows -> new Snapshots(Rows.list(rows, Rows::snapshot)));
      case ReadRevision read -> revision(read);
      case ListSessions ignored ->
        query(Sql.SESSIONS, Tuple.tuple())
            .map(rows ->
                new SessionIds(Rows.list(rows, row -> new SessionId(row.getString("session_id")))));
      case ReadIdle idle ->
        query(Sql.IDLE, Tuple.of((double) idle.idle().toSeconds()))
            .map(rows ->
                new IdleQuotes(Rows.list(rows, row -> new QuoteId(row.getString("quote_id")))));
      case ReadSuccessors read ->
        query(Sql.SUCCESSORS, Rows.epochs(read.epochs())).map(Rows::epochs);
      case ListQuotes ignored ->
        query(Sql.QUOTES, Tuple.of(null)).map(rows -> new Quotes(Rows.list(rows, Rows::quote)));
      case ReadQuote read ->
        query(Sql.QUOTES, Tuple.of(read.quoteId().value()))
            .map(rows -> rows.size() == 0 ? refused(Reason.QUOTE_NOT_FOUND) : first(rows));
      case CreateQuote create -> create(create);
      case SpendTicket spend ->
        query(
                Sql.SPEND_TICKET,
                Tuple.of(spend.ticketId(), spend.expiresAt().atOffset(ZoneOffset.UTC)))
            .map(rows -> rows.size() == 0 ? refused(Reason.TICKET_SPENT) : new Done());
      case RevokeUser revoke ->
        query(Sql.REVOKE_USER, Tuple.of(revoke.userId())).map(Rows::revoked);
      case ReadRevocations read ->
        query(Sql.REVOCATIONS, Tuple.of(read.since().atOffset(ZoneOffset.UTC))).map(Rows::revoked);
      case PruneTokens prune ->
        query(Sql.PRUNE_TOKENS, Tuple.of((double) prune.longestLife().toSeconds()))
            .map(new Done());
      case KeepKpis keep -> query(Sql.KEEP_KPIS, KpiRows.kept(keep)).map(new Done());
      case ReadKpis read ->
        Future.all(
                query(Sql.KPI_COUNTS, KpiRows.span(read)),
                query(Sql.EDITED_SESSIONS, KpiRows.span(read).addValue(ClientId.SERVER.value())))
            .map(both -> KpiRows.times(both.resultAt(0), both.resultAt(1)));
    };
  }

  private static Reply first(RowSet<Row> rows) {
    return Rows.quote(rows.iterator().next());
  }

  /** A node of a cluster has a new name after each start, one that is alone always the same. */
  private String run(String node) {
    return vertx.isClustered() ? node : node + "@" + run;
  }

  private Future<Reply> load(SessionId session) {
    String id = session.value();
    return query(Sql.LOAD_SNAPSHOT, Tuple.of(id, -HISTORY_LOADED_MIN)).compose(rows -> {
      if (rows.size() == 0) {
        return Future.succeededFuture(refused(Reason.SESSION_NOT_FOUND));
      }
      Row snapshot = rows.iterator().next();
      long revision = snapshot.getLong("revision");
      ReadChanges tail = new ReadChanges(session, revision + 1, Integer.MAX_VALUE);
      return Future.all(query(Sql.LAST_SEQUENCES, Tuple.of(id, revision)), changes(tail))
          .map(both -> new SessionLoaded(
              revision,
              Rows.document(snapshot),
              snapshot.getString("hash"),
              Rows.sequences(both.resultAt(0)),
              both.<Changes>resultAt(1).changes()));
    });
  }

  private Future<Reply> save(SaveSnapshot save) {
    String session = save.sessionId().value();
    Tuple values = Tuple.of(
        session,
        save.ownerEpoch(),
        save.revision(),
        JsonText.write(save.document()),
        checkpoint(save.sessionId(), save.revision(), save.hash(), save.document()));
    return pool.withTransaction(connection -> connection
        .preparedQuery(Sql.SAVE_SNAPSHOT)
        .execute(values)
        .compose(rows -> rows.size() == 0
            ? Future.succeededFuture(refused(Reason.STALE_EPOCH))
            : project(connection, session, save.ownerEpoch(), save.revision())
                .compose(done -> connection
                    .preparedQuery(Sql.THIN_SNAPSHOTS)
                    .execute(Tuple.of(session, save.revision())))
                .map(new Done())));
  }

  private static Future<?> project(
      SqlConnection connection, String session, long epoch, long revision) {
    return connection.preparedQuery(Sql.PROJECT).execute(Tuple.of(session, epoch, revision));
  }

  private Future<Reply> close(CloseSession close) {
    String session = close.sessionId().value();
    Tuple values = Tuple.of(
        session,
        close.ownerEpoch(),
        close.revision(),
        JsonText.write(close.document()),
        close.actor(),
        close.reason(),
        checkpoint(close.sessionId(), close.revision(), close.hash(), close.document()));
    return pool.withTransaction(connection -> connection
        .preparedQuery(Sql.CLOSE_SESSION)
        .execute(values)
        .compose(rows -> rows.size() == 0
            ? Future.succeededFuture(refused(Reason.STALE_EPOCH))
            : project(connection, session, close.ownerEpoch(), close.revision())
                .map(closed(close, rows.iterator().next()))));
  }

  private static SessionClosed closed(CloseSession close, Row row) {
    return new SessionClosed(
        close.sessionId(),
        new QuoteId(row.getString("quote_id")),
        row.getOffsetDateTime("closed_at").toInstant(),
        close.reason(),
        close.revision());
  }

  private Future<Reply> revision(ReadRevision read) {
    Tuple place = Tuple.of(read.sessionId().value(), read.revision());
    return query(Sql.SNAPSHOT_BEFORE, place).compose(rows -> {
      if (rows.size() == 0) {
        return Future.succeededFuture(refused(Reason.SESSION_NOT_FOUND));
      }
      Snapshot snapshot = Rows.snapshot(rows.iterator().next());
      long from = snapshot.revision() + 1;
      int missing = (int) (read.revision() - snapshot.revision());
      return changes(new ReadChanges(read.sessionId(), from, missing))
          .map(tail -> new Revision(snapshot, tail.changes()));
    });
  }

  private String checkpoint(SessionId session, long revision, String hash, JsonValue document) {
    return Checkpoint.sign(session, revision, hash, document, auditKey).text();
  }

  private Future<Reply> record(String session) {
    return Future.all(
            query(Sql.SESSION, Tuple.of(session)), query(Sql.PARTICIPANTS, Tuple.of(session)))
        .map(both -> {
          RowSet<Row> found = both.resultAt(0);
          return found.size() == 0
              ? refused(Reason.SESSION_NOT_FOUND)
              : Rows.record(found.iterator().next(), Rows.list(both.resultAt(1), Rows::present));
        });
  }

  private Future<Changes> changes(ReadChanges read) {
    Tuple values = Tuple.of(read.sessionId().value(), read.fromRevision(), read.limit());
    return query(Sql.CHANGES, values).map(rows -> new Changes(Rows.list(rows, Rows::change)));
  }

  private Future<Reply> create(CreateQuote create) {
    Tuple values = Tuple.of(create.quoteId().value(), JsonText.write(create.document()));
    return query(Sql.CREATE_QUOTE, values)
        .map(rows -> rows.size() == 0 ? refused(Reason.QUOTE_EXISTS) : new Done());
  }

  private Future<RowSet<Row>> query(String sql, Tuple values) {
    return pool.preparedQuery(sql).execute(values);
  }

  private static Tuple audit(Audit audit) {
    return Tuple.of(audit.sessionId().value(), audit.event(), audit.actor(), audit.reason());
  }

  private static Reply refused(Reason reason) {
    return new Refused(reason);
  }
}
