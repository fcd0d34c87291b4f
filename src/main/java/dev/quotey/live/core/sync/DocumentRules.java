package dev.quotey.live.core.sync;

import dev.quotey.live.core.json.JsonValue;
import dev.quotey.live.core.json.Path;
import dev.quotey.live.core.ot.Change;
import java.util.Optional;

/** What a document may become. */
public interface DocumentRules {
  /** Rules that allow everything. */
  DocumentRules NONE = (before, after, change) -> Optional.empty();

  /** The first rule that is broken when {@code change} makes {@code after} of {@code before}. */
  Optional<Violation> check(JsonValue before, JsonValue after, Change change);

  /** A broken rule: a stable code, where in the document, and a sentence that is safe to show. */
  record Violation(String code, Path path, String message) {}
}
