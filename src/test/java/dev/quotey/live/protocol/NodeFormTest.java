package dev.quotey.live.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quotey.live.core.sync.QuoteId;
import dev.quotey.live.core.sync.SessionId;
import dev.quotey.live.protocol.PersistenceMessage.SessionOpened;
import dev.quotey.live.protocol.Rights.Level;
import dev.quotey.live.protocol.SessionMessage.Beat;
import dev.quotey.live.protocol.SessionMessage.Claims;
import dev.quotey.live.protocol.SessionMessage.MoveSession;
import dev.quotey.live.protocol.SessionMessage.PlaceSession;
import dev.quotey.live.protocol.SessionMessage.Placed;
import dev.quotey.live.protocol.SessionMessage.ReadClaims;
import dev.quotey.live.protocol.SessionMessage.RunSession;
import dev.quotey.live.protocol.SessionMessage.SessionMoved;
import dev.quotey.live.protocol.SessionMessage.State;
import dev.quotey.live.protocol.SessionMessage.Unplaced;
import dev.quotey.live.protocol.SlackMessage.News;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class NodeFormTest {
  private static final QuoteId QUOTE = new QuoteId("Q-1");
  private static final SessionId SESSION = new SessionId("s_0123456789abcdef0123");
  private static final Placed PLACED = new Placed(
      new SessionOpened(
          SESSION,
          QUOTE,
          3,
          Instant.parse("2026-01-02T03:04:05.678Z"),
          Instant.parse("2026-01-02T04:05:06Z")),
      "node-1");

  private static final List<BusMessage> MESSAGES = List.of(
      new Letter(
          SESSION,
          Door.SUBMIT,
          new JsonObject().put("base_revision", 7),
          new Identity(
              "ana", "Ana", "node-1/socket", Set.of("sales"), new Rights(Level.EDITOR, false))),
      new RunSession(QUOTE, "ana"),
      new PlaceSession(QUOTE, "ana"),
      new MoveSession(QUOTE, "ana", "node-2"),
      PLACED,
      new Unplaced("UNAVAILABLE", "not now"),
      new ReadClaims(),
      new Claims(List.of(PLACED)),
      new SessionMoved(PLACED, State.STARTED),
      new Beat("node-1", 12, true, Set.of("node-3")),
      new News(Set.of(SESSION), true));

  @Test
  @DisplayName("[CN6] what nodes say to one another has the form of its protocol's number")
  void form() throws IOException {
    JsonArray written = new JsonArray(MESSAGES.stream().map(NodeForm::write).toList());
    assertThat(written)
        .as("Whoever changes it raises Bus.NODE_PROTOCOL, and writes it down under the new number")
        .isEqualTo(new JsonArray(recorded()));
  }

  @Test
  @DisplayName("[CN6] and is read as it was written")
  void roundTrip() {
    assertThat(MESSAGES)
        .allSatisfy(message -> assertThat(
                NodeForm.read(new JsonObject(NodeForm.write(message).encode())))
            .isEqualTo(message));
  }

  @Test
  @DisplayName("[CN6] where an edit comes from is told where that is known")
  void origin() {
    Origin origin = new Origin("00-1-2-01", Optional.of(Instant.parse("2026-01-02T03:04:05.678Z")));
    Letter letter = ((Letter) MESSAGES.getFirst()).from(origin);
    assertThat(NodeForm.read(new JsonObject(NodeForm.write(letter).encode()))).isEqualTo(letter);
  }

  private static String recorded() throws IOException {
    String name = "node-protocol-%d.json".formatted(Bus.NODE_PROTOCOL);
    try (InputStream file = NodeFormTest.class.getResourceAsStream(name)) {
      assertThat(file).as(name).isNotNull();
      return new String(file.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
