package dev.quotey.live.engine;

import dev.quotey.live.core.json.JsonBoolean;
import dev.quotey.live.core.json.JsonList;
import dev.quotey.live.core.json.JsonMap;
import dev.quotey.live.core.json.JsonNumber;
import dev.quotey.live.core.json.JsonString;
import dev.quotey.live.core.json.JsonValue;
import dev.quotey.live.core.json.Path;
import dev.quotey.live.core.ot.Change;
import dev.quotey.live.core.ot.Conflict;
import dev.quotey.live.core.ot.Operation;
import dev.quotey.live.core.ot.Ot;
import dev.quotey.live.core.ot.TextEdit;
import dev.quotey.live.core.quote.Pricing;
import dev.quotey.live.core.quote.QuoteFields;
import dev.quotey.live.core.quote.QuoteRules;
import dev.quotey.live.core.sync.ClientId;
import dev.quotey.live.core.sync.DocumentRules;
import dev.quotey.live.core.sync.Loss;
import dev.quotey.live.core.sync.Replica;
import dev.quotey.live.core.sync.Submission;
import dev.quotey.live.core.sync.UndoHistory;
import dev.quotey.live.protocol.OperationForm;
import dev.quotey.live.protocol.PricingForm;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One quote on one page: edits in terms of lines and cells, and what the page shows. */
final class PageSession {
  private static final Path LINES = Path.of(new Path.Member(QuoteFields.LINES));

  private final Replica replica;
  private final QuoteRules rules;
  private final UndoHistory history = new UndoHistory();

  /** The cell whose typing goes on; ROOT when the next edit is one of its own. */
  private Path typing = Path.ROOT;

  /** An edit that the server would refuse is refused here, before anything is built on it. */
  static final class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final String code;

    Refusal(DocumentRules.Violation violation) {
      super(violation.message(), null, false, false);
      this.code = violation.code();
    }

