package dev.quotey.live.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quotey.live.core.sync.SessionId;
import dev.quotey.live.protocol.SocketForm.SessionAddress;
import io.vertx.core.json.JsonObject;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SocketFormTest {
  @Test
  @DisplayName("an address names a session and a door")
  void anAddressNamesASessionAndADoor() {
    assertThat(place("session.s-1_A.submit"))
        .contains(new SessionAddress(new SessionId("s-1_A"), "submit"));
    String longest = "a".repeat(SessionId.LENGTH_MAX);
    assertThat(place("session." + longest + ".close_idle"))
        .contains(new SessionAddress(new SessionId(longest), "close_idle"));
  }

  @ParameterizedTest
  @DisplayName("any other address names none")
  @ValueSource(
      strings = {
        "",
        "session.",
        "session.s",
        "session..submit",
        "session.s.",
        "session.s.Submit",
        "session.s.submit2",
        "session.a.b.submit",
        "session.a b.submit",
        "session.ä.submit",
        "sessions.s.submit",
        "session.aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.submit"
      })
  void anyOtherAddressNamesNone(String address) {
    assertThat(place(address)).isEmpty();
  }

  @Test
  @DisplayName("an answer is JSON, whatever address a browser has given for it")
  void anAnswerIsJsonWhateverItsAddress() {
    JsonObject body = new JsonObject().put("status", "ok");
    JsonObject answer = new JsonObject(SocketForm.reply("a\"\\\u0001", body));
    assertThat(answer)
        .isEqualTo(
            new JsonObject().put("type", "rec").put("address", "a\"\\\u0001").put("body", body));
  }

  @Test
  @DisplayName("a door for browsers is found by its word, and no other door")
  void aDoorForBrowsersIsFoundByItsWord() {
    assertThat(Door.forBrowsers("submit")).contains(Door.SUBMIT);
    assertThat(Door.forBrowsers("SUBMIT")).isEmpty();
    assertThat(Door.forBrowsers(Door.CLOSE_IDLE.word())).isEmpty();
  }

  private static Optional<SessionAddress> place(String address) {
    JsonObject frame = new JsonObject().put("type", "send").put("address", address);
    return SocketForm.read(frame.encode()).place();
  }
}
