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
      operations.add(operation.at(shared(operation.path())));
    }
    return new Change(operations);
  }

  private Path shared(Path path) {
    if (paths.size() >= PATHS_MAX) {
      paths.clear();
    }
    Path known = paths.putIfAbsent(path, path);
    return known == null ? path : known;
  }
}
