package dev.quotey.live.core.ot;

import dev.quotey.live.core.json.JsonList;
import dev.quotey.live.core.json.JsonNull;
import dev.quotey.live.core.json.JsonValue;
import dev.quotey.live.core.json.Path;
import java.util.Optional;

/**
 * What an operation lost to a concurrent one. A value beside the result, never an error: the result
 * converges all the same, and whoever lost something can be told what, and put it back.
 *
 * @param kind how it was lost
 * @param stands the operation that has its way
 * @param gaveWay the operation that lost, with the value it would have written
 * @param loser the side of the operation that lost; LEFT is who committed first
 */
public record Conflict(Kind kind, Operation stands, Operation gaveWay, Side loser) {
  /** How an operation came to lose. */
  public enum Kind {
    /** Both wrote one value or moved one element, or the value around it was replaced or removed. */
    OVERWRITTEN,
    /** The edit was inside an element that was deleted. */
    DELETED,
    /** Both inserted an element of the same id. */
    SAME_ID
  }

  /**
   * The change that brings back what gave way.
   *
   * @param before the document of the side that lost, without the operation that stands
   * @param after the document in which to restore it
   * @return nothing where {@code before} does not hold what was lost, or its place is gone
   */
  public Change restore(JsonValue before, JsonValue after) {
    Path place = stands.path();
    return switch (stands) {
      case Operation.Delete delete -> inserted(place, delete.index(), before, after);
      case Operation.Move move -> moved(place, move.to(), before);
      // Of two elements of one id the other's stands; its place in the list does not matter.
      case Operation.Insert insert -> written(insert.elementPath(), before, after);
      case Operation.Set ignored -> written(place, before, after);
      case Operation.Remove ignored -> written(place, before, after);
      case Operation.Add ignored -> written(place, before, after);
      case Operation.Text ignored -> written(place, before, after);
    };
  }

  private static Change inserted(Path place, int index, JsonValue before, JsonValue after) {
    Optional<JsonValue> lost = place.find(before);
    Path list = place.parent();
    if (lost.isEmpty()
        || !(list.find(after).orElse(JsonNull.NULL) instanceof JsonList elements)
        || (place.last() instanceof Path.Id id && elements.indexOfId(id.id()) >= 0)) {
      return Change.EMPTY;
    }
    return Change.of(new Operation.Insert(list, Math.min(index, elements.size()), lost.get()));
  }

  private static Change moved(Path place, int from, JsonValue before) {
    int to = place.last() instanceof Path.Id id
            && place.parent().find(before).orElse(JsonNull.NULL) instanceof JsonList elements
        ? elements.indexOfId(id.id())
        : -1;
    return to < 0 || to == from ? Change.EMPTY : Change.of(new Operation.Move(place, from, to));
  }

  private static Change written(Path place, JsonValue before, JsonValue after) {
    Optional<JsonValue> lost = place.find(before);
    boolean there = place.parent().find(after).isPresent();
    return lost.isPresent() && there
        ? Change.of(new Operation.Set(place, lost.get()))
        : Change.EMPTY;
  }
}
