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
import dev.quotey.live.core.sync.Clash;
import dev.quotey.live.core.sync.ClientId;
import dev.quotey.live.core.sync.DocumentRules;
import dev.quotey.live.core.sync.Loss;
import dev.quotey.live.core.sync.Replica;
import dev.quotey.live.core.sync.Submission;
import dev.quotey.live.core.sync.UndoHistory;
import dev.quotey.live.protocol.OperationForm;
import dev.quotey.live.protocol.PricingForm;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One quote on one page: edits in terms of lines and cells, and what the page shows. */
final class PageSession {
  private static final Path LINES = PageLines.LINES;

  private Replica replica;
  private final QuoteRules rules;
  private final UndoHistory history = new UndoHistory();
  private final PageCursors cursors = new PageCursors();
  private final PageActivity activity = new PageActivity();

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
    if (change.isEmpty()) {
      return change;
    }
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

  PageCursors cursors() {
    return cursors;
  }

  /** Where the others are in the document shown. */
  JsonValue shownCursors() {
    return cursors.shown(replica.clientId(), replica.pending());
  }

  PageActivity activity() {
    return activity;
  }

  /** Goes on in the session that follows the one that has ended; every commit of that is in. */
  void continueInNext() {
    replica = replica.continued();
  }

  /** Takes in a commit; what it changes in the document shown. */
  Change committed(
      long revision, ClientId author, long sequence, Change change, List<Clash> clashes) {
    JsonValue before = replica.committedDocument();
    activity.committed(revision, author, before, change);
    ClientId me = replica.clientId();
    boolean own = author.equals(me);
    List<Conflict> overtaken = new ArrayList<>();
    for (Clash clash : clashes) {
      // A client's own later loss is met where its submission is carried past the commit.
      if (!own && clash.gaveWay().equals(me)) {
        overtaken.add(clash.conflict());
      }
    }
    Change shown = replica.onCommitted(revision, author, sequence, change, overtaken);
    for (Clash clash : clashes) {
      if (clash.stands().equals(me) && !clash.gaveWay().equals(me)) {
        Loss gain = replica.gain(clash.conflict(), clash.gaveWay(), before);
        activity.gained(gain, replica.document());
      }
    }
    for (Loss gain : replica.takeGains()) {
      activity.gained(gain, replica.document());
    }
    cursors.committed(revision, author, change);
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
    if (number.equals(cell.find(replica.document()).orElse(JsonBoolean.FALSE))) {
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

  /** @param after the line behind which, with its bundle, the new one stands; "" for the end */
  Change insertLine(String after, JsonValue line) {
    return edit(new Operation.Insert(LINES, pageLines().indexAfter(after), line));
  }

  /** What can be done with whole lines, to be made as a change. */
  PageLines pageLines() {
    return new PageLines(lines());
  }

  private Change edit(Operation... operations) {
    pause();
    return edit(false, operations);
  }

  private Change edit(boolean joins, Operation... operations) {
    Change change = Change.of(operations);
    JsonValue after = Ot.apply(replica.document(), change);
    Optional<DocumentRules.Violation> violation = rules.check(replica.document(), after, change);
    if (violation.isPresent()) {
      throw new Refusal(violation.get());
    }
    JsonValue before = replica.document();
    replica.edit(change);
    history.edited(before, change, joins);
    activity.edited(before, change);
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

  JsonValue losses() {
    return PageActivity.losses(replica.takeLosses());
  }

  JsonValue header() {
    return replica.document() instanceof JsonMap quote
        ? Shown.of(quote.without(QuoteFields.LINES))
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
    return Shown.of(LINES.id(id).find(replica.document()).orElse(JsonMap.EMPTY));
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
}
