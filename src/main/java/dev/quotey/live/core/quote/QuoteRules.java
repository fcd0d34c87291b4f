package dev.quotey.live.core.quote;

import dev.quotey.live.core.json.JsonValue;
import dev.quotey.live.core.json.Path;
import dev.quotey.live.core.ot.Change;
import dev.quotey.live.core.ot.Operation;
import dev.quotey.live.core.sync.DocumentRules;
import java.util.Optional;
import java.util.function.Function;

/**
 * What a user may make of a quote: a valid one, past nobody's hold and nobody's approval.
 *
 * @param columns what the user may do to columns that are not for everybody
 * @param names what other users are called, where that is known; documents have their ids alone
 */
public record QuoteRules(
    String userId, DocumentRules columns, Function<String, Optional<String>> names)
    implements DocumentRules {
  private static final QuoteSchema SCHEMA = new QuoteSchema();

  /** All columns are for this user, and nobody's name is known. */
  public QuoteRules(String userId) {
    this(userId, DocumentRules.NONE, user -> Optional.empty());
  }

  @Override
  public Optional<Violation> check(JsonValue before, JsonValue after, Change change) {
    boolean approved = Approval.isApproved(before);
    for (Operation operation : change.operations()) {
      Path path = operation.path();
      if (approved && isCommercial(path)) {
        return violation(
            Ruling.Code.QUOTE_APPROVED, path, "the quote is approved; revise it first");
      }
      if (path.length() > 1 && isLines(path) && path.step(1) instanceof Path.Id line) {
        Optional<String> holder = Holds.otherHolder(before, line.id(), userId);
        if (holder.isPresent()) {
          String name = names.apply(holder.get()).orElse("somebody else");
          return violation(Ruling.Code.ROW_HELD, path, name + " holds this line");
        }
      }
    }
    return columns.check(before, after, change).or(() -> SCHEMA.check(before, after, change));
  }

  /** Whether the change is one of what was submitted for approval. */
  public static boolean isCommercial(Change change) {
    return change.operations().stream().anyMatch(operation -> isCommercial(operation.path()));
  }

  private static boolean isCommercial(Path path) {
    return !(path.step(0) instanceof Path.Member top)
        || !(QuoteFields.INTERNAL.contains(top.name()) || QuoteFields.MANAGED.contains(top.name()));
  }

  private static boolean isLines(Path path) {
    return path.step(0) instanceof Path.Member top && top.name().equals(QuoteFields.LINES);
  }

  private static Optional<Violation> violation(Ruling.Code code, Path path, String message) {
    return Optional.of(new Violation(code.name(), path, message));
  }
}
