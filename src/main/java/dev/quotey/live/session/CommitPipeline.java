package dev.quotey.live.session;

import dev.quotey.live.core.json.JsonValue;
import dev.quotey.live.protocol.LoggedChange;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/**
 * Changes on their way into the log: ordered, not yet durable. While one append is under way the
 * next gather. Commits are released in the order of their revisions. One event loop.
 */
final class CommitPipeline {
  /** Changes ordered and not yet durable. */
  static final int WAITING_MAX = 1_000;

  /** Changes of one append. */
  static final int BATCH_MAX = 200;

  /** Appends changes that follow a revision; done when they are durable. */
  interface Log {
    Future<Void> append(long baseRevision, List<LoggedChange> changes);
  }

  /** Takes what is durable, in order. */
  interface Listener {
    void committed(LoggedChange change, JsonValue document);

    /** The log refused, or it is not known whether it took the changes. Nothing more follows. */
    void broken(Throwable cause);
  }

  private record Waiting(LoggedChange change, JsonValue document, Promise<Long> durable) {}

  private final Log log;
  private final Listener listener;
  private final ArrayDeque<Waiting> waiting = new ArrayDeque<>();
  private long durableRevision;
  private boolean underWay;
  private boolean broken;

  CommitPipeline(long durableRevision, Log log, Listener listener) {
    this.durableRevision = durableRevision;
    this.log = log;
    this.listener = listener;
  }

  boolean isFull() {
    return waiting.size() >= WAITING_MAX;
  }

  /** Done with the revision when the change is durable and was given to the listener. */
  Future<Long> add(LoggedChange change, JsonValue document) {
    Waiting next = new Waiting(change, document, Promise.promise());
    waiting.add(next);
    return next.durable().future();
  }

  /** Sends what was added on its way; what was added together becomes durable together. */
  void flush() {
    appendNext();
  }

  /** Done when {@code revision}, which was given to {@link #add} before, is durable. */
  Future<Long> whenDurable(long revision) {
    if (revision <= durableRevision) {
      return Future.succeededFuture(revision);
    }
    Optional<Waiting> found = waiting.stream()
        .filter(one -> one.change().change().revision() == revision)
        .findFirst();
    return found.isPresent()
        ? found.get().durable().future()
        : Future.failedFuture(new IllegalStateException("revision " + revision + " is unknown"));
  }

  private void appendNext() {
    if (underWay || broken || waiting.isEmpty()) {
      return;
    }
    underWay = true;
    List<LoggedChange> batch = new ArrayList<>();
    for (Iterator<Waiting> next = waiting.iterator();
        next.hasNext() && batch.size() < BATCH_MAX; ) {
      batch.add(next.next().change());
    }
    log.append(durableRevision, batch).onComplete(done -> release(batch.size()), this::breakDown);
  }

  private void release(int size) {
    underWay = false;
    List<Waiting> durable = new ArrayList<>(size);
    for (int i = 0; i < size; i++) {
      Waiting one = waiting.remove();
      durable.add(one);
      durableRevision = one.change().change().revision();
      listener.committed(one.change(), one.document());
    }
    appendNext();
    durable.forEach(one -> one.durable().complete(one.change().change().revision()));
  }

  private void breakDown(Throwable cause) {
    broken = true;
    listener.broken(cause);
    waiting.forEach(one -> one.durable().fail(cause));
    waiting.clear();
  }
}
