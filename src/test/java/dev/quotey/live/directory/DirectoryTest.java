package dev.quotey.live.directory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quotey.live.core.sync.QuoteId;
import dev.quotey.live.core.sync.SessionId;
import dev.quotey.live.protocol.PersistenceMessage.SessionOpened;
import dev.quotey.live.protocol.SessionMessage.Beat;
import dev.quotey.live.protocol.SessionMessage.Claims;
import dev.quotey.live.protocol.SessionMessage.Lifecycle;
import dev.quotey.live.protocol.SessionMessage.Placed;
import dev.quotey.live.protocol.SessionMessage.Placing;
import dev.quotey.live.protocol.SessionMessage.SessionMoved;
import dev.quotey.live.protocol.SessionMessage.State;
import dev.quotey.live.protocol.SessionMessage.Unplaced;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.lang.reflect.Proxy;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class DirectoryTest {
  private static final long TWO_PEOPLE = Preference.SESSION_LOAD + 2 * Preference.CLIENT_LOAD;
  private static final long FIVE_PEOPLE = Preference.SESSION_LOAD + 5 * Preference.CLIENT_LOAD;

  private final Directory directory = new Directory("a", 2_000, nobody());

  /** What a node carries it knows without asking anybody. */
  private static Directory.Ports nobody() {
    return (Directory.Ports) Proxy.newProxyInstance(
        DirectoryTest.class.getClassLoader(),
        new Class<?>[] {Directory.Ports.class},
        (self, method, given) -> {
          throw new UnsupportedOperationException(method.getName());
        });
  }

  /** A host that starts a session when the test says so, and runs none. */
  private static final class SlowHost implements Directory.Ports {
    private final List<Promise<Placing>> asked = new ArrayList<>();
    private Promise<Void> certain = Promise.promise();

    SlowHost() {
      certain.complete();
    }

    @Override
    public Future<Placing> run(String node, QuoteId quote, String user) {
      asked.add(Promise.promise());
      return asked.getLast().future();
    }

    @Override
    public Future<Placing> place(String node, QuoteId quote, String user) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Future<Placing> move(String node, QuoteId quote, String user, String host) {
      return Future.failedFuture("not there");
    }

    @Override
    public Future<Boolean> runs(Placed placed) {
      return Future.succeededFuture(false);
    }

    @Override
    public Future<Void> certain() {
      return certain.future();
    }

    @Override
    public Future<Claims> claims(String node) {
      return Future.succeededFuture(new Claims(List.of()));
    }

    @Override
    public void takenOver(Placed placed) {}

    @Override
    public void met(String node) {}

    @Override
    public void lost(String node) {}
  }

  @Test
  @DisplayName(
      "[PL14] that a session has stopped can be heard before the answer that it has started: who"
          + " asks next has it started again")
  void stoppedBeforeStarted() {
    SlowHost host = new SlowHost();
    Directory alone = new Directory("a", 2_000, host);
    Placed placed = placed(1, "a", 5);
    SessionOpened opened = placed.opened();
    Future<Placing> first = alone.find(opened.quoteId(), "ana");
    for (State state : List.of(State.STARTED, State.STOPPED)) {
      alone.attended(
          new Lifecycle(opened.sessionId(), opened.quoteId(), opened.ownerEpoch(), state, 0));
      alone.moved(new SessionMoved(placed, state));
    }
    host.asked.getFirst().complete(placed);
    assertThat(first.result()).isEqualTo(placed);
    assertThat(alone.find(opened.quoteId(), "ana").isComplete()).isFalse();
    assertThat(host.asked).hasSize(2);
  }

  private static Placed placed(int number, String node, long epoch) {
    return new Placed(
        new SessionOpened(
            new SessionId("s_" + number),
            new QuoteId("Q-" + number),
            epoch,
            Instant.EPOCH,
            Instant.EPOCH),
        node);
  }

  private static void attend(Directory directory, Placed placed, int clients) {
    directory.moved(new SessionMoved(placed, State.STARTED));
    SessionOpened opened = placed.opened();
    for (State state : List.of(State.STARTED, State.ATTENDED)) {
      directory.attended(
          new Lifecycle(opened.sessionId(), opened.quoteId(), opened.ownerEpoch(), state, clients));
    }
  }

  private void tell(String session, long epoch, State state, int clients) {
    directory.attended(
        new Lifecycle(new SessionId(session), new QuoteId("Q-1"), epoch, state, clients));
  }

  private long load() {
    return directory.beat(true, 0).load();
  }

  @Test
  @DisplayName(
      "[PL12] what an owner of a session says that is no longer its owner does not change what the"
          + " node carries")
  void lateWords() {
    tell("s_1", 3, State.STARTED, 0);
    tell("s_1", 4, State.STARTED, 0);
    tell("s_1", 4, State.ATTENDED, 2);
    tell("s_1", 3, State.ATTENDED, 7);
    assertThat(load()).isEqualTo(TWO_PEOPLE);
    tell("s_1", 3, State.STOPPED, 7);
    assertThat(load()).isEqualTo(TWO_PEOPLE);
    tell("s_1", 4, State.STOPPED, 2);
    assertThat(load()).isZero();
    tell("s_1", 4, State.ATTENDED, 2);
    assertThat(load()).isZero();
  }

  @Test
  @DisplayName("[PL12] the next session of a quote begins at the first epoch again")
  void nextSession() {
    tell("s_1", 5, State.STARTED, 0);
    tell("s_2", 1, State.STARTED, 0);
    tell("s_2", 1, State.ATTENDED, 2);
    tell("s_1", 5, State.STOPPED, 9);
    assertThat(load()).isEqualTo(TWO_PEOPLE);
  }

  @Test
  @DisplayName("[PL16] while sessions move, and nodes come, none is moved to even out the load")
  void quiet() {
    SlowHost host = new SlowHost();
    Directory busy = new Directory("a", 2_000, host);
    List<Placed> sessions =
        IntStream.range(0, 8).mapToObj(i -> placed(i, "a", 1)).toList();
    sessions.forEach(one -> attend(busy, one, 5));
    busy.heard(new Beat("a", 8 * FIVE_PEOPLE, true, Set.of()), 0);
    busy.heard(new Beat("b", 0, true, Set.of()), 0);
    busy.rebalance("ana");
    assertThat(host.asked).as("a node has just come").isEmpty();
    busy.rebalance("ana");
    assertThat(host.asked).as("quiet since").hasSize(4);
    busy.rebalance("ana");
    assertThat(host.asked).as("on their way").hasSize(4);
    for (int i = 0; i < 4; i++) {
      host.asked.get(i).complete(placed(i, "b", 2));
    }
    // Their people are not there yet: it says to carry little.
    busy.heard(new Beat("b", 4, true, Set.of()), 1);
    busy.rebalance("ana");
    assertThat(host.asked).as("sessions have just moved").hasSize(4);
  }

  @Test
  @DisplayName(
      "[PL17] who looks for a session that is moving gets it from where it moves to: it is not"
          + " started elsewhere")
  void findsWhatMoves() {
    SlowHost host = new SlowHost();
    Directory alone = new Directory("a", 2_000, host);
    Placed placed = placed(1, "a", 1);
    attend(alone, placed, 5);
    Future<Placing> move = alone.move(placed.opened().quoteId(), "ana", "b");
    SessionOpened opened = placed.opened();
    alone.attended(
        new Lifecycle(opened.sessionId(), opened.quoteId(), opened.ownerEpoch(), State.STOPPED, 0));
    Future<Placing> found = alone.find(opened.quoteId(), "cleo");
    assertThat(host.asked).hasSize(1);
    Placed moved = placed(1, "b", 2);
    host.asked.getFirst().complete(moved);
    assertThat(move.result()).isEqualTo(moved);
    assertThat(found.result()).isEqualTo(moved);
    assertThat(host.asked).hasSize(1);
  }

  @Test
  @DisplayName(
      "[PL18] a node that may be on the smaller side of a split starts nothing till it knows")
  void waitsForTheDatabase() {
    SlowHost host = new SlowHost();
    host.certain = Promise.promise();
    Directory small = new Directory("a", 2_000, host);
    Future<Placing> found = small.find(new QuoteId("Q-1"), "ana");
    assertThat(host.asked).isEmpty();
    small.beat(false, 0);
    host.certain.complete();
    assertThat(host.asked).isEmpty();
    assertThat(found.result()).isInstanceOf(Unplaced.class);
  }

  @Test
  @DisplayName("[PL19] a node that has just started says to carry no less than the others")
  void slowStart() {
    Directory fresh = new Directory("a", 2_000, new SlowHost());
    fresh.beat(true, 0);
    fresh.heard(new Beat("b", 300, true, Set.of()), 1);
    fresh.heard(new Beat("c", 100, true, Set.of()), 1);
    assertThat(fresh.beat(true, 2).load()).isEqualTo(200);
    assertThat(fresh.beat(true, Directory.SLOW_START_MILLIS).load()).isZero();
  }
}
