package dev.quotey.live.engine;

import dev.quotey.live.core.json.JsonBoolean;
import dev.quotey.live.core.json.JsonException;
import dev.quotey.live.core.json.JsonList;
import dev.quotey.live.core.json.JsonMap;
import dev.quotey.live.core.json.JsonNumber;
import dev.quotey.live.core.json.JsonString;
import dev.quotey.live.core.json.JsonText;
import dev.quotey.live.core.json.JsonValue;
import dev.quotey.live.core.json.Path;
import dev.quotey.live.core.ot.Change;
import dev.quotey.live.core.ot.Conflict;
import dev.quotey.live.core.ot.Cursor;
import dev.quotey.live.core.ot.Ot;
import dev.quotey.live.core.ot.OtException;
import dev.quotey.live.core.ot.Side;
import dev.quotey.live.core.sync.ClientId;
import dev.quotey.live.core.sync.Submission;
import dev.quotey.live.core.sync.UndoHistory;
import dev.quotey.live.protocol.OperationForm;
import dev.quotey.live.protocol.PricingForm;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.teavm.jso.JSBody;
import org.teavm.jso.JSExport;

/**
 * The functions of {@code engine.js}. A page opens a quote and keeps its handle; documents, edits and
 * commits go in as JSON text, so that no number passes through a script's floating point.
 *
 * <p>What changes something answers with JSON text: which lines and fields to show anew, or {@code
 * {"error":{"code":…,"message":…}}}, and then nothing has changed.
 */
public final class BrowserEngine {
  private static final Map<Integer, PageSession> SESSIONS = new HashMap<>();
  private static int nextHandle;

  private BrowserEngine() {}

  /** Opens a quote from the raw message that answers a join; the result is its handle. */
  @JSExport
  public static int open(String clientId, String userId, String message) {
    JsonMap reply = body(message);
    JsonValue document = map(member(reply, "snapshot")).get("document").orElse(JsonMap.EMPTY);
    PageSession session = new PageSession(
        clientId, userId, number(reply, "revision"), document, number(reply, "client_seq"));
    SESSIONS.put(nextHandle, session);
    return nextHandle++;
  }

  /** Forgets a quote; its handle is not used again. */
  @JSExport
  public static void close(int handle) {
    SESSIONS.remove(handle);
  }

  /** Takes in the missed commits of the raw message that answers a join; their number. */
  @JSExport
  public static int resume(int handle, String message) {
    int taken = 0;
    if (member(body(message), "operations") instanceof JsonList missed) {
      for (JsonValue commit : missed) {
        take(SESSIONS.get(handle), map(commit));
        taken++;
      }
    }
    return taken;
  }

  @JSExport
  public static String setText(int handle, String path, String text) {
    return edited(() -> SESSIONS.get(handle).setText(path, text));
  }

  @JSExport
  public static String setValue(int handle, String path, String text) {
    return edited(() -> SESSIONS.get(handle).setValue(path, text));
  }

  @JSExport
  public static String setDecimal(int handle, String path, String decimal) {
    return edited(() -> SESSIONS.get(handle).setDecimal(path, decimal));
  }

  /** Makes a change of operations as docs/PROTOCOL.md writes them. */
  @JSExport
  public static String edit(int handle, String operations) {
    return edited(() -> SESSIONS.get(handle).make(change(operations)));
  }

  /** What others have taken away of one's own edits since this was last asked, as JSON. */
  @JSExport
  public static String losses(int handle) {
    return JsonText.write(SESSIONS.get(handle).losses());
  }

  @JSExport
  public static String insertLine(int handle, int index, String line) {
    return edited(() -> SESSIONS.get(handle).insertLine(index, JsonText.parse(line)));
  }

  @JSExport
  public static String deleteLine(int handle, String id) {
    return edited(() -> SESSIONS.get(handle).deleteLine(id));
  }

  @JSExport
  public static String moveLine(int handle, String id, int to) {
    return edited(() -> SESSIONS.get(handle).moveLine(id, to));
  }

  /** The body of the next submit message, or "" when there is nothing to send now. */
  @JSExport
  public static String nextSubmission(int handle, String sessionId) {
    PageSession session = SESSIONS.get(handle);
    return message(session, sessionId, session.replica().nextSubmission());
  }

