package dev.quotey.live.core.ot;

import dev.quotey.live.core.json.Path;

/**
 * How positions in a list shift. An element's position runs from 0 to size - 1; a gap's, where
 * something is put in, from 0 to size.
 */
final class Positions {
  private Positions() {}

  /** Where an element stands after a concurrent operation. */
  interface Map {
    int of(int position);
  }

  static int elementPastInsert(int position, int inserted) {
    return position >= inserted ? position + 1 : position;
  }

  static int elementPastDelete(int position, int deleted) {
    return position > deleted ? position - 1 : position;
  }

  static int elementPastMove(int position, int from, int to) {
    if (position == from) {
      return to;
    }
    return elementPastInsert(elementPastDelete(position, from), to);
  }

  /** At one gap the element of LEFT comes first. */
  static int gapPastInsert(int gap, int inserted, Side side) {
    return gap > inserted || (gap == inserted && side == Side.RIGHT) ? gap + 1 : gap;
  }

  static int gapPastDelete(int gap, int deleted) {
    return gap > deleted ? gap - 1 : gap;
  }

  /** The path with the position at {@code depth} mapped; ids stay. */
  static Path mapped(Path path, int depth, Map map) {
    if (path.step(depth) instanceof Path.Index index) {
      int position = map.of(index.position());
      return position == index.position() ? path : path.withStep(depth, new Path.Index(position));
    }
    return path;
  }

  /** The element's path when it stands at {@code position}. */
  static Path at(Path element, int position) {
    return mapped(element, element.length() - 1, ignored -> position);
  }
}
