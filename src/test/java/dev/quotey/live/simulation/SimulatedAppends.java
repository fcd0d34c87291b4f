package dev.quotey.live.simulation;

import dev.quotey.live.protocol.LoggedChange;
import dev.quotey.live.protocol.PersistenceMessage.SessionOpened;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.List;

/** A node's appends on their way to the database, over a network that loses answers. */
final class SimulatedAppends {
  private static final long STORE_MILLIS = 1_500;

  private final String name;
  private final SimulatedNetwork network;
  private final SimulatedStore store;

  SimulatedAppends(String name, SimulatedNetwork network, SimulatedStore store) {
    this.name = name;
    this.network = network;
    this.store = store;
  }

  /** As the queue of appends does it: a lost answer is looked up by its hash, and tried again. */
  Future<Void> append(SessionOpened owner, long base, List<LoggedChange> changes, boolean again) {
    long last = base + changes.size();
    Future<Boolean> known = again
        ? network
            .ask(
                name,
                SimulatedStore.PLACE,
                STORE_MILLIS,
                () -> Future.succeededFuture(store.hash(owner.quoteId(), last)))
            .map(hash -> hash.equals(changes.getLast().hash()))
        : Future.succeededFuture(false);
    return known
        .compose(there -> there
            ? Future.succeededFuture(true)
            : network.ask(
                name,
                SimulatedStore.PLACE,
                STORE_MILLIS,
                () -> Future.succeededFuture(store.append(name, owner, base, changes))))
        .transform(answer -> {
          if (answer.failed()) {
            return later().compose(due -> append(owner, base, changes, true));
          }
          if (answer.result()) {
            return Future.succeededFuture();
          }
          return again ? settled(owner, base, changes) : Future.failedFuture("refused");
        });
  }

  /** A try of which nothing was heard may have got there before this one was refused. */
  private Future<Void> settled(SessionOpened owner, long base, List<LoggedChange> changes) {
    long last = base + changes.size();
    return network
        .ask(
            name,
            SimulatedStore.PLACE,
            STORE_MILLIS,
            () -> Future.succeededFuture(store.hash(owner.quoteId(), last)))
        .transform(hash -> {
          if (hash.failed()) {
            return later().compose(due -> settled(owner, base, changes));
          }
          return hash.result().equals(changes.getLast().hash())
              ? Future.<Void>succeededFuture()
              : Future.failedFuture("refused");
        });
  }

  private Future<Void> later() {
    Promise<Void> due = Promise.promise();
    network.timer(name, 250, due::complete);
    return due.future();
  }
}
