package dev.quotey.live.bench;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** What a client has asked over its connection and was not answered yet. One event loop. */
final class Requests {
  private final Map<String, Request> open = new HashMap<>();
  private int next;

  private record Request(Promise<JsonObject> answer, long nanos) {
    boolean isLate(long millis) {
      return System.nanoTime() - nanos > TimeUnit.MILLISECONDS.toNanos(millis);
    }
  }

  /** An address at which the answer is awaited. */
  String add() {
    String reply = "r" + next++;
    open.put(reply, new Request(Promise.promise(), System.nanoTime()));
    return reply;
  }

  Future<JsonObject> answer(String reply) {
    return open.get(reply).answer().future();
  }

  /** Empty where nobody awaits anything there, or no longer. */
  Optional<Promise<JsonObject>> take(String reply) {
    return Optional.ofNullable(open.remove(reply)).map(Request::answer);
  }

  void failLate(long millis) {
    fail(
        open.entrySet().stream()
            .filter(one -> one.getValue().isLate(millis))
            .map(Map.Entry::getKey)
            .toList(),
        "no answer in time");
  }

  void failAll() {
    fail(List.copyOf(open.keySet()), "the connection was lost");
  }

  private void fail(List<String> replies, String cause) {
    replies.forEach(reply -> take(reply).ifPresent(answer -> answer.tryFail(cause)));
  }
}