  /** The body of the submit message that waits for its commit, to be sent again; or "". */
  @JSExport
  public static String inFlight(int handle, String sessionId) {
    PageSession session = SESSIONS.get(handle);
    return message(session, sessionId, session.replica().inFlight());
  }

  /**
   * Takes in the commit of a raw message: {@code "known"} if it was taken in before, {@code "gap"} if
   * one before it is missing, or else what to show anew.
   */
  @JSExport
  public static String committed(int handle, String message) {
    PageSession session = SESSIONS.get(handle);
    JsonMap commit = body(message);
    long revision = number(commit, "revision");
    long known = session.replica().revision();
    if (revision <= known) {
      return "known";
    }
    return revision > known + 1 ? "gap" : JsonText.write(take(session, commit));
  }

  private static JsonMap take(PageSession session, JsonMap commit) {
    long revision = number(commit, "revision");
    if (revision != session.replica().revision() + 1) {
      return JsonMap.EMPTY;
    }
    return PageSession.touched(session.committed(
        revision,
        new ClientId(commit.string("client_id").orElse("")),
        number(commit, "client_seq"),
        OperationForm.read(member(commit, "operations")),
        overtaken(session.replica().clientId(), commit)));
  }

  /** The conflicts of a commit in which an earlier change of this client gave way. */
  private static List<Conflict> overtaken(ClientId client, JsonMap commit) {
    List<Conflict> mine = new ArrayList<>();
    boolean own = commit.string("client_id").orElse("").equals(client.value());
    if (!own && commit.get("conflicts").orElse(JsonList.EMPTY) instanceof JsonList conflicts) {
      for (JsonValue conflict : conflicts) {
        OperationForm.readConflict(map(conflict), client).ifPresent(mine::add);
      }
    }
    return mine;
  }

  /** The server refused what was in flight, and it is taken back; what to show anew. */
  @JSExport
  public static String rejected(int handle) {
    return JsonText.write(PageSession.touched(SESSIONS.get(handle).rejected()));
  }

  /** The next edit is undone on its own, also in the cell that was typed in before. */
  @JSExport
  public static void pause(int handle) {
    SESSIONS.get(handle).pause();
  }

  /** Undoes one's newest edit: what to show anew, or {@code "nothing"}, or {@code "overtaken"}. */
  @JSExport
  public static String undo(int handle) {
    return made(SESSIONS.get(handle).undo());
  }

  /** Does again what was undone last; answers as {@link #undo} does. */
  @JSExport
  public static String redo(int handle) {
    return made(SESSIONS.get(handle).redo());
  }

  private static String made(UndoHistory.Step step) {
    return switch (step) {
      case UndoHistory.Apply apply -> JsonText.write(PageSession.touched(apply.change()));
      case UndoHistory.Overtaken ignored -> "overtaken";
      case UndoHistory.Nothing ignored -> "nothing";
    };
  }

  @JSExport
  public static int revision(int handle) {
    return (int) SESSIONS.get(handle).replica().revision();
  }

  @JSExport
  public static boolean hasPending(int handle) {
    return SESSIONS.get(handle).replica().hasPending();
  }

  /** The whole document, exact. */
  @JSExport
  public static String document(int handle) {
    return JsonText.write(SESSIONS.get(handle).replica().document());
  }

  /** The header; every number as a string. */
  @JSExport
  public static String header(int handle) {
    return JsonText.write(SESSIONS.get(handle).header());
  }

  /** The ids of the lines in their order. */
  @JSExport
  public static String lineIds(int handle) {
    return JsonText.write(SESSIONS.get(handle).lineIds());
  }

  /** A line; every number as a string. */
  @JSExport
  public static String line(int handle, String id) {
    return JsonText.write(SESSIONS.get(handle).line(id));
  }

  /** The totals of the document shown; every amount as a string. */
  @JSExport
  public static String totals(int handle) {
    return JsonText.write(SESSIONS.get(handle).totals());
  }

  /** What the document shown costs, why, and who has to approve it; every amount as a string. */
  @JSExport
  public static String pricing(int handle) {
    return JsonText.write(SESSIONS.get(handle).pricing());
  }

