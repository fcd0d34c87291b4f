package dev.quotey.live.bench;

import dev.quotey.live.persistence.DatabaseLocation;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * W5 as the peers' clients have it (src/bench/peers/joins.mjs): over the socket, until a new client has the
 * document, or one that was away for a thousand edits has those. Cold: the session does not run yet.
 */
final class Joins {
  private static final int MISSED = 1_000;
  private static final int AUTHORS = 5;

  private final Vertx vertx = Vertx.vertx();
  private final Context loop = vertx.getOrCreateContext();
  private final RestClient rest;
  private final DatabaseLocation location;
  private int clients;

  Joins(int port, DatabaseLocation location) {
    this.rest = new RestClient(port);
    this.location = location;
  }

  /** Writes such a log for each cold join, since a session is cold only once. */
  JsonObject run(int log, int copies) {
    Latencies cold = new Latencies();
    Latencies warm = new Latencies();
    Latencies missed = new Latencies();
    String run = Long.toString(System.currentTimeMillis(), Character.MAX_RADIX);
    List<String> quotes = ColdJoin.writeLogs(location, run, log, copies);
    for (String quote : quotes) {
      LiveClient first = timed(quote, cold);
      timed(quote, warm).close();
      first.close();
    }
    String last = quotes.getLast();
    List<LiveClient> away = new ArrayList<>();
    for (int i = 0; i < copies; i++) {
      LiveClient client = timed(last, new Latencies());
      onLoop(() -> {
        client.close();
        return Future.succeededFuture();
      });
      away.add(client);
    }
    long target = write(last, log);
    for (LiveClient client : away) {
      long start = System.nanoTime();
      onLoop(() -> {
        client.comeBack();
        return until(() -> client.revision() >= target);
      });
      missed.add(System.nanoTime() - start);
      client.close();
    }
    vertx.close().toCompletionStage().toCompletableFuture().join();
    return new JsonObject()
        .put("log", log)
        .put("copies", copies)
        .put("cold_join_ms", cold.percentiles()[0])
        .put("warm_join_ms", warm.percentiles()[0])
        .put("missed_1000_ms", missed.percentiles()[0]);
  }

  private LiveClient timed(String quote, Latencies latencies) {
    LiveClient client =
        new LiveClient(vertx, rest.port(), rest.token("ana"), quote, "w5_" + clients++);
    long start = System.nanoTime();
    onLoop(client::open);
    latencies.add(System.nanoTime() - start);
    return client;
  }

  /** The revision after a thousand edits of several, each with one in flight. */
  private long write(String quote, int log) {
    List<LiveClient> authors = new ArrayList<>();
    for (int i = 0; i < AUTHORS; i++) {
      authors.add(timed(quote, new Latencies()));
    }
    long target = (long) log + MISSED;
    onLoop(() -> {
      for (int i = 0; i < AUTHORS; i++) {
        LiveClient author = authors.get(i);
        Edits edits = new Edits(new Random(i), "missed_" + i);
        int share = MISSED / AUTHORS;
        int[] made = {0};
        Runnable next = () -> {
          if (made[0] < share && !author.hasPending()) {
            made[0]++;
            author.edit(edits.next(author.document()));
          }
        };
        author.onCommitted(commit -> next.run());
        next.run();
      }
      return until(() -> authors.stream().allMatch(one -> one.revision() >= target));
    });
    authors.forEach(LiveClient::close);
    return target;
  }

  private Future<Void> until(BooleanSupplier condition) {
    Promise<Void> met = Promise.promise();
    vertx.setPeriodic(1, timer -> {
      if (condition.getAsBoolean()) {
        vertx.cancelTimer(timer);
        met.complete();
      }
    });
    return met.future();
  }

  private void onLoop(Supplier<Future<Void>> step) {
    Promise<Void> done = Promise.promise();
    loop.runOnContext(go -> step.get().onComplete(done));
    done.future().toCompletionStage().toCompletableFuture().join();
  }
}
