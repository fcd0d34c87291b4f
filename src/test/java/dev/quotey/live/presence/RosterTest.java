package dev.quotey.live.presence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quotey.live.core.sync.ClientId;
import dev.quotey.live.protocol.Identity;
import dev.quotey.live.protocol.PresenceForm;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class RosterTest {
  private static final ClientId TAB_1 = new ClientId("ana_1");
  private static final ClientId TAB_2 = new ClientId("ana_2");
  private static final ClientId BEN = new ClientId("ben_1");

  private final Roster roster = new Roster();

  @Test
  @DisplayName("[PN1] of a client only the last word is told, and of a user one word in a batch")
  void coalesces() {
    for (int i = 0; i < 100; i++) {
      roster.tell(TAB_1, at("ana", TAB_1, i), 0);
    }
    roster.tell(TAB_2, at("ana", TAB_2, 7), 0);
    roster.tell(BEN, at("ben", BEN, 3), 0);
    assertThat(offsets(roster.takeBatch())).containsExactly("ana_1 99", "ben_1 3");
    assertThat(roster.hasWaiting()).isTrue();
    assertThat(offsets(roster.takeBatch())).containsExactly("ana_2 7");
    assertThat(roster.hasWaiting()).isFalse();
    assertThat(roster.all()).hasSize(3);
  }

  @Test
  @DisplayName("[PN2] who leaves, or is not heard of, is told to be gone")
  void leaves() {
    roster.tell(TAB_1, at("ana", TAB_1, 1), 0);
    roster.tell(BEN, at("ben", BEN, 2), 100);
    roster.takeBatch();
    roster.leave(TAB_1);
    JsonObject gone = roster.takeBatch().iterator().next();
    assertThat(gone.getString("status")).isEqualTo("gone");
    assertThat(gone.getValue("cursor")).isNull();
    assertThat(roster.expire(100)).isFalse();
    assertThat(roster.expire(101)).isTrue();
    assertThat(roster.takeBatch()).hasSize(1);
    assertThat(roster.all()).isEmpty();
  }

  @Test
  @DisplayName("[PN3] a client id stays the user's who has it, and the room has a limit")
  void limits() {
    roster.tell(TAB_1, at("ana", TAB_1, 1), 0);
    roster.tell(TAB_1, at("ben", TAB_1, 2), 0);
    assertThat(offsets(roster.all())).containsExactly("ana_1 1");
    for (int i = 0; i < 2 * Roster.CLIENTS_MAX; i++) {
      ClientId client = new ClientId("c" + i);
      roster.tell(client, at("u" + i, client, 0), 0);
    }
    assertThat(roster.all()).hasSize(Roster.CLIENTS_MAX);
  }

  @Test
  @DisplayName("[PN4] what was kept elsewhere does not overwrite what is known here")
  void restores() {
    roster.tell(TAB_1, at("ana", TAB_1, 5), 0);
    roster.restore(Map.of(TAB_1, at("ana", TAB_1, 1), BEN, at("ben", BEN, 2)), 10);
    assertThat(offsets(roster.all())).containsExactly("ana_1 5", "ben_1 2");
    roster.expire(5);
    assertThat(offsets(roster.all())).containsExactly("ben_1 2");
  }

  private static JsonObject at(String user, ClientId client, int offset) {
    return PresenceForm.update(
        new Identity(user, user, "", Set.of()),
        new JsonObject()
            .put("client_id", client.value())
            .put("cursor", new JsonObject().put("path", "/customer").put("offset", offset)));
  }

  private static List<String> offsets(Iterable<JsonObject> updates) {
    List<String> found = new ArrayList<>();
    updates.forEach(update -> found.add(
        update.getString("client_id") + " " + update.getJsonObject("cursor").getInteger("offset")));
    return found;
  }
}
