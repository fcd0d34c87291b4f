package dev.quotey.live.persistence;

import dev.quotey.live.protocol.PersistenceMessage.Append;
import dev.quotey.live.protocol.PersistenceMessage.Appended;
import dev.quotey.live.protocol.PersistenceMessage.Reason;
import dev.quotey.live.protocol.PersistenceMessage.Refused;
import dev.quotey.live.protocol.PersistenceMessage.Reply;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Group commit: while a statement is under way, appends gather; then the appends of many sessions
 * go into the log as one statement, which is one transaction. One event loop.
 */
final class AppendQueue {
  /** Appends waiting. */
  static final int WAITING_MAX = 10_000;

  /** Appends joined into one statement. */
  static final int GROUP_MAX = 256;

  private static final String UNIQUE_VIOLATION = "23505";
  private static final String DENSE_VIOLATION = "QL002";

  private final Pool pool;
  private final ArrayDeque<Waiting> waiting = new ArrayDeque<>();
  private boolean underWay;

  private record Waiting(Append append, Promise<Reply> reply) {}

  AppendQueue(Pool pool) {
    this.pool = pool;
  }

  /** Fails when it is not known whether the changes are in the log; the owner must look. */
  Future<Reply> append(Append append) {
    if (waiting.size() >= WAITING_MAX) {
      return Future.succeededFuture(new Refused(Reason.OVERLOADED));
    }
    Promise<Reply> reply = Promise.promise();
    waiting.add(new Waiting(append, reply));
    writeNext();
    return reply.future();
  }

  private void writeNext() {
    if (underWay || waiting.isEmpty()) {
      return;
    }
    underWay = true;
    List<Waiting> group = new ArrayList<>();
    Set<String> sessions = new HashSet<>();
    // A session stands once in a group: a second append of it must not follow a refused first.
    while (!waiting.isEmpty()
        && group.size() < GROUP_MAX
        && sessions.add(waiting.peek().append().sessionId().value())) {
      group.add(waiting.poll());
    }
    write(group).onComplete(done -> {
      underWay = false;
      writeNext();
    });
  }

  private Future<Void> write(List<Waiting> group) {
    List<Append> appends = group.stream().map(Waiting::append).toList();
    return pool.preparedQuery(Sql.APPEND)
        .execute(Rows.appends(appends))
        .<Void>map(rows -> {
          answer(group, rows);
          return null;
        })
        .recover(fault -> isRefusal(fault) ? separate(group) : failAll(group, fault));
  }

  private void answer(List<Waiting> group, RowSet<Row> rows) {
    Set<String> written = new HashSet<>();
    rows.forEach(row -> written.add(row.getString("session_id")));
    for (Waiting one : group) {
      Append append = one.append();
      one.reply()
          .complete(
              written.contains(append.sessionId().value())
                  ? new Appended(append.baseRevision() + append.changes().size())
                  : new Refused(Reason.STALE_EPOCH));
    }
  }

  /** One append of the group was refused, and the others with it: each goes on its own. */
  private Future<Void> separate(List<Waiting> group) {
    if (group.size() == 1) {
      group.getFirst().reply().complete(new Refused(Reason.REVISION_TAKEN));
      return Future.succeededFuture();
    }
    Future<Void> chain = Future.succeededFuture();
    for (Waiting one : group) {
      chain = chain.compose(done -> write(List.of(one)));
    }
    return chain;
  }

  private static Future<Void> failAll(List<Waiting> group, Throwable fault) {
    group.forEach(one -> one.reply().fail(fault));
    return Future.succeededFuture();
  }

  private static boolean isRefusal(Throwable fault) {
    return fault instanceof PgException pg
        && (UNIQUE_VIOLATION.equals(pg.getSqlState()) || DENSE_VIOLATION.equals(pg.getSqlState()));
  }
}
