package dev.quotey.live.protocol;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Requests under way to other nodes. Those to a node that is lost fail at once. One event loop. */
public final class PendingRequests {
  private final Map<String, Set<Promise<?>>> byNode = new HashMap<>();

  /** The answer, or a failure as soon as the node is lost. */
  public <R> Future<R> to(String node, Future<R> answer) {
    if (answer.isComplete()) {
      return answer;
    }
    Promise<R> promise = Promise.promise();
    Set<Promise<?>> pending = byNode.computeIfAbsent(node, key -> new LinkedHashSet<>());
    pending.add(promise);
    answer.onComplete(done -> {
      pending.remove(promise);
      if (done.succeeded()) {
        promise.tryComplete(done.result());
      } else {
        promise.tryFail(done.cause());
      }
    });
    return promise.future();
  }

  /** The node is gone, or silent: nobody waits for it any more. */
  public void lost(String node) {
    Set<Promise<?>> pending = byNode.remove(node);
    if (pending != null) {
      List.copyOf(pending).forEach(promise -> promise.tryFail("the node is lost"));
    }
  }
}
