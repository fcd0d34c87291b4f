package dev.quotey.live.engine;

import dev.quotey.live.core.json.JsonBoolean;
import dev.quotey.live.core.json.JsonException;
import dev.quotey.live.core.json.JsonMap;
import dev.quotey.live.core.json.JsonString;
import dev.quotey.live.core.json.JsonText;
import dev.quotey.live.core.json.JsonValue;
import dev.quotey.live.core.json.Path;
import dev.quotey.live.core.ot.Change;
import dev.quotey.live.core.ot.Cursor;
import dev.quotey.live.core.ot.Ot;
import dev.quotey.live.core.ot.OtException;
import dev.quotey.live.core.ot.Side;
import dev.quotey.live.core.sync.ClientId;
import dev.quotey.live.core.sync.Submission;
import dev.quotey.live.core.sync.UndoHistory;
import dev.quotey.live.protocol.OperationForm;
import dev.quotey.live.protocol.PricingForm;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
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
    SESSIONS.put(nextHandle, PageMessage.session(clientId, userId, message));
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
    List<JsonMap> missed = PageMessage.commits(message);
    for (JsonMap commit : missed) {
      PageMessage.take(SESSIONS.get(handle), commit);
    }
    return missed.size();
  }

  /**
   * Goes on in the session that follows the one that has ended, at its revision 0: what is not
   * committed waits to be submitted there. Every commit of the old one has come in.
   */
  @JSExport
  public static void continueInNext(int handle) {
    SESSIONS.get(handle).continueInNext();
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

  /** What one's own edits have taken away of others' since this was last asked, as JSON. */
  @JSExport
  public static String gains(int handle) {
    return JsonText.write(SESSIONS.get(handle).activity().takeGains());
  }

  /** What was committed since this was last asked, from what to what, as JSON. */
  @JSExport
  public static String activity(int handle) {
    return JsonText.write(SESSIONS.get(handle).activity().takeCommits());
  }

  /** Notes where somebody else is. */
  @JSExport
  public static void see(int handle, String clientId, String path, int offset, int revision) {
    SESSIONS
        .get(handle)
        .cursors()
        .see(new ClientId(clientId), PageCursors.cursor(path, offset), revision);
  }

  /** Somebody else is nowhere any more. */
  @JSExport
  public static void forget(int handle, String clientId) {
    SESSIONS.get(handle).cursors().forget(new ClientId(clientId));
  }

  /** Where the others are in the document shown, as JSON. */
  @JSExport
  public static String cursors(int handle) {
    PageSession session = SESSIONS.get(handle);
    return JsonText.write(session.shownCursors());
  }

  @JSExport
  public static String insertLine(int handle, String after, String line) {
    return edited(() -> SESSIONS.get(handle).insertLine(after, JsonText.parse(line)));
  }

  @JSExport
  public static String deleteLines(int handle, String ids) {
    return lines(handle, lines -> lines.delete(PageMessage.ids(ids)));
  }

  @JSExport
  public static String moveLines(int handle, String ids, String before) {
    return lines(handle, lines -> lines.move(PageMessage.ids(ids), before));
  }

  @JSExport
  public static String stepLines(int handle, String ids, int by) {
    return lines(handle, lines -> lines.step(PageMessage.ids(ids), by));
  }

  @JSExport
  public static String duplicateLines(int handle, String ids, String prefix) {
    return lines(handle, lines -> lines.duplicate(PageMessage.ids(ids), prefix));
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
    JsonMap commit = PageMessage.body(message);
    long revision = PageMessage.revision(commit);
    long known = session.replica().revision();
    if (revision <= known) {
      return "known";
    }
    return revision > known + 1 ? "gap" : shown(PageMessage.take(session, commit));
  }

  /** The server refused what was in flight, and it is taken back; what to show anew. */
  @JSExport
  public static String rejected(int handle) {
    return shown(SESSIONS.get(handle).rejected());
  }

  /** The next edit is undone on its own, also in the cell that was typed in before. */
  @JSExport
  public static void pause(int handle) {
    SESSIONS.get(handle).pause();
  }

  /** Undoes one's newest edit: what to show anew, or {@code "nothing"}, or who has
   * written there since, as {@code {"overtaken":{"client_id","path"}}}. */
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
      case UndoHistory.Apply apply -> shown(apply.change());
      case UndoHistory.Overtaken overtaken -> overtaken(overtaken);
      case UndoHistory.Nothing ignored -> "nothing";
    };
  }

  private static String overtaken(UndoHistory.Overtaken overtaken) {
    JsonMap form = JsonMap.EMPTY
        .with("client_id", new JsonString(overtaken.by().value()))
        .with("path", new JsonString(overtaken.conflict().stands().path().toString()));
    return JsonText.write(JsonMap.EMPTY.with("overtaken", form));
  }

  /** What to show anew after a change. */
  private static String shown(Change change) {
    return JsonText.write(PageActivity.touched(change));
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

  private static String lines(int handle, Function<PageLines, Change> edit) {
    PageSession session = SESSIONS.get(handle);
    return edited(() -> session.make(edit.apply(session.pageLines())));
  }

  private static String edited(Supplier<Change> edit) {
    try {
      Change change = edit.get();
      return JsonText.write(
          PageActivity.touched(change).with("edited", JsonBoolean.of(!change.isEmpty())));
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
        .map(PageCursors::form)
        .map(JsonText::write)
        .orElse(""));
  }

  /** What a quote costs, as {@link #pricing} tells it. */
  @JSExport
  public static String priceDocument(JsonValue document) {
    return JsonText.write(PricingForm.write(PageMessage.map(document)));
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
