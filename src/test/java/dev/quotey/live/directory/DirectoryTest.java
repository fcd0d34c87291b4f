package dev.quotey.live.directory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quotey.live.core.sync.QuoteId;
import dev.quotey.live.core.sync.SessionId;
import dev.quotey.live.protocol.SessionMessage.Lifecycle;
import dev.quotey.live.protocol.SessionMessage.State;
import java.lang.reflect.Proxy;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class DirectoryTest {
  private static final long TWO_PEOPLE = Preference.SESSION_LOAD + 2 * Preference.CLIENT_LOAD;

  private final Directory directory = new Directory("a", 2_500, nobody());

  /** What a node carries it knows without asking anybody. */
  private static Directory.Ports nobody() {
    return (Directory.Ports) Proxy.newProxyInstance(
        DirectoryTest.class.getClassLoader(),
        new Class<?>[] {Directory.Ports.class},
        (self, method, given) -> {
          throw new UnsupportedOperationException(method.getName());
        });
  }

  private void tell(String session, long epoch, State state, int clients) {
    directory.attended(
        new Lifecycle(new SessionId(session), new QuoteId("Q-1"), epoch, state, clients));
  }

  private long load() {
    return directory.beat(true).load();
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
}
