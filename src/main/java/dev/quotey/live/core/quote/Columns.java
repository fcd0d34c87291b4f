package dev.quotey.live.core.quote;

import dev.quotey.live.core.json.JsonList;
import dev.quotey.live.core.json.JsonMap;
import dev.quotey.live.core.json.JsonNull;
import dev.quotey.live.core.json.JsonValue;
import dev.quotey.live.core.json.Path;
import dev.quotey.live.core.ot.Change;
import dev.quotey.live.core.ot.Conflict;
import dev.quotey.live.core.ot.Operation;
import dev.quotey.live.core.sync.Clash;
import dev.quotey.live.core.sync.CommittedChange;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The columns of a quote that are not for everybody. A column is a field of a line, or one of the quote
 * itself. What is redacted goes on like the whole: the redacted changes lead from one redacted document to
 * the next, at the same positions.
 *
 * @param hidden shown to few; who does not see one does not change it either
 * @param fixed changed by few
 */
public record Columns(Set<String> hidden, Set<String> fixed) {
  /** All is for everybody. */
  public static final Columns OPEN = new Columns(Set.of(), Set.of());

  private static final int MEMBER_DEPTH = 3;

  public Columns {
    hidden = Set.copyOf(hidden);
    fixed = Set.copyOf(fixed);
  }

  /** Whether the column is not for everybody to change. */
  boolean isKept(String name) {
    return hidden.contains(name) || fixed.contains(name);
  }

  /** The members of a line that are not for everybody to change. */
  JsonMap kept(JsonMap line) {
    JsonMap kept = JsonMap.EMPTY;
    for (Set<String> names : List.of(fixed, hidden)) {
      for (String name : names) {
        Optional<JsonValue> value = line.get(name);
        kept = value.isPresent() ? kept.with(name, value.get()) : kept;
      }
    }
    return kept;
  }

  /** The column that an operation at {@code path} writes; empty where that is more than one, or none. */
  static Optional<String> column(Path path) {
    return (path.length() == 1 || path.length() == MEMBER_DEPTH)
            && path.last() instanceof Path.Member member
        ? Optional.of(member.name())
        : Optional.empty();
  }

  /** The quote without what is hidden. */
  public JsonMap redacted(JsonMap quote) {
    if (hidden.isEmpty()) {
      return quote;
    }
    JsonMap redacted = element(quote);
    if (quote.get(QuoteFields.LINES).orElse(JsonNull.NULL) instanceof JsonList lines) {
      List<JsonValue> shown = new ArrayList<>(lines.size());
      for (JsonValue line : lines) {
        shown.add(line instanceof JsonMap map ? element(map) : line);
      }
      redacted = redacted.with(QuoteFields.LINES, JsonList.of(shown));
    }
    return quote.get(QuoteFields.APPROVAL).orElse(JsonNull.NULL) instanceof JsonMap approval
        ? redacted.with(QuoteFields.APPROVAL, Approval.redacted(approval))
        : redacted;
  }

  /** A line without what is hidden. */
  private JsonMap element(JsonMap map) {
    JsonMap shown = map;
    for (String name : hidden) {
      if (shown.has(name)) {
        shown = shown.without(name);
      }
    }
    return shown;
  }

  /** The change without what is hidden, as it applies to the redacted document; it may be empty. */
  public Change redacted(Change change) {
    List<Operation> shown = new ArrayList<>(change.operations().size());
    for (Operation operation : change.operations()) {
      redacted(operation).ifPresent(shown::add);
    }
    return new Change(shown);
  }

  /** Whether something in the change is hidden. */
  public boolean hide(CommittedChange change) {
    if (hides(change.committed().operations())) {
      return true;
    }
    for (Clash clash : change.conflicts()) {
      if (hides(List.of(clash.conflict().stands(), clash.conflict().gaveWay()))) {
        return true;
      }
    }
    return false;
  }

  private boolean hides(List<Operation> operations) {
    if (hidden.isEmpty()) {
      return false;
    }
    for (Operation operation : operations) {
      if (hides(operation)) {
        return true;
      }
    }
    return false;
  }

  private boolean hides(Operation operation) {
    Optional<String> column = column(operation.path());
    if (column.filter(hidden::contains).isPresent()) {
      return true;
    }
    JsonValue written = switch (operation) {
      case Operation.Insert insert -> insert.value();
      case Operation.Set set -> set.value();
      case Operation.Remove ignored -> JsonNull.NULL;
      case Operation.Add ignored -> JsonNull.NULL;
      case Operation.Text ignored -> JsonNull.NULL;
      case Operation.Delete ignored -> JsonNull.NULL;
      case Operation.Move ignored -> JsonNull.NULL;
    };
    return written instanceof JsonMap map
        && (column.filter(QuoteFields.APPROVAL::equals).isPresent()
            || hidden.stream().anyMatch(map::has));
  }

  private Optional<Operation> redacted(Operation operation) {
    if (column(operation.path()).filter(hidden::contains).isPresent()) {
      return Optional.empty();
    }
    return Optional.of(
        switch (operation) {
          case Operation.Insert insert ->
            insert.value() instanceof JsonMap map
                ? new Operation.Insert(insert.path(), insert.index(), element(map))
                : insert;
          case Operation.Set set -> redacted(set);
          case Operation.Remove remove -> remove;
          case Operation.Add add -> add;
          case Operation.Text text -> text;
          case Operation.Delete delete -> delete;
          case Operation.Move move -> move;
        });
  }

  private Operation redacted(Operation.Set set) {
    if (!(set.value() instanceof JsonMap map) || hidden.isEmpty()) {
      return set;
    }
    boolean approval = column(set.path()).filter(QuoteFields.APPROVAL::equals).isPresent();
    return new Operation.Set(set.path(), approval ? Approval.redacted(map) : element(map));
  }

  /** A committed change as it is told to who does not see what is hidden. */
  public CommittedChange redacted(CommittedChange change) {
    List<Clash> conflicts = new ArrayList<>();
    for (Clash clash : change.conflicts()) {
      redacted(clash).ifPresent(conflicts::add);
    }
    return new CommittedChange(
        change.revision(),
        change.clientId(),
        change.clientSequence(),
        change.baseRevision(),
        redacted(change.submitted()),
        redacted(change.committed()),
        change.clock(),
        conflicts);
  }

  private Optional<Clash> redacted(Clash clash) {
    Conflict conflict = clash.conflict();
    return redacted(conflict.stands())
        .flatMap(stands -> redacted(conflict.gaveWay())
            .map(gaveWay -> new Clash(
                new Conflict(conflict.kind(), stands, gaveWay, conflict.loser()),
                clash.stands(),
                clash.gaveWay())));
  }

  /** The change without what it writes into single columns that are not for everybody to change. */
  public Change allowed(Change change) {
    return new Change(change.operations().stream()
        .filter(operation -> column(operation.path()).filter(this::isKept).isEmpty())
        .toList());
  }
}
