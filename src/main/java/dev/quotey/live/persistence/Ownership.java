package dev.quotey.live.persistence;

import dev.quotey.live.protocol.PersistenceMessage.Done;
import dev.quotey.live.protocol.PersistenceMessage.HoldSession;
import dev.quotey.live.protocol.PersistenceMessage.OpenSession;
import dev.quotey.live.protocol.PersistenceMessage.Reason;
import dev.quotey.live.protocol.PersistenceMessage.Refused;
import dev.quotey.live.protocol.PersistenceMessage.Reply;
import dev.quotey.live.protocol.PersistenceMessage.SessionOpened;
import dev.quotey.live.protocol.PersistenceMessage.SessionTaken;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.security.SecureRandom;
import java.util.HexFormat;

/** Who a session belongs to. Whoever takes it last owns it, unless a command holds it. One event loop. */
final class Ownership {
  private static final int SESSION_ID_BYTES = 10;
  private static final double MILLIS_PER_SECOND = 1_000;

  private final Pool pool;
  private final SecureRandom random = new SecureRandom();

  Ownership(Pool pool) {
    this.pool = pool;
  }

  /** @param run of the node that takes the session */
  Future<Reply> take(OpenSession open, String run) {
    return pool.withTransaction(connection -> take(connection, open, run));
  }

  private Future<Reply> take(SqlConnection connection, OpenSession open, String run) {
    String quote = open.quoteId().value();
    Tuple session = Tuple.of(newSessionId(), quote, open.userId());
    return connection
        .preparedQuery(Sql.CREATE_SESSION)
        .execute(session)
        .compose(
            created -> created.size() == 0 ? Future.succeededFuture() : begin(connection, session))
        .compose(
            begun -> connection.preparedQuery(Sql.TAKE_OWNERSHIP).execute(Tuple.of(quote, run)))
        .compose(rows -> rows.size() == 0
            ? notTaken(connection, quote)
            : forgetParticipants(connection, rows.iterator().next()));
  }

  private static Future<Reply> notTaken(SqlConnection connection, String quote) {
    return connection
        .preparedQuery(Sql.OPEN_SESSION)
        .execute(Tuple.of(quote))
        .map(rows -> new Refused(rows.size() == 0 ? Reason.QUOTE_NOT_FOUND : Reason.UNAVAILABLE));
  }

  private static Future<Reply> forgetParticipants(SqlConnection connection, Row taken) {
    SessionOpened opened = Rows.session(taken);
    return connection
        .preparedQuery(Sql.FORGET_PARTICIPANTS)
        .execute(Tuple.of(opened.sessionId().value()))
        .map(forgotten -> new SessionTaken(opened, Rows.stranded(taken, forgotten)));
  }

  private static Future<?> begin(SqlConnection connection, Tuple session) {
    String id = session.getString(0);
    return connection
        .preparedQuery(Sql.FIRST_SNAPSHOT)
        .execute(Tuple.of(id))
        .compose(kept -> connection
            .preparedQuery(Sql.AUDIT)
            .execute(Tuple.of(id, "created", session.getString(2), "quote opened")));
  }

  /** @param run of the process whose session it is to be */
  Future<Reply> hold(HoldSession hold, String run) {
    double seconds = hold.time().toMillis() / MILLIS_PER_SECOND;
    return pool.preparedQuery(Sql.HOLD_SESSION)
        .execute(Tuple.of(hold.quoteId().value(), run, seconds))
        .map(new Done());
  }

  private String newSessionId() {
    byte[] bytes = new byte[SESSION_ID_BYTES];
    random.nextBytes(bytes);
    return "s_" + HexFormat.of().formatHex(bytes);
  }
}
