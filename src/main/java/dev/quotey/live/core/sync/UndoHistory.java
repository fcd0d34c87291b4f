package dev.quotey.live.core.sync;

import dev.quotey.live.core.json.JsonValue;
import dev.quotey.live.core.ot.Change;
import dev.quotey.live.core.ot.Conflict;
import dev.quotey.live.core.ot.Crossing;
import dev.quotey.live.core.ot.Ot;
import dev.quotey.live.core.ot.Side;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Undo and redo of one's own edits among those of others.
 *
 * <p>Each entry holds the change that takes an edit back. The newest applies to the document as it
 * is; each older one to the document as it will be when those after it have been undone. What
 * others do is carried through the whole stack, so an entry always fits.
 *
 * <p>Laws: undoing everything, where nobody else touched what was edited, gives the document without
 * those edits; redoing it gives them back. Nothing that somebody else wrote is taken back: an entry
 * that would is overtaken, and undoing it does nothing but say so. One thread.
 */
public final class UndoHistory {
  /** Edits that can be undone; the oldest are forgotten. */
  public static final int ENTRIES_MAX = 200;

  private final List<Entry> undo = new ArrayList<>();
  private final List<Entry> redo = new ArrayList<>();

  private record Entry(Change change, Optional<Overtaken> overtaken) {}

  /** What an undo or redo comes to. */
  public sealed interface Step {}

  /** The change to be made, as an edit of one's own that is not reported to the history again. */
  public record Apply(Change change) implements Step {}

  /** Somebody has written there since: whose change it was, and what it met. Nothing to be made. */
  public record Overtaken(ClientId by, Conflict conflict) implements Step {}

  /** There is nothing to undo or redo. */
  public record Nothing() implements Step {}

  /**
   * Notes an edit of one's own.
   *
   * @param before the document that the change was made on
   * @param joins whether it is undone together with the edit before it, as typed letters are
   */
  public void edited(JsonValue before, Change change, boolean joins) {
    Change inverse = Ot.invert(before, change);
    int last = undo.size() - 1;
    if (joins && last >= 0 && undo.get(last).overtaken().isEmpty()) {
      Change both = Ot.compose(inverse, undo.get(last).change());
      undo.set(last, new Entry(both, Optional.empty()));
    } else {
      push(undo, inverse);
    }
    redo.clear();
  }

  /** Notes a change by somebody else, as it changes the document shown. */
  public void othersDid(ClientId author, Change change) {
    carry(undo, author, change);
    carry(redo, author, change);
  }

  /**
   * Takes the newest edit that is left off the history.
   *
   * @param document as it is shown now
   */
  public Step undo(JsonValue document) {
    return step(document, undo, redo);
  }

  /** Takes the edit that was undone last; {@link #undo} is its mirror. */
  public Step redo(JsonValue document) {
    return step(document, redo, undo);
  }

  /** Whether there is an edit of one's own to take back. */
  public boolean canUndo() {
    return !undo.isEmpty();
  }

  /** Whether there is one that was taken back. */
  public boolean canRedo() {
    return !redo.isEmpty();
  }

  private static Step step(JsonValue document, List<Entry> from, List<Entry> to) {
    while (!from.isEmpty()) {
      Entry entry = from.remove(from.size() - 1);
      if (entry.overtaken().isPresent()) {
        // The edit stays: what was edited before it is undone around it.
        Overtaken overtaken = entry.overtaken().get();
        carry(from, overtaken.by(), Ot.invert(document, entry.change()));
        return overtaken;
      }
      // Others may have done what the entry would do; then the one before it is meant.
      if (!entry.change().isEmpty()) {
        push(to, Ot.invert(document, entry.change()));
        return new Apply(entry.change());
      }
    }
    return new Nothing();
  }

  private static void push(List<Entry> stack, Change change) {
    stack.add(new Entry(change, Optional.empty()));
    if (stack.size() > ENTRIES_MAX) {
      stack.remove(0);
    }
  }

  private static void carry(List<Entry> stack, ClientId author, Change change) {
    Change theirs = change;
    for (int i = stack.size() - 1; i >= 0 && !theirs.isEmpty(); i--) {
      Entry entry = stack.get(i);
      // LEFT: of two writes of one value the other's stands.
      Crossing crossing = Ot.cross(entry.change(), theirs, Side.LEFT);
      Optional<Overtaken> overtaken =
          entry.overtaken().isPresent() || crossing.conflicts().isEmpty()
              ? entry.overtaken()
              : Optional.of(new Overtaken(author, crossing.conflicts().get(0)));
      stack.set(i, new Entry(crossing.change(), overtaken));
      theirs = crossing.other();
    }
  }
}
