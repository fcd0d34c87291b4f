package dev.quotey.live.directory;

import dev.quotey.live.core.sync.QuoteId;
import dev.quotey.live.protocol.Address;
import dev.quotey.live.protocol.Bus;
import dev.quotey.live.protocol.CommandForm;
import dev.quotey.live.protocol.Door;
import dev.quotey.live.protocol.Identity;
import dev.quotey.live.protocol.Letter;
import dev.quotey.live.protocol.PersistenceMessage.IdleQuotes;
import dev.quotey.live.protocol.PersistenceMessage.ReadIdle;
import dev.quotey.live.protocol.SessionForm;
import dev.quotey.live.protocol.SessionMessage.Placed;
import dev.quotey.live.protocol.SessionSettings;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Open sessions that run nowhere: when their time is near they are started, so that they warn and end
 * themselves; and all are ended that are asked for, or switched off. Only a session's owner may end it.
 */
final class IdleSweep {
  private static final Logger LOG = LoggerFactory.getLogger(IdleSweep.class);
  private static final long ANSWER_MILLIS = 20_000;

  /** Sessions that are started or ended at a time. */
  private static final int BATCH = 16;

  private final Vertx vertx;
  private final Directory directory;

  IdleSweep(Vertx vertx, Directory directory) {
    this.vertx = vertx;
    this.directory = directory;
  }

  /** Starts the sessions whose people are to be warned; each node those it is the home of. */
  Future<?> startDue(SessionSettings settings) {
    return idle(settings.idleTimeout().minus(settings.idleWarning()))
        .compose(quotes -> inBatches(
            quotes.stream().filter(directory::isHome).toList(),
            quote -> directory.find(quote, Identity.SYSTEM.userId()).mapEmpty()))
        .onFailure(fault -> LOG.warn("no sweep cause={}", fault.getMessage()));
  }

  /** Ends what has been idle for that long; done with what was ended. */
  Future<List<JsonObject>> closeIdle(Duration timeout, SessionSettings settings) {
    return idle(timeout)
        .compose(quotes -> inBatches(
            quotes, quote -> close(quote, Door.CLOSE_IDLE, SessionForm.timeout(timeout), settings)))
        .map(all -> all.stream().filter(one -> !one.isEmpty()).toList());
  }

  /** A session that was open when it was switched off leaves its last state in its quote. */
  void closeSwitchedOff(SessionSettings settings) {
    idle(Duration.ZERO)
        .compose(quotes -> inBatches(
            quotes.stream().filter(quote -> !settings.isEnabledFor(quote)).toList(),
            quote -> close(quote, Door.CLOSE, CommandForm.closing("switched_off"), settings)))
        .onFailure(fault -> LOG.warn("not switched off cause={}", fault.getMessage()));
  }

  private Future<List<QuoteId>> idle(Duration time) {
    return Bus.persistence(vertx, new ReadIdle(time)).map(reply -> ((IdleQuotes) reply).quoteIds());
  }

  private Future<JsonObject> close(
      QuoteId quote, Door door, JsonObject body, SessionSettings settings) {
    long patience = settings.closeNotice().toMillis() + ANSWER_MILLIS;
    return directory
        .find(quote, Identity.SYSTEM.userId())
        .compose(placing -> placing instanceof Placed placed
            ? Letter.ofSystem(placed.opened().sessionId(), door, body)
                .ask(vertx, Address.sessionHost(placed.node()), patience)
            : Future.succeededFuture(new JsonObject()))
        .otherwise(fault -> {
          LOG.warn("session not closed quote_id={} cause={}", quote, fault.getMessage());
          return new JsonObject();
        });
  }

  private interface Step {
    Future<JsonObject> take(QuoteId quote);
  }

  private static Future<List<JsonObject>> inBatches(List<QuoteId> quotes, Step step) {
    Future<List<JsonObject>> done = Future.succeededFuture(List.of());
    for (int from = 0; from < quotes.size(); from += BATCH) {
      List<QuoteId> batch = quotes.subList(from, Math.min(quotes.size(), from + BATCH));
      done = done.compose(before -> Future.join(batch.stream().map(step::take).toList())
          .map(all ->
              Stream.concat(before.stream(), all.<JsonObject>list().stream()).toList()));
    }
    return done;
  }
}
