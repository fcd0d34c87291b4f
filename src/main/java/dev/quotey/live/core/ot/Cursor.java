package dev.quotey.live.core.ot;

import dev.quotey.live.core.json.JsonString;
import dev.quotey.live.core.json.JsonValue;
import dev.quotey.live.core.json.Path;
import java.util.Optional;

/**
 * A place in a document: a value, and in a text the place between two of its code points.
 *
 * <p>A cursor stays with what it stands at: in its row, whatever happens around the row; in a text
 * directly after the code point before it (of an edit of one's own, directly before the one after
 * it), as long as that is there. A selection is two cursors.
 *
 * @param offset code points before the cursor in the text at {@code path}; 0 in other values
 */
public record Cursor(Path path, int offset) {
  public Cursor {
    if (offset < 0) {
      throw new OtException(OtException.Code.MALFORMED_OPERATION, "an offset is negative");
    }
  }

  /**
   * Where the cursor stands after a change, or nowhere when its element is gone. Total, as transform
   * is: a change that does not fit the document moves the cursor somehow.
   *
   * @param own whether the cursor's owner made the change
   */
  public Optional<Cursor> transform(Change change, boolean own) {
    Cursor cursor = this;
    for (Operation operation : change.operations()) {
      Optional<Cursor> moved = cursor.transform(operation, own);
      if (moved.isEmpty()) {
        return moved;
      }
      cursor = moved.get();
    }
    return Optional.of(cursor);
  }

  private Optional<Cursor> transform(Operation operation, boolean own) {
    return switch (operation) {
      case Operation.Add ignored -> Optional.of(this);
      case Operation.Text text ->
        Optional.of(text.path().equals(path) ? at(text.edit().transform(offset, own)) : this);
      case Operation.Set set -> Optional.of(set.path().isPrefixOf(path) ? within(set) : this);
      case Operation.Remove remove -> {
        boolean inside = remove.path().isPrefixOf(path) && remove.path().length() < path.length();
        boolean itself = remove.path().equals(path);
        yield inside ? Optional.empty() : Optional.of(itself ? at(0) : this);
      }
      case Operation.Insert insert ->
        Optional.of(shifted(
            insert.path(), position -> Positions.elementPastInsert(position, insert.index())));
      case Operation.Delete delete ->
        delete.path().isPrefixOf(path)
            ? Optional.empty()
            : Optional.of(shifted(
                delete.path().parent(),
                position -> Positions.elementPastDelete(position, delete.index())));
      case Operation.Move move ->
        Optional.of(shifted(
            move.path().parent(),
            position -> Positions.elementPastMove(position, move.from(), move.to())));
    };
  }

  /** In the new value, at the same place as far as it has one. */
  private Cursor within(Operation.Set set) {
    JsonValue value = set.value();
    for (int depth = set.path().length(); depth < path.length(); depth++) {
      Optional<JsonValue> child = Path.of(path.step(depth)).find(value);
      if (child.isEmpty()) {
        return new Cursor(set.path(), 0);
      }
      value = child.get();
    }
    return at(value instanceof JsonString text ? Math.min(offset, text.lengthCodePoints()) : 0);
  }

  private Cursor at(int newOffset) {
    return newOffset == offset ? this : new Cursor(path, newOffset);
  }

  private Cursor shifted(Path list, Positions.Map map) {
    if (path.length() <= list.length() || !list.isPrefixOf(path)) {
      return this;
    }
    return new Cursor(Positions.mapped(path, list.length(), map), offset);
  }
}
