package dev.quotey.live.core.ot;

import dev.quotey.live.core.json.JsonMap;
import dev.quotey.live.core.json.JsonNumber;
import dev.quotey.live.core.json.JsonValue;
import dev.quotey.live.core.json.Path;

/**
 * One edit of a document. Positions in lists count from 0 and are those at the moment the operation
 * applies.
 *
 * <p>An element of a list that has an id is named by it; its list operations carry the element's
 * position too, so that transform never needs the document.
 */
public sealed interface Operation {
  /** What the operation works on: a member, an element, or for {@link Insert} the list. */
  Path path();

  /** The same operation on another place. */
  default Operation at(Path path) {
    return switch (this) {
      case Set set -> new Set(path, set.value());
      case Remove ignored -> new Remove(path);
      case Add add -> new Add(path, add.amount());
      case Text text -> new Text(path, text.edit());
      case Insert insert -> new Insert(path, insert.index(), insert.value());
      case Delete delete -> new Delete(path, delete.index());
      case Move move -> new Move(path, move.from(), move.to());
    };
  }

  /** Gives a member of a map, or an element of a list, a value. A missing member is made. */
  record Set(Path path, JsonValue value) implements Operation {
    public Set {
      requireStep(path);
    }
  }

  /** Takes a member out of a map. */
  record Remove(Path path) implements Operation {
    public Remove {
      requireStep(path);
    }
  }

  /** Adds to a number, exactly. */
  record Add(Path path, JsonNumber amount) implements Operation {
    public Add {
      requireStep(path);
    }
  }

  /** Edits a string in place. */
  record Text(Path path, TextEdit edit) implements Operation {
    public Text {
      requireStep(path);
    }
  }

  /** Puts a new element into the list at {@code path}; it stands at {@code index} afterwards. */
  record Insert(Path path, int index, JsonValue value) implements Operation {
    public Insert {
      requirePosition(index);
    }

    /** The path that names the new element. */
    public Path elementPath() {
      return value instanceof JsonMap map && map.id().isPresent()
          ? path.id(map.id().get())
          : path.child(new Path.Index(index));
    }
  }

  /** Takes the element at {@code path}, which stands at {@code index}, out of its list. */
  record Delete(Path path, int index) implements Operation {
    public Delete {
      requireElement(path, index);
    }
  }

  /** Moves the element at {@code path} from {@code from}; it stands at {@code to} afterwards. */
  record Move(Path path, int from, int to) implements Operation {
    public Move {
      requireElement(path, from);
      requirePosition(to);
    }
  }

  private static void requireStep(Path path) {
    if (path.length() == 0) {
      throw malformed("the whole document cannot be replaced");
    }
  }

  private static void requirePosition(int index) {
    if (index < 0) {
      throw malformed("a position is negative");
    }
  }

  private static void requireElement(Path path, int index) {
    requireStep(path);
    requirePosition(index);
    boolean fits = switch (path.last()) {
      case Path.Index step -> step.position() == index;
      case Path.Id ignored -> true;
      case Path.Member ignored -> false;
    };
    if (!fits) {
      throw malformed("the path names another element");
    }
  }

  private static OtException malformed(String message) {
    return new OtException(OtException.Code.MALFORMED_OPERATION, message);
  }
}
