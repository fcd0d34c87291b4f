package dev.quotey.live.core.ot;

import dev.quotey.live.core.json.JsonMap;
import dev.quotey.live.core.json.JsonNumber;
import dev.quotey.live.core.json.Path;
import java.util.List;

/**
 * One operation past one concurrent operation: the cells of the transform table in docs/SPEC.md.
 *
 * <p>The later of two writes of one value stands, as if it had been made after the earlier; a write
 * or a delete around an edit takes the edit with it; positions in lists shift.
 */
final class Transform {
  private static final List<Operation> NOTHING = List.of();

  private final Side side;
  private final Conflicts conflicts;

  Transform(Side side, Conflicts conflicts) {
    this.side = side;
    this.conflicts = conflicts;
  }

  /** The operations that do what {@code op} meant, after {@code other}. */
  List<Operation> transform(Operation op, Operation other) {
    if (Ot.isIdentity(op)) {
      return NOTHING;
    }
    if (Ot.isIdentity(other)) {
      return List.of(op);
    }
    return switch (other) {
      case Operation.Set set -> pastSet(op, set);
      case Operation.Remove remove -> pastRemove(op, remove);
      case Operation.Add add -> pastAdd(op, add);
      case Operation.Text text -> pastText(op, text);
      case Operation.Insert insert -> pastInsert(op, insert);
      case Operation.Delete delete -> pastDelete(op, delete);
      case Operation.Move move -> pastMove(op, move);
    };
  }

  private List<Operation> pastSet(Operation op, Operation.Set set) {
    if (!set.path().isPrefixOf(op.path())) {
      overwrites(op, set);
      return List.of(op);
    }
    if (set.path().length() < op.path().length()) {
      return gaveWay(Conflict.Kind.OVERWRITTEN, op, set);
    }
    return switch (op) {
      case Operation.Set mine -> setPastSet(mine, set);
      case Operation.Remove ignored -> laterStands(op, set);
      case Operation.Add ignored ->
        side == Side.RIGHT && set.value() instanceof JsonNumber
            ? merged(op)
            : gaveWay(Conflict.Kind.OVERWRITTEN, op, set);
      case Operation.Text ignored -> gaveWay(Conflict.Kind.OVERWRITTEN, op, set);
      case Operation.Insert ignored -> gaveWay(Conflict.Kind.OVERWRITTEN, op, set);
      // The element itself got another value; where it stands is not touched by that.
      case Operation.Delete delete -> {
        conflicts.add(new Conflict(Conflict.Kind.DELETED, delete, set, side.opposite()));
        yield List.of(op);
      }
      case Operation.Move ignored -> List.of(op);
    };
  }

  private List<Operation> setPastSet(Operation.Set mine, Operation.Set set) {
    if (!mine.value().equals(set.value())) {
      return laterStands(mine, set);
    }
    // Both say the same: nobody lost anything.
    conflicts.met(true);
    return side == Side.RIGHT ? List.of(mine) : NOTHING;
  }

  private List<Operation> pastRemove(Operation op, Operation.Remove remove) {
    if (!remove.path().isPrefixOf(op.path())) {
      overwrites(op, remove);
      return List.of(op);
    }
    if (remove.path().length() == op.path().length()) {
      if (op instanceof Operation.Remove) {
        return same();
      }
      if (op instanceof Operation.Set) {
        return laterStands(op, remove);
      }
    }
    return gaveWay(Conflict.Kind.OVERWRITTEN, op, remove);
  }

  private List<Operation> pastAdd(Operation op, Operation.Add add) {
    if (op instanceof Operation.Add && op.path().equals(add.path())) {
      return merged(op);
    }
    if (!op.path().equals(add.path()) || side == Side.RIGHT) {
      overwrites(op, add);
      return List.of(op);
    }
    if (op instanceof Operation.Set set && set.value() instanceof JsonNumber number) {
      // Set first, added to later: both count, as they would one after the other.
      return List.of(new Operation.Set(set.path(), number.plus(add.amount())));
    }
    overwrites(op, add);
    return List.of(op);
  }

  private List<Operation> pastText(Operation op, Operation.Text text) {
    if (op instanceof Operation.Text mine && mine.path().equals(text.path())) {
      conflicts.met(false);
      TextEdit edit = mine.edit().transform(text.edit(), side);
      return edit.isIdentity() ? NOTHING : List.of(new Operation.Text(mine.path(), edit));
    }
    overwrites(op, text);
    return List.of(op);
  }

  private List<Operation> pastInsert(Operation op, Operation.Insert insert) {
    Path list = insert.path();
    if (op instanceof Operation.Insert mine && mine.path().equals(list)) {
      return insertPastInsert(mine, insert);
    }
    if (!passesThrough(op.path(), list)) {
      overwrites(op, insert);
      return List.of(op);
    }
    int at = insert.index();
    if (op instanceof Operation.Move move && isElementOf(move.path(), list)) {
      int gap = at > move.from() ? at - 1 : at;
      int to = Positions.gapPastInsert(move.to(), gap, side);
      return moved(move, Positions.elementPastInsert(move.from(), at), to);
    }
    return List.of(shifted(op, list, position -> Positions.elementPastInsert(position, at)));
  }

  private List<Operation> insertPastInsert(Operation.Insert mine, Operation.Insert insert) {
    if (mine.value() instanceof JsonMap a
        && a.id().isPresent()
        && insert.value() instanceof JsonMap b
        && a.id().equals(b.id())) {
      // One id stands once: the element that came first replaces the other.
      if (side == Side.RIGHT) {
        return gaveWay(Conflict.Kind.SAME_ID, mine, insert);
      }
      return List.of(new Operation.Delete(insert.elementPath(), insert.index()), mine);
    }
    if (mine.index() == insert.index()) {
      conflicts.met(false);
    }
    int gap = Positions.gapPastInsert(mine.index(), insert.index(), side);
    return List.of(new Operation.Insert(mine.path(), gap, mine.value()));
  }

