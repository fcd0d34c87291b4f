package dev.quotey.live.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quotey.live.core.sync.SessionId;
import dev.quotey.live.metrics.Meters;
import dev.quotey.live.protocol.Door;
import dev.quotey.live.protocol.Identity;
import dev.quotey.live.protocol.Letter;
import io.vertx.core.json.JsonObject;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class PresenceGateTest {
  private final List<Integer> told = new ArrayList<>();
  private final Deque<Runnable> timers = new ArrayDeque<>();
  private final PresenceGate gate = new PresenceGate(
      letter -> told.add(letter.body().getInteger("at")),
      timers::add,
      Meters.unread().sockets());

  private static Letter letter(String client, int at) {
    JsonObject body = new JsonObject().put("client_id", client).put("at", at);
    return new Letter(new SessionId("s_1"), Door.PRESENCE, body, Identity.SYSTEM);
  }

  private void pass() {
    timers.remove().run();
  }

  @Test
  @DisplayName("[BP8] of a flood of presence the first and the last word of each client go on")
  void flood() {
    for (int i = 0; i < 10_000; i++) {
      gate.tell(letter("c1", i));
    }
    gate.tell(letter("c2", 20_000));
    assertThat(told).containsExactly(0);
    pass();
    assertThat(told).containsExactly(0, 9_999, 20_000);
    pass();
    assertThat(timers).isEmpty();
    gate.tell(letter("c1", 30_000));
    assertThat(told).endsWith(30_000);
  }

  @Test
  @DisplayName("[BP8] the clients of a browser whose presence waits are bounded")
  void bounded() {
    for (int i = 0; i <= 10 * PresenceGate.WAITING_MAX; i++) {
      gate.tell(letter("c" + i, i));
    }
    pass();
    assertThat(told).hasSize(1 + PresenceGate.WAITING_MAX);
  }

  @Test
  @DisplayName("[BP8] no word of presence comes after its client has left, or its browser has gone")
  void left() {
    gate.tell(letter("c1", 1));
    gate.tell(letter("c1", 2));
    gate.tell(letter("c2", 3));
    gate.drop(letter("c1", 0));
    pass();
    assertThat(told).containsExactly(1, 3);
    gate.tell(letter("c2", 4));
    gate.close();
    pass();
    assertThat(told).containsExactly(1, 3);
  }
}
