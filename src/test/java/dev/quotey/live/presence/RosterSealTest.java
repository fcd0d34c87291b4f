package dev.quotey.live.presence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quotey.live.core.sync.SessionId;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class RosterSealTest {
  private static final SessionId SESSION = new SessionId("s_1");
  private static final JsonObject ROSTER = new JsonObject().put("name", "Ana Ångström");

  private final RosterSeal seal = new RosterSeal("of all nodes");

  @Test
  @DisplayName(
      "[PN8] a roster between nodes is read by who has their secret, and not twice the same")
  void opened() {
    byte[] bytes = seal.seal(SESSION, ROSTER);
    assertThat(new RosterSeal("of all nodes").open(SESSION, bytes)).contains(ROSTER);
    assertThat(new String(bytes, StandardCharsets.ISO_8859_1)).doesNotContain("name", "Ana");
    assertThat(seal.seal(SESSION, ROSTER)).isNotEqualTo(bytes);
  }

  @Test
  @DisplayName("[PN8] nobody else reads it, alters it, or gives it to another session")
  void closed() {
    byte[] bytes = seal.seal(SESSION, ROSTER);
    assertThat(new RosterSeal("another").open(SESSION, bytes)).isEmpty();
    assertThat(seal.open(new SessionId("s_2"), bytes)).isEmpty();
    for (int i = 0; i < bytes.length; i++) {
      byte[] altered = bytes.clone();
      altered[i] ^= 1;
      assertThat(seal.open(SESSION, altered)).as("byte %d", i).isEmpty();
    }
    assertThat(seal.open(SESSION, new byte[0])).isEmpty();
    assertThat(seal.open(SESSION, new byte[12])).isEmpty();
  }
}
