package dev.quotey.live.core.ot;

import java.util.ArrayList;
import java.util.List;

/**
 * Two concurrent changes past each other: apply {@code other} then {@code change}, or {@code change}
 * as it was then {@code other}, and the documents are equal.
 *
 * @param change the first change, to be applied after the second
 * @param other the second change, to be applied after the first
 * @param conflicts what either lost to the other
 * @param merged how often two operations had the same place, and both have their way
 * @param same how often both said the same, or one moved what the other deleted
 */
public record Crossing(
    Change change, Change other, List<Conflict> conflicts, int merged, int same) {
  public Crossing {
    conflicts = List.copyOf(conflicts);
  }

  /** The two lists of operations past each other. */
  record Lists(List<Operation> mine, List<Operation> theirs) {}

  /** Crosses lists of operations cell by cell, as in a grid of mine by theirs. */
  static final class Grid implements Conflicts {
    private final Side side;
    private final List<Conflict> conflicts = new ArrayList<>();
    private int merged;
    private int same;

    Grid(Side side) {
      this.side = side;
    }

    @Override
    public void add(Conflict conflict) {
      conflicts.add(conflict);
    }

    @Override
    public void met(boolean isSame) {
      if (isSame) {
        same++;
      } else {
        merged++;
      }
    }

    Crossing crossing(Change mine, Change theirs) {
      Lists lists = cross(mine.operations(), theirs.operations());
      return new Crossing(
          new Change(lists.mine()), new Change(lists.theirs()), conflicts, merged, same);
    }

    private Lists cross(List<Operation> mine, List<Operation> theirs) {
      List<Operation> mineOut = new ArrayList<>(mine.size());
      List<Operation> theirsNow = theirs;
      for (Operation operation : mine) {
        List<Operation> mineNow = List.of(operation);
        List<Operation> theirsNext = new ArrayList<>(theirsNow.size());
        for (Operation other : theirsNow) {
          Lists cell = cell(mineNow, other);
          mineNow = cell.mine();
          theirsNext.addAll(cell.theirs());
        }
        mineOut.addAll(mineNow);
        theirsNow = theirsNext;
      }
      return new Lists(mineOut, theirsNow);
    }

    private Lists cell(List<Operation> mine, Operation theirs) {
      if (mine.size() != 1) {
        return mine.isEmpty() ? new Lists(mine, List.of(theirs)) : cross(mine, List.of(theirs));
      }
      Operation one = mine.get(0);
      // Each side meets the conflict of a cell; it is told once, by the side that came later.
      boolean later = side == Side.RIGHT;
      Transform forMine = new Transform(side, later ? this : Conflicts.UNHEARD);
      Transform forTheirs = new Transform(side.opposite(), later ? Conflicts.UNHEARD : this);
      return new Lists(forMine.transform(one, theirs), forTheirs.transform(theirs, one));
    }
  }
}