  private static String edited(Supplier<Change> edit) {
    try {
      Change change = edit.get();
      return JsonText.write(
          PageSession.touched(change).with("edited", JsonBoolean.of(!change.isEmpty())));
    } catch (OtException e) {
      return error(e.code().name(), e.getMessage());
    } catch (JsonException e) {
      return error(e.code().name(), e.getMessage());
    } catch (PageSession.Refusal e) {
      return error(e.code(), e.getMessage());
    }
  }

  private static String error(String code, String message) {
    JsonMap error =
        JsonMap.EMPTY.with("code", new JsonString(code)).with("message", new JsonString(message));
    return JsonText.write(JsonMap.EMPTY.with("error", error));
  }

  private static String message(
      PageSession session, String sessionId, Optional<Submission> submission) {
    return submission.isEmpty() ? "" : JsonText.write(session.message(sessionId, submission.get()));
  }

  private static Change change(String operations) {
    return OperationForm.read(JsonText.parse(operations));
  }

  private static JsonMap body(String message) {
    return map(member(map(JsonText.parse(message)), "body"));
  }

  private static JsonMap map(JsonValue value) {
    return value instanceof JsonMap map ? map : JsonMap.EMPTY;
  }

  private static JsonValue member(JsonMap map, String name) {
    return map.get(name).orElse(JsonMap.EMPTY);
  }

  private static long number(JsonMap map, String name) {
    return map.number(name)
        .map(JsonNumber::value)
        .map(value -> value.longValue())
        .orElse(0L);
  }

  /** Reads a document. Throws an error with a {@code code} for text that is none. */
  @JSExport
  public static JsonValue parseDocument(String text) {
    return checked(() -> JsonText.parse(text));
  }

  /** The canonical text of a document. */
  @JSExport
  public static String documentText(JsonValue document) {
    return JsonText.write(document);
  }

  /** Reads a list of operations in the form of docs/PROTOCOL.md. Fails as above. */
  @JSExport
  public static Change parseChange(String operations) {
    return checked(() -> change(operations));
  }

  @JSExport
  public static String changeText(Change change) {
    return JsonText.write(OperationForm.write(change));
  }

  /** The document after the change; the one before is untouched. Fails as above. */
  @JSExport
  public static JsonValue applyChange(JsonValue document, Change change) {
    return checked(() -> Ot.apply(document, change));
  }

  /** The change past another that started at the same document. */
  @JSExport
  public static Change transformChange(Change change, Change other, boolean later) {
    return Ot.transform(change, other, later ? Side.RIGHT : Side.LEFT);
  }

  @JSExport
  public static Change composeChanges(Change first, Change second) {
    return Ot.compose(first, second);
  }

  /** The change that takes {@code change} on {@code document} back. Fails as above. */
  @JSExport
  public static Change invertChange(JsonValue document, Change change) {
    return checked(() -> Ot.invert(document, change));
  }

  /** Where a cursor stands after a change, as {@code {"path","offset"}}; or "" for nowhere. */
  @JSExport
  public static String transformCursor(String path, int offset, Change change, boolean own) {
    return checked(() -> new Cursor(Path.parse(path), offset)
        .transform(change, own)
        .map(BrowserEngine::text)
        .orElse(""));
  }

  private static String text(Cursor cursor) {
    return JsonText.write(JsonMap.EMPTY
        .with("path", new JsonString(cursor.path().toString()))
        .with("offset", JsonNumber.of(cursor.offset())));
  }

  /** What a quote costs, as {@link #pricing} tells it. */
  @JSExport
  public static String priceDocument(JsonValue document) {
    return JsonText.write(PricingForm.write(map(document)));
  }

  private static <T> T checked(Supplier<T> call) {
    try {
      return call.get();
    } catch (OtException e) {
      throw raise(e.code().name(), e.getMessage());
    } catch (JsonException e) {
      throw raise(e.code().name(), e.getMessage());
    }
  }

  private static RuntimeException raise(String code, String message) {
    throwError(code, message);
    return new IllegalStateException(message);
  }

  @JSBody(
      params = {"code", "message"},
      script = "throw Object.assign(new Error(message), { code: code });")
  private static native void throwError(String code, String message);
}