    String code() {
      return code;
    }
  }

  PageSession(
      String clientId, String userId, long revision, JsonValue document, long clientSequence) {
    rules = new QuoteRules(userId);
    replica = new Replica(new ClientId(clientId), revision, document, clientSequence);
  }

  Replica replica() {
    return replica;
  }

  /** Replaces a text by the splice between its equal start and its equal end. */
  Change setText(String path, String text) {
    Path cell = Path.parse(path);
    Optional<JsonValue> old = cell.find(replica.document());
    if (!(old.orElse(JsonBoolean.FALSE) instanceof JsonString string)) {
      return typed(cell, new Operation.Set(cell, new JsonString(text)));
    }
    TextEdit edit = TextEdit.between(string.value(), text);
    return edit.isIdentity() ? Change.EMPTY : typed(cell, new Operation.Text(cell, edit));
  }

  /** Any change, as a restore offers it. */
  Change make(Change change) {
    return edit(change.operations().toArray(new Operation[0]));
  }

  /** What is typed into one cell without leaving it is undone together. */
  private Change typed(Path cell, Operation operation) {
    Change change = edit(typing.equals(cell), operation);
    typing = cell;
    return change;
  }

  /** The next edit is undone on its own. */
  void pause() {
    typing = Path.ROOT;
  }

  UndoHistory.Step undo() {
    return made(history.undo(replica.document()));
  }

  UndoHistory.Step redo() {
    return made(history.redo(replica.document()));
  }

  private UndoHistory.Step made(UndoHistory.Step step) {
    pause();
    if (step instanceof UndoHistory.Apply apply) {
      replica.edit(apply.change());
    }
    return step;
  }

  /** Takes in a commit; what it changes in the document shown. */
  Change committed(
      long revision, ClientId author, long sequence, Change change, List<Conflict> overtaken) {
    Change shown = replica.onCommitted(revision, author, sequence, change, overtaken);
    history.othersDid(author, shown);
    return shown;
  }

  /** The server refused what was in flight; what that changes in the document shown. */
  Change rejected() {
    Change shown = replica.onRejected();
    history.othersDid(replica.clientId(), shown);
    return shown;
  }

  Change setDecimal(String path, String decimal) {
    Path cell = Path.parse(path);
    JsonNumber number = JsonNumber.parse(decimal);
    if (cell.find(replica.document()).filter(number::equals).isPresent()) {
      return Change.EMPTY;
    }
    Operation set = new Operation.Set(cell, number);
    Optional<Path> other = otherDiscount(cell);
    // Both are written, so that of two people who choose at once one has chosen for both fields.
    return other.isPresent() && !number.equals(JsonNumber.ZERO)
        ? edit(set, new Operation.Set(other.get(), JsonNumber.ZERO))
        : edit(set);
  }

  /** The field that gives way to a discount at {@code cell}: it is a percentage or an amount. */
  private static Optional<Path> otherDiscount(Path cell) {
    Path.Step last = cell.step(cell.length() - 1);
    if (last.equals(new Path.Member(QuoteFields.DISCOUNT_PERCENT))) {
      return Optional.of(cell.parent().member(QuoteFields.DISCOUNT_AMOUNT));
    }
    return last.equals(new Path.Member(QuoteFields.DISCOUNT_AMOUNT))
        ? Optional.of(cell.parent().member(QuoteFields.DISCOUNT_PERCENT))
        : Optional.empty();
  }

  Change setValue(String path, String text) {
    return edit(new Operation.Set(Path.parse(path), new JsonString(text)));
  }

  Change insertLine(int index, JsonValue line) {
    return edit(new Operation.Insert(LINES, index, line));
  }

  /** Deletes a line and, as one change, the components of its bundle. */
  Change deleteLine(String id) {
    List<Operation> deletes = new ArrayList<>();
    JsonList lines = lines();
    for (int i = lines.size() - 1; i >= 0; i--) {
      if (lines.get(i) instanceof JsonMap line
          && (line.hasId(id) || line.string("parent_id").orElse("").equals(id))) {
        deletes.add(new Operation.Delete(LINES.id(line.id().orElse("")), i));
      }
    }
    return edit(deletes.toArray(new Operation[0]));
  }

  Change moveLine(String id, int to) {
    int from = lines().indexOfId(id);
    int target = Math.max(0, Math.min(to, lines().size() - 1));
    return from < 0 || from == target
        ? Change.EMPTY
        : edit(new Operation.Move(LINES.id(id), from, target));
  }

  private Change edit(Operation... operations) {
    pause();
    return edit(false, operations);
  }

  private Change edit(boolean joins, Operation... operations) {
    Change change = Change.of(operations);
    JsonValue after = Ot.apply(replica.document(), change);
    rules.check(replica.document(), after, change).ifPresent(violation -> {
      throw new Refusal(violation);
    });
    JsonValue before = replica.document();
    replica.edit(change);
    history.edited(before, change, joins);
    return change;
  }

  /** The body of a submit message. */
  JsonMap message(String sessionId, Submission submission) {
    return JsonMap.EMPTY
        .with("client_id", new JsonString(submission.clientId().value()))
        .with("client_seq", JsonNumber.of(submission.clientSequence()))
        .with("parent_op_id", new JsonString(sessionId + ":" + submission.baseRevision()))
        .with("operations", OperationForm.write(submission.change()));
  }

  /** What was lost to others since this was last asked, each with the operations that restore it. */
  JsonValue losses() {
    List<JsonValue> list = new ArrayList<>();
    for (Loss loss : replica.takeLosses()) {
      Conflict conflict = loss.conflict();
      list.add(JsonMap.EMPTY
          .with("kind", new JsonString(conflict.kind().name()))
          .with("client_id", new JsonString(loss.by().value()))
          .with("path", new JsonString(conflict.gaveWay().path().toString()))
          .with("restore", OperationForm.write(loss.restore())));
    }
    return JsonList.of(list);
  }

  /** Which lines and header fields a change touches. */
  static JsonMap touched(Change change) {
    List<JsonValue> lines = new ArrayList<>();
    boolean header = false;
    boolean order = false;
    for (Operation operation : change.operations()) {
      Path path = operation.path();
      if (path.length() > 1 && LINES.isPrefixOf(path) && path.step(1) instanceof Path.Id id) {
        lines.add(new JsonString(id.id()));
        order |= path.length() == 2;
      } else {
        order |= path.equals(LINES);
        header |= !path.equals(LINES);
      }
    }
    return JsonMap.EMPTY
        .with("lines", JsonList.of(lines))
        .with("order", JsonBoolean.of(order))
        .with("header", JsonBoolean.of(header));
  }

  JsonValue header() {
    return replica.document() instanceof JsonMap quote
        ? shown(quote.without(QuoteFields.LINES))
        : JsonMap.EMPTY;
  }

  JsonValue lineIds() {
    List<JsonValue> ids = new ArrayList<>();
    for (JsonValue line : lines()) {
      if (line instanceof JsonMap map) {
        ids.add(new JsonString(map.id().orElse("")));
      }
    }
    return JsonList.of(ids);
  }

  JsonValue line(String id) {
    return shown(LINES.id(id).find(replica.document()).orElse(JsonMap.EMPTY));
  }

  /** The totals of the document shown. */
  JsonMap totals() {
    return PricingForm.totals(Pricing.price(replica.document()));
  }

  /** What the document shown costs, why, and who has to approve it. */
  JsonMap pricing() {
    return PricingForm.write((JsonMap) replica.document());
  }

  private JsonList lines() {
    return LINES.find(replica.document()).orElse(JsonList.EMPTY) instanceof JsonList lines
        ? lines
        : JsonList.EMPTY;
  }

  /** The value with its numbers as strings, since a script's own numbers are not exact. */
  private static JsonValue shown(JsonValue value) {
    return switch (value) {
      case JsonNumber number -> new JsonString(number.text());
      case JsonList list -> {
        List<JsonValue> elements = new ArrayList<>();
        list.forEach(element -> elements.add(shown(element)));
        yield JsonList.of(elements);
      }
      case JsonMap map -> {
        Map<String, JsonValue> members = new HashMap<>();
        map.forEach((name, member) -> members.put(name, shown(member)));
        yield JsonMap.of(members);
      }
      default -> value;
    };
  }
}
