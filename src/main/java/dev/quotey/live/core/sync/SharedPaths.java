package dev.quotey.live.core.sync;

import dev.quotey.live.core.json.Path;
import dev.quotey.live.core.ot.Change;
import dev.quotey.live.core.ot.Operation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Gives changes that are kept for long one path for each place. Most changes are made at few places, and of
 * a small change the path is most.
 */
final class SharedPaths {
  /** Then they are gathered anew: some are of lines that are no more. */
  private static final int PATHS_MAX = 1_000;

  private final Map<Path, Path> paths = new HashMap<>();

  /** An equal change. */
  Change in(Change change) {
    List<Operation> operations = new ArrayList<>(change.operations().size());
    for (Operation operation : change.operations()) {
      operations.add(in(operation));
    }
    return new Change(operations);
  }

  private Operation in(Operation operation) {
    Path path = shared(operation.path());
    return switch (operation) {
      case Operation.Set set -> new Operation.Set(path, set.value());
      case Operation.Remove ignored -> new Operation.Remove(path);
      case Operation.Add add -> new Operation.Add(path, add.amount());
      case Operation.Text text -> new Operation.Text(path, text.edit());
      case Operation.Insert insert -> new Operation.Insert(path, insert.index(), insert.value());
      case Operation.Delete delete -> new Operation.Delete(path, delete.index());
      case Operation.Move move -> new Operation.Move(path, move.from(), move.to());
    };
  }

  private Path shared(Path path) {
    if (paths.size() >= PATHS_MAX) {
      paths.clear();
    }
    Path known = paths.putIfAbsent(path, path);
    return known == null ? path : known;
  }
}
