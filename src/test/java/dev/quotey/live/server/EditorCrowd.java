package dev.quotey.live.server;

import com.fasterxml.jackson.databind.DeserializationFeature;
import dev.quotey.live.bench.Edits;
import dev.quotey.live.bench.LiveClient;
import dev.quotey.live.core.json.JsonValue;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.json.jackson.DatabindCodec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/** Editors in many quotes, each editing all the time, and what each was told is saved. */
public final class EditorCrowd {
  private static final Duration TIMEOUT = Duration.ofSeconds(90);

  private final Vertx vertx;
  private final Context loop;
  private final int editMillis;
  private final Map<String, List<LiveClient>> clients = new LinkedHashMap<>();
  private final Map<String, Long> acknowledged = new ConcurrentHashMap<>();
  private final Map<String, Long> madeNanos = new ConcurrentHashMap<>();

  /** Of each client: since when it has waited for the edit that was acknowledged last. */
  private final Map<String, Long> servedNanos = new ConcurrentHashMap<>();

  /** Of each client: how long an edit has waited at most to be acknowledged, since it was asked last. */
  private final Map<String, Long> longestNanos = new ConcurrentHashMap<>();

  private volatile boolean editing = true;

  public EditorCrowd(Vertx vertx, int editMillis) {
    DatabindCodec.mapper().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);
    this.vertx = vertx;
    this.editMillis = editMillis;
    loop = vertx.getOrCreateContext();
  }

  /** One more editor of a quote, who comes by a port. Blocks until the quote is there. */
  public void open(String quote, String client, int port, String token, long seed) {
    Edits edits = new Edits(new Random(seed), client);
    LiveClient editor = onLoop(() -> new LiveClient(vertx, port, token, quote, client));
    clients.computeIfAbsent(quote, key -> new ArrayList<>()).add(editor);
    editor.onCommitted(commit -> {
      if (commit.author().value().equals(client)) {
        acknowledged.put(client + "/" + commit.sequence(), commit.revision());
        long made = madeNanos.getOrDefault(client, System.nanoTime());
        servedNanos.put(client, made);
        longestNanos.merge(client, System.nanoTime() - made, Math::max);
      }
    });
    CompletableFuture<Void> opened = new CompletableFuture<>();
    loop.runOnContext(go -> editor.open().onSuccess(done -> {
      vertx.setPeriodic(editMillis, timer -> edit(editor, edits));
      opened.complete(null);
    }));
    get(opened);
  }

  private void edit(LiveClient editor, Edits edits) {
    if (editing && !editor.hasPending()) {
      madeNanos.put(editor.clientId(), System.nanoTime());
      editor.edit(edits.next(editor.document()));
    }
  }

  public int count() {
    return clients.values().stream().mapToInt(List::size).sum();
  }

  public int acknowledged() {
    return acknowledged.size();
  }

  /** Of each submission of a quote's editors that was acknowledged, by client and sequence, the revision. */
  public Map<String, Long> acknowledgements(String quote) {
    Set<String> editors =
        clients.get(quote).stream().map(LiveClient::clientId).collect(Collectors.toSet());
    Map<String, Long> told = new HashMap<>(acknowledged);
    told.keySet().removeIf(key -> !editors.contains(key.substring(0, key.lastIndexOf('/'))));
    return told;
  }

  public List<String> quotes() {
    return List.copyOf(clients.keySet());
  }

  /** Waits until something that was edited after {@code nanos} is saved for everybody. */
  public void awaitServedSince(long nanos) {
    try {
      Awaitility.await()
          .atMost(TIMEOUT)
          .pollInterval(Duration.ofMillis(10))
          .until(() ->
              servedNanos.values().stream().filter(made -> made - nanos > 0).count() >= count());
    } catch (ConditionTimeoutException e) {
      throw new AssertionError("not served: " + notServedSince(nanos), e);
    }
  }

  private List<LiveClient> notServedSince(long nanos) {
    return clients.values().stream()
        .flatMap(List::stream)
        .filter(one -> servedNanos.getOrDefault(one.clientId(), nanos) - nanos <= 0)
        .toList();
  }

  /** How long an edit of each client has waited at most since this was asked last, sorted, milliseconds. */
  public List<Long> takeLongestWaits() {
    List<Long> waits = longestNanos.values().stream()
        .map(TimeUnit.NANOSECONDS::toMillis)
        .sorted()
        .toList();
    longestNanos.clear();
    return waits;
  }

  public void awaitMore(int count) {
    int target = acknowledged() + count;
    Awaitility.await().atMost(TIMEOUT).until(() -> acknowledged() >= target);
  }

  /** Stops editing, and waits until all is saved and everybody has seen the same. */
  public void rest() {
    editing = false;
    Awaitility.await()
        .atMost(TIMEOUT)
        .until(() -> clients.values().stream().allMatch(this::isAtRest));
  }

  private boolean isAtRest(List<LiveClient> editors) {
    return onLoop(() -> editors.stream().noneMatch(LiveClient::hasPending)
        && editors.stream().map(LiveClient::revision).distinct().count() == 1);
  }

  public void close() {
    editing = false;
    onLoop(() -> {
      clients.values().forEach(editors -> editors.forEach(LiveClient::close));
      return true;
    });
  }

  /** What each editor of a quote sees. */
  public List<JsonValue> documents(String quote) {
    return onLoop(() -> clients.get(quote).stream().map(LiveClient::document).toList());
  }

  private <T> T onLoop(Callable<T> call) {
    CompletableFuture<T> result = new CompletableFuture<>();
    loop.runOnContext(go -> {
      try {
        result.complete(call.call());
      } catch (Exception e) {
        result.completeExceptionally(e);
      }
    });
    return get(result);
  }

  private static <T> T get(CompletableFuture<T> future) {
    try {
      return future.get(TIMEOUT.toSeconds(), TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException(e);
    }
  }
}
