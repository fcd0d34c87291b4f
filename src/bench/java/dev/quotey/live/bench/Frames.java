package dev.quotey.live.bench;

import dev.quotey.live.core.json.JsonMap;
import dev.quotey.live.core.json.JsonNull;
import dev.quotey.live.core.json.JsonText;
import dev.quotey.live.core.json.JsonValue;
import dev.quotey.live.core.ot.Change;
import dev.quotey.live.core.sync.ClientId;
import dev.quotey.live.protocol.OperationForm;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Reads what a server sends to the clients of one quote: an event once for all of them, since each gets the
 * same text. What clients do with it, each does by itself. One event loop.
 */
public final class Frames {
  /** Others' answers come between the copies of an event. */
  private static final int KEPT_MAX = 32;

  private JsonValue first = JsonNull.NULL;
  private final Map<String, Frame> kept = new LinkedHashMap<>();

  /** What is in a frame. */
  static final class Frame {
    private final JsonMap message;
    private Commit commit;

    private Frame(JsonMap message) {
      this.message = message;
    }

    String address() {
      return message.string("address").orElse("");
    }

    JsonValue body() {
      return message.get("body").orElse(JsonNull.NULL);
    }

    /** Only of an event that tells of a commit. */
    Commit commit() {
      if (commit == null) {
        commit = Commit.of((JsonMap) body());
      }
      return commit;
    }
  }

  /** A commit as it came in: whose, which submission of theirs, at which revision. */
  public record Commit(ClientId author, long sequence, long revision, Change change) {
    static Commit of(JsonMap event) {
      return new Commit(
          new ClientId(event.string("client_id").orElseThrow()),
          whole(event, "client_seq"),
          whole(event, "revision"),
          OperationForm.read(event.get("operations").orElseThrow()));
    }

    private static long whole(JsonMap event, String name) {
      return event.number(name).orElseThrow().value().longValueExact();
    }
  }

  /** {@code document}, or an equal one that another client came in with: they go on sharing what nobody edits. */
  JsonValue shared(JsonValue document) {
    if (!document.equals(first)) {
      first = document;
    }
    return first;
  }

  Frame read(String text) {
    Frame known = kept.get(text);
    if (known != null) {
      return known;
    }
    Frame frame = new Frame((JsonMap) JsonText.parse(text));
    kept.put(text, frame);
    if (kept.size() > KEPT_MAX) {
      kept.remove(kept.keySet().iterator().next());
    }
    return frame;
  }
}
