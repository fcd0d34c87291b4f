package dev.quotey.live.directory;

import dev.quotey.live.core.sync.QuoteId;
import dev.quotey.live.protocol.NodeForm;
import dev.quotey.live.protocol.NodeForm.Placement;
import dev.quotey.live.protocol.PersistenceMessage.SessionOpened;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.core.shareddata.AsyncMap;
import io.vertx.core.shareddata.Lock;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Which quote has its session at which node, as the cluster knows it. It saves asking around; who may
 * commit is decided by the owner epoch in the database, whatever stands here.
 */
final class Placements {
  private static final String MAP = "quotey.placements";
  private static final String DRAINING = "quotey.draining";
  private static final long LOCK_MILLIS = 10_000;

  private final Vertx vertx;
  private AsyncMap<String, JsonObject> byQuote;
  private AsyncMap<String, Boolean> draining;

  Placements(Vertx vertx) {
    this.vertx = vertx;
  }

  Future<?> start() {
    return vertx.sharedData().<String, JsonObject>getAsyncMap(MAP).compose(map -> {
      byQuote = map;
      return vertx
          .sharedData()
          .<String, Boolean>getAsyncMap(DRAINING)
          .onSuccess(nodes -> draining = nodes);
    });
  }

  Future<Optional<Placement>> find(QuoteId quote) {
    return byQuote
        .get(quote.value())
        .map(json -> Optional.ofNullable(json).map(NodeForm::readPlacement));
  }

  Future<Void> put(SessionOpened opened, String node) {
    return byQuote.put(opened.quoteId().value(), NodeForm.placement(opened, node));
  }

  /** The session does not run at that node any more; one that runs elsewhere stays. */
  Future<?> remove(QuoteId quote, String node) {
    return find(quote)
        .compose(found -> found.isPresent() && found.get().node().equals(node)
            ? byQuote.removeIfPresent(
                quote.value(), NodeForm.placement(found.get().opened(), node))
            : Future.succeededFuture());
  }

  Future<List<Placement>> at(String node) {
    return byQuote
        .values()
        .map(all -> all.stream()
            .map(NodeForm::readPlacement)
            .filter(placement -> placement.node().equals(node))
            .toList());
  }

  /** One at a time in the whole cluster, for a quote. */
  <T> Future<T> alone(QuoteId quote, Supplier<Future<T>> work) {
    return vertx
        .sharedData()
        .getLockWithTimeout(MAP + "." + quote.value(), LOCK_MILLIS)
        .compose(lock ->
            Future.future(done -> work.get().onComplete(result -> release(lock, result, done))));
  }

  private static <T> void release(Lock lock, AsyncResult<T> result, Promise<T> done) {
    lock.release();
    if (result.succeeded()) {
      done.complete(result.result());
    } else {
      done.fail(result.cause());
    }
  }

  /** No session is placed at that node any more. */
  Future<Void> drain(String node) {
    return draining.put(node, true);
  }

  /** Of these nodes the ones that take sessions. */
  Future<List<String>> open(List<String> nodes) {
    return draining
        .keys()
        .map(leaving -> nodes.stream().filter(node -> !leaving.contains(node)).toList());
  }
}