  private List<Operation> pastDelete(Operation op, Operation.Delete delete) {
    Path list = delete.path().parent();
    int at = delete.index();
    if (op instanceof Operation.Insert mine && mine.path().equals(list)) {
      return List.of(
          new Operation.Insert(list, Positions.gapPastDelete(mine.index(), at), mine.value()));
    }
    if (!passesThrough(op.path(), list)) {
      overwrites(op, delete);
      return List.of(op);
    }
    if (delete.path().isPrefixOf(op.path())) {
      boolean sameElement = delete.path().length() == op.path().length();
      boolean nothingLost =
          sameElement && (op instanceof Operation.Delete || op instanceof Operation.Move);
      return nothingLost ? same() : gaveWay(Conflict.Kind.DELETED, op, delete);
    }
    if (op instanceof Operation.Move move && isElementOf(move.path(), list)) {
      int gone = at > move.from() ? at - 1 : at;
      int to = Positions.gapPastDelete(move.to(), gone);
      return moved(move, Positions.elementPastDelete(move.from(), at), to);
    }
    return List.of(shifted(op, list, position -> Positions.elementPastDelete(position, at)));
  }

  private List<Operation> pastMove(Operation op, Operation.Move other) {
    Path list = other.path().parent();
    int from = other.from();
    int to = other.to();
    if (op instanceof Operation.Insert mine && mine.path().equals(list)) {
      int gap = Positions.gapPastInsert(Positions.gapPastDelete(mine.index(), from), to, side);
      return List.of(new Operation.Insert(list, gap, mine.value()));
    }
    if (!passesThrough(op.path(), list)) {
      overwrites(op, other);
      return List.of(op);
    }
    if (op instanceof Operation.Move mine && isElementOf(mine.path(), list)) {
      return movePastMove(mine, other);
    }
    if (op instanceof Operation.Delete && op.path().equals(other.path())) {
      // It goes, wherever it has gone to.
      conflicts.met(true);
    }
    return List.of(shifted(op, list, position -> Positions.elementPastMove(position, from, to)));
  }

  private List<Operation> movePastMove(Operation.Move mine, Operation.Move other) {
    if (mine.path().equals(other.path())) {
      if (mine.to() == other.to()) {
        return same();
      }
      laterStands(mine, other);
      return side == Side.LEFT ? NOTHING : moved(mine, other.to(), mine.to());
    }
    // Both targets are compared as gaps in the list without either element.
    int theirsWithoutMine = Positions.gapPastDelete(other.from(), mine.from());
    int mineWithoutTheirs = Positions.gapPastDelete(mine.from(), other.from());
    int theirGap = Positions.gapPastDelete(other.to(), mineWithoutTheirs);
    int myGap = Positions.gapPastDelete(mine.to(), theirsWithoutMine);
    if (myGap == theirGap) {
      conflicts.met(false);
    }
    int to = Positions.gapPastInsert(myGap, theirGap, side);
    return moved(mine, Positions.elementPastMove(mine.from(), other.from(), other.to()), to);
  }

  /** Of two writes of one value, the one that the server committed later stands. */
  private List<Operation> laterStands(Operation op, Operation other) {
    if (side == Side.LEFT) {
      return gaveWay(Conflict.Kind.OVERWRITTEN, op, other);
    }
    conflicts.add(new Conflict(Conflict.Kind.OVERWRITTEN, op, other, side.opposite()));
    return List.of(op);
  }

  private List<Operation> merged(Operation op) {
    conflicts.met(false);
    return List.of(op);
  }

  private List<Operation> same() {
    conflicts.met(true);
    return NOTHING;
  }

  private List<Operation> gaveWay(Conflict.Kind kind, Operation op, Operation other) {
    conflicts.add(new Conflict(kind, other, op, side));
    return NOTHING;
  }

  /** Notes the conflict when {@code op} replaces or deletes what {@code other} has edited. */
  private void overwrites(Operation op, Operation other) {
    if (!op.path().isPrefixOf(other.path())) {
      return;
    }
    if (op instanceof Operation.Set || op instanceof Operation.Remove) {
      conflicts.add(new Conflict(Conflict.Kind.OVERWRITTEN, op, other, side.opposite()));
    } else if (op instanceof Operation.Delete) {
      conflicts.add(new Conflict(Conflict.Kind.DELETED, op, other, side.opposite()));
    }
  }

  private static boolean passesThrough(Path path, Path list) {
    return path.length() > list.length() && list.isPrefixOf(path);
  }

  private static boolean isElementOf(Path path, Path list) {
    return path.length() == list.length() + 1;
  }

  /** The move between new positions; nothing when it leads nowhere. */
  private static List<Operation> moved(Operation.Move move, int from, int to) {
    return from == to
        ? NOTHING
        : List.of(new Operation.Move(Positions.at(move.path(), from), from, to));
  }

  /** {@code op}, whose path leads through {@code list}, with the position in it mapped. */
  private static Operation shifted(Operation op, Path list, Positions.Map map) {
    int depth = list.length();
    Path path = Positions.mapped(op.path(), depth, map);
    return op instanceof Operation.Delete delete && path.length() == depth + 1
        ? new Operation.Delete(path, map.of(delete.index()))
        : op.at(path);
  }
}
