package dev.quotey.live.engine;

import dev.quotey.live.core.json.JsonList;
import dev.quotey.live.core.json.JsonMap;
import dev.quotey.live.core.json.JsonNumber;
import dev.quotey.live.core.json.JsonString;
import dev.quotey.live.core.json.JsonText;
import dev.quotey.live.core.json.JsonValue;
import dev.quotey.live.core.ot.Change;
import dev.quotey.live.core.sync.Clash;
import dev.quotey.live.core.sync.ClientId;
import dev.quotey.live.protocol.OperationForm;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Reads the raw messages of the server. */
final class PageMessage {
  private PageMessage() {}

  static JsonMap body(String message) {
    return map(member(map(JsonText.parse(message)), "body"));
  }

  /** A session from the reply to a join that has a snapshot. */
  static PageSession session(String clientId, String userId, String message) {
    JsonMap reply = body(message);
    JsonValue document = map(member(reply, "snapshot")).get("document").orElse(JsonMap.EMPTY);
    return new PageSession(
        clientId, userId, number(reply, "revision"), document, number(reply, "client_seq"));
  }

  /** The commits of a message that has a list of them. */
  static List<JsonMap> commits(String message) {
    List<JsonMap> commits = new ArrayList<>();
    if (member(body(message), "operations") instanceof JsonList missed) {
      for (JsonValue commit : missed) {
        commits.add(map(commit));
      }
    }
    return commits;
  }

  static long revision(JsonMap commit) {
    return number(commit, "revision");
  }

  /** Takes a commit in, if it is the next; what it changes in the document shown. */
  static Change take(PageSession session, JsonMap commit) {
    long revision = revision(commit);
    if (revision != session.replica().revision() + 1) {
      return Change.EMPTY;
    }
    ClientId author = new ClientId(commit.string("client_id").orElse(""));
    List<Clash> clashes = new ArrayList<>();
    if (commit.get("conflicts").orElse(JsonList.EMPTY) instanceof JsonList conflicts) {
      for (JsonValue clash : conflicts) {
        clashes.add(OperationForm.readConflict(map(clash), author));
      }
    }
    return session.committed(
        revision,
        author,
        number(commit, "client_seq"),
        OperationForm.read(member(commit, "operations")),
        clashes);
  }

  /** A JSON list of ids. */
  static Set<String> ids(String list) {
    Set<String> ids = new HashSet<>();
    if (JsonText.parse(list) instanceof JsonList elements) {
      for (JsonValue element : elements) {
        if (element instanceof JsonString id) {
          ids.add(id.value());
        }
      }
    }
    return ids;
  }

  static JsonMap map(JsonValue value) {
    return value instanceof JsonMap map ? map : JsonMap.EMPTY;
  }

  private static JsonValue member(JsonMap map, String name) {
    return map.get(name).orElse(JsonMap.EMPTY);
  }

  private static long number(JsonMap map, String name) {
    return map.number(name).orElse(JsonNumber.ZERO).value().longValue();
  }
}
