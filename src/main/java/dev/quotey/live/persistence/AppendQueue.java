package dev.quotey.live.persistence;

import dev.quotey.live.metrics.DatabaseMeters;
import dev.quotey.live.protocol.PersistenceMessage.Append;
import dev.quotey.live.protocol.PersistenceMessage.Appended;
import dev.quotey.live.protocol.PersistenceMessage.Reason;
import dev.quotey.live.protocol.PersistenceMessage.Refused;
import dev.quotey.live.protocol.PersistenceMessage.Reply;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Group commit: while a statement is under way, appends gather; then the appends of many sessions
 * go into the log as one statement, which is one transaction. One event loop.
 */
final class AppendQueue {
  /** Appends waiting. */
  static final int WAITING_MAX = 10_000;

  /** Appends joined into one statement. */
  static final int GROUP_MAX = 256;

  /** So many appends are worth a statement. */
  private static final int GATHERED = 4;

  private static final long GATHER_MILLIS = 1;

  /**
   * An edit that a turn of the loop reads is here three of its tasks later: a message to the session, which
   * gathers, and a message from there. So after a fourth all of them are here.
   */
  private static final int TASKS_OF_A_TURN = 4;

  /** How long an append waits for a database that does not answer. */
  static final Duration PATIENCE = Duration.ofSeconds(60);

  private static final Logger LOG = LoggerFactory.getLogger(AppendQueue.class);
  private static final long RETRY_MILLIS = 250;

  /** Classes of SQLSTATE: connection, transaction rolled back, resources, operator, system. */
  private static final Set<String> OUTAGES = Set.of("08", "40", "53", "57", "58");

  private static final String UNIQUE_VIOLATION = "23505";
  private static final String DENSE_VIOLATION = "QL002";

  private final Vertx vertx;
  private final Pool pool;
  private final LogConnection log;
  private final AuthorNames authors;
  private final DatabaseMeters meters;
  private final BooleanSupplier coalesces;
  private final ArrayDeque<Waiting> waiting = new ArrayDeque<>();
  private boolean underWay;

  private record Waiting(Append append, long sinceNanos, Promise<Reply> reply) {
    boolean isOpen() {
      return !reply.future().isComplete();
    }
  }

  /**
   * @param pool to look in the log, where it is not known what became of an append
   * @param log to write it
   * @param coalesces whether the event loop handles together what comes within a moment, just now
   */
  AppendQueue(
      Vertx vertx, Pool pool, LogConnection log, DatabaseMeters meters, BooleanSupplier coalesces) {
    this.vertx = vertx;
    this.pool = pool;
    this.log = log;
    authors = new AuthorNames(log);
    this.meters = meters;
    this.coalesces = coalesces;
  }

  /**
   * Waits where the database does not answer, and finds out what became of the changes. Fails when that is
   * not known after {@link #PATIENCE}; the owner must look.
   */
  Future<Reply> append(Append append) {
    if (waiting.size() >= WAITING_MAX) {
      meters.overloaded();
      return Future.succeededFuture(new Refused(Reason.OVERLOADED));
    }
    Promise<Reply> reply = Promise.promise();
    waiting.add(new Waiting(append, System.nanoTime(), reply));
    writeNext();
    meters.waiting(waiting.size());
    return reply.future();
  }

  private void writeNext() {
    if (underWay || waiting.isEmpty()) {
      return;
    }
    underWay = true;
    endOfTurn().compose(turned -> write(group())).compose(done -> gather()).onComplete(done -> {
      underWay = false;
      writeNext();
    });
  }

  private List<Waiting> group() {
    List<Waiting> group = new ArrayList<>();
    Set<String> sessions = new HashSet<>();
    // A session stands once in a group: a second append of it must not follow a refused first.
    while (!waiting.isEmpty()
        && group.size() < GROUP_MAX
        && sessions.add(waiting.peek().append().sessionId().value())) {
      group.add(waiting.poll());
    }
    meters.waiting(waiting.size());
    return group;
  }

  /**
   * A loop that coalesces reads many edits in a turn, and often the database's answer before them; the next
   * statement waits until they are here. Any other loop has little to wait for.
   */
  private Future<Void> endOfTurn() {
    if (!coalesces.getAsBoolean()) {
      return Future.succeededFuture();
    }
    Promise<Void> turned = Promise.promise();
    after(TASKS_OF_A_TURN, turned);
    return turned.future();
  }

  private void after(int tasks, Promise<Void> turned) {
    if (tasks == 0) {
      turned.complete();
    } else {
      vertx.runOnContext(task -> after(tasks - 1, turned));
    }
  }

