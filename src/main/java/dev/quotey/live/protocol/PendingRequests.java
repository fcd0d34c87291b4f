package dev.quotey.live.protocol;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Requests under way to nodes, or to sessions. Those to one that is lost fail at once. One event loop. */
public final class PendingRequests {
  private final Map<String, Set<Promise<?>>> byReceiver = new HashMap<>();

  /** The answer, or a failure as soon as the receiver is lost. */
  public <R> Future<R> to(String receiver, Future<R> answer) {
    if (answer.isComplete()) {
      return answer;
    }
    Promise<R> promise = Promise.promise();
    Set<Promise<?>> pending = byReceiver.computeIfAbsent(receiver, key -> new LinkedHashSet<>());
    pending.add(promise);
    answer.onComplete(done -> {
      pending.remove(promise);
      if (pending.isEmpty()) {
        byReceiver.remove(receiver, pending);
      }
      if (done.succeeded()) {
        promise.tryComplete(done.result());
      } else {
        promise.tryFail(done.cause());
      }
    });
    return promise.future();
  }

  /** The receiver is gone, or silent: nobody waits for it any more. */
  public void lost(String receiver) {
    Set<Promise<?>> pending = byReceiver.remove(receiver);
    if (pending != null) {
      List.copyOf(pending).forEach(promise -> promise.tryFail("the receiver is lost"));
    }
  }
}
