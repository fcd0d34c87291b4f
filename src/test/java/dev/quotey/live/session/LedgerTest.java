package dev.quotey.live.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quotey.live.core.json.JsonString;
import dev.quotey.live.core.json.JsonText;
import dev.quotey.live.core.json.JsonValue;
import dev.quotey.live.core.json.Path;
import dev.quotey.live.core.ot.Change;
import dev.quotey.live.core.ot.Operation;
import dev.quotey.live.core.quote.ColumnRules;
import dev.quotey.live.core.quote.Columns;
import dev.quotey.live.core.quote.Departed;
import dev.quotey.live.core.quote.PriceBook;
import dev.quotey.live.core.sync.ClientId;
import dev.quotey.live.core.sync.QuoteId;
import dev.quotey.live.core.sync.SessionId;
import dev.quotey.live.core.sync.Submission;
import dev.quotey.live.metrics.Meters;
import dev.quotey.live.protocol.Address;
import dev.quotey.live.protocol.Bus;
import dev.quotey.live.protocol.Identity;
import dev.quotey.live.protocol.LoggedChange;
import dev.quotey.live.protocol.Origin;
import dev.quotey.live.protocol.PersistenceMessage.Append;
import dev.quotey.live.protocol.PersistenceMessage.Appended;
import dev.quotey.live.protocol.PersistenceMessage.Done;
import dev.quotey.live.protocol.PersistenceMessage.Reason;
import dev.quotey.live.protocol.PersistenceMessage.Refused;
import dev.quotey.live.protocol.PersistenceMessage.Reply;
import dev.quotey.live.protocol.PersistenceMessage.Request;
import dev.quotey.live.protocol.PersistenceMessage.SaveSnapshot;
import dev.quotey.live.protocol.PersistenceMessage.SessionLoaded;
import dev.quotey.live.protocol.PersistenceMessage.SessionOpened;
import dev.quotey.live.protocol.SessionForm;
import dev.quotey.live.tracing.Traces;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class LedgerTest {
  private static final ColumnRules COLUMNS =
      new ColumnRules(Columns.OPEN, PriceBook.EMPTY, new Departed(Columns.OPEN));

  private static final int REFUSALS = 2;

  private final Vertx vertx = Vertx.vertx();
  private final AtomicInteger appends = new AtomicInteger();
  private final List<String> log = new CopyOnWriteArrayList<>();
  private final SetClock clock = new SetClock();

  private static final class SetClock extends Clock {
    private volatile Instant time = Instant.EPOCH;

    @Override
    public Instant instant() {
      return time;
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }
  }

  @AfterEach
  void close() {
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }

  /** A database that has too much to do at first. */
  private Future<Reply> answer(Request request) {
    if (!(request instanceof Append append)) {
      return Future.succeededFuture(new Done());
    }
    if (appends.incrementAndGet() <= REFUSALS) {
      return Future.succeededFuture(new Refused(Reason.OVERLOADED));
    }
    append.changes().forEach(change -> log.add("appended " + change.change().revision()));
    return Future.succeededFuture(
        new Appended(append.baseRevision() + append.changes().size()));
  }

  private Ledger ledger() {
    SessionOpened opened = new SessionOpened(
        new SessionId("s_1"), new QuoteId("Q-1"), 1, Instant.EPOCH, Instant.EPOCH);
    SessionLoaded loaded =
        new SessionLoaded(0, JsonText.parse("{\"lines\":[]}"), "", Map.of(), List.of());
    return new Ledger(
        vertx,
        clock,
        opened,
        loaded,
        COLUMNS,
        user -> Optional.empty(),
        Meters.unread().sessions(),
        new EditSteps(Traces.OFF),
        new CommitNotices(opened.sessionId(), Columns.OPEN, 0, Traces.OFF),
        new Ledger.Listener() {
          @Override
          public void committed(LoggedChange change, Origin origin) {
            log.add("committed " + change.change().revision());
          }

          @Override
          public void broken(Throwable cause) {
            log.add("broken");
          }
        });
  }

  private static Submission submission(String client) {
    return submission(client, 0);
  }

  private static Submission submission(String client, long base) {
    Change change =
        Change.of(new Operation.Set(Path.parse("/customer"), new JsonString("of " + client)));
    return new Submission(new ClientId(client), 1, base, change);
  }

  @Test
  @DisplayName(
      "[BP9] a session whose append persistence has no room for waits and goes on, and loses nothing")
  void overloaded() throws Exception {
    Bus.install(vertx);
    Bus.<Request, Reply>serve(vertx, Address.PERSISTENCE, this::answer);
    Promise<List<JsonObject>> answered = Promise.promise();
    vertx.runOnContext(go -> {
      Ledger ledger = ledger();
      Future<JsonObject> first = ledger.submit(submission("c1"), Identity.SYSTEM, Origin.NONE);
      Future<JsonObject> second = ledger.submit(submission("c2"), Identity.SYSTEM, Origin.NONE);
      Future.all(first, second)
          .map(done -> List.of(first.result(), second.result()))
          .onComplete(answered);
    });
    List<JsonObject> answers =
        answered.future().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    assertThat(answers).allMatch(answer -> answer.getString("status").equals("committed"));
    assertThat(log).containsExactly("appended 1", "appended 2", "committed 1", "committed 2");
  }

  @Test
  @DisplayName(
      "[SQ12] what waits for the database is kept however long, what is durable for twenty seconds")
  void keepsWhatWaits() throws Exception {
    Bus.install(vertx);
    Promise<Void> outage = Promise.promise();
    Bus.<Request, Reply>serve(
        vertx,
        Address.PERSISTENCE,
        request -> outage
            .future()
            .map(over -> request instanceof Append append
                ? new Appended(append.baseRevision() + append.changes().size())
                : new Done()));
    Promise<List<String>> codes = Promise.promise();
    vertx.runOnContext(go -> {
      Ledger ledger = ledger();
      Future<JsonObject> first = ledger.submit(submission("c1"), Identity.SYSTEM, Origin.NONE);
      clock.time = clock.time.plusSeconds(60);
      // Whose edits have seen nothing of one another.
      Future<JsonObject> second = ledger.submit(submission("c2"), Identity.SYSTEM, Origin.NONE);
      Future<JsonObject> third = ledger.submit(submission("c3"), Identity.SYSTEM, Origin.NONE);
      outage.complete();
      Future.all(first, second, third)
          .compose(durable -> {
            clock.time = clock.time.plusSeconds(30);
            return ledger.submit(submission("c4", 3), Identity.SYSTEM, Origin.NONE);
          })
          .compose(later -> ledger.submit(submission("c5", 1), Identity.SYSTEM, Origin.NONE))
          .map(last -> List.of(
              SessionForm.errorCode(first.result()),
              SessionForm.errorCode(second.result()),
              SessionForm.errorCode(third.result()),
              SessionForm.errorCode(last)))
          .onComplete(codes);
    });
    assertThat(codes.future().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS))
        .containsExactly("", "", "", "STALE_REVISION");
    assertThat(log).containsExactly("committed 1", "committed 2", "committed 3", "committed 4");
  }

  @Test
  @DisplayName("[PS18] a document is kept a moment after its last change")
  void keepsTheDocument() throws Exception {
    Bus.install(vertx);
    Promise<JsonValue> kept = Promise.promise();
    Bus.<Request, Reply>serve(vertx, Address.PERSISTENCE, request -> {
      if (request instanceof Append append) {
        return Future.succeededFuture(
            new Appended(append.baseRevision() + append.changes().size()));
      }
      if (request instanceof SaveSnapshot snapshot && snapshot.revision() == 2) {
        kept.complete(snapshot.document());
      }
      return Future.succeededFuture(new Done());
    });
    Promise<JsonValue> newest = Promise.promise();
    vertx.runOnContext(go -> {
      Ledger ledger = ledger();
      ledger
          .submit(submission("c1"), Identity.SYSTEM, Origin.NONE)
          .compose(first -> ledger.submit(submission("c2", 1), Identity.SYSTEM, Origin.NONE))
          .map(second -> ledger.durableDocument())
          .onComplete(newest);
    });
    JsonValue document =
        kept.future().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    assertThat(document).isEqualTo(newest.future().result());
  }
}