  /**
   * Where appends have come during a statement, more are about to: a moment later the next statement takes them
   * along, and what a statement costs is shared by more of them. Where the loop coalesces they have waited.
   */
  private Future<Void> gather() {
    int count = waiting.size();
    return count == 0 || count >= GATHERED || coalesces.getAsBoolean()
        ? Future.succeededFuture()
        : vertx.timer(GATHER_MILLIS, TimeUnit.MILLISECONDS).mapEmpty();
  }

  private Future<Void> write(List<Waiting> group) {
    List<Append> appends = appends(group);
    Tuple rows = Rows.appends(appends);
    return authors
        .note(appends)
        .compose(named -> log.execute(client -> client.preparedQuery(Sql.APPEND).execute(rows)))
        .<Void>map(written -> {
          answer(group, written);
          return null;
        })
        .recover(fault -> isOutage(fault) ? settleLater(group, fault) : separate(group, fault));
  }

  private static List<Append> appends(List<Waiting> group) {
    List<Append> appends = new ArrayList<>(group.size());
    for (Waiting one : group) {
      appends.add(one.append());
    }
    return appends;
  }

  private void answer(List<Waiting> group, RowSet<Row> rows) {
    Set<String> written = new HashSet<>();
    rows.forEach(row -> written.add(row.getString("session_id")));
    for (Waiting one : group) {
      one.reply()
          .complete(
              written.contains(one.append().sessionId().value())
                  ? appended(one)
                  : new Refused(Reason.STALE_EPOCH));
    }
  }

  private static Appended appended(Waiting one) {
    return new Appended(one.append().baseRevision() + one.append().changes().size());
  }

  /** One append of the group was refused, and the others with it: each goes on its own. */
  private Future<Void> separate(List<Waiting> group, Throwable fault) {
    if (group.size() == 1 && isRefusal(fault)) {
      // It may be its own change that is there, by a try of which nothing was heard.
      return settle(group, new Refused(Reason.REVISION_TAKEN));
    }
    if (group.size() == 1) {
      group.getFirst().reply().fail(fault);
      return Future.succeededFuture();
    }
    Future<Void> chain = Future.succeededFuture();
    for (Waiting one : group) {
      chain = chain.compose(done -> write(List.of(one)));
    }
    return chain;
  }

  /** The database did not answer: nobody knows yet whether the changes are in the log. */
  private Future<Void> settleLater(List<Waiting> group, Throwable fault) {
    long now = System.nanoTime();
    List<Waiting> patient = new ArrayList<>();
    for (Waiting one : group) {
      if (now - one.sinceNanos() < PATIENCE.toNanos()) {
        patient.add(one);
      } else {
        one.reply().fail(fault);
      }
    }
    if (patient.isEmpty()) {
      return Future.succeededFuture();
    }
    meters.outage();
    LOG.warn("appends wait for the database count={} cause={}", patient.size(), fault.getMessage());
    return vertx
        .timer(RETRY_MILLIS, TimeUnit.MILLISECONDS)
        .compose(due -> lookUp(patient))
        .compose(missing -> missing.isEmpty() ? Future.succeededFuture() : write(missing))
        .recover(again -> settleLater(patient.stream().filter(Waiting::isOpen).toList(), again));
  }

  private Future<Void> settle(List<Waiting> group, Reply otherwise) {
    return lookUp(group)
        .<Void>map(missing -> {
          missing.forEach(one -> one.reply().tryComplete(otherwise));
          return null;
        })
        .recover(fault -> settleLater(group, fault));
  }

  /**
   * Looks in the log: an append whose last change is there is done, and one with another change in that
   * place is refused. Gives those of which there is nothing.
   */
  private Future<List<Waiting>> lookUp(List<Waiting> group) {
    return pool.preparedQuery(Sql.HASHES)
        .execute(Rows.lastRevisions(appends(group)))
        .map(rows -> {
          Map<String, String> hashes = new HashMap<>();
          rows.forEach(row -> hashes.put(row.getString("session_id"), row.getString("hash")));
          List<Waiting> missing = new ArrayList<>();
          for (Waiting one : group) {
            String hash = hashes.get(one.append().sessionId().value());
            if (hash == null) {
              missing.add(one);
            } else if (hash.equals(one.append().changes().getLast().hash())) {
              one.reply().tryComplete(appended(one));
            } else {
              one.reply().tryComplete(new Refused(Reason.REVISION_TAKEN));
            }
          }
          return missing;
        });
  }

  /** Whether the database could not be asked, or could not answer, whatever the append is. */
  private static boolean isOutage(Throwable fault) {
    return !(fault instanceof PgException pg)
        || OUTAGES.contains(pg.getSqlState().substring(0, 2));
  }

  private static boolean isRefusal(Throwable fault) {
    return fault instanceof PgException pg
        && (UNIQUE_VIOLATION.equals(pg.getSqlState()) || DENSE_VIOLATION.equals(pg.getSqlState()));
  }
}
