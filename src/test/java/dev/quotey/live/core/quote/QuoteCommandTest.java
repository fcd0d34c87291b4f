package dev.quotey.live.core.quote;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quotey.live.core.json.JsonMap;
import dev.quotey.live.core.json.JsonNumber;
import dev.quotey.live.core.json.JsonString;
import dev.quotey.live.core.json.JsonText;
import dev.quotey.live.core.json.Path;
import dev.quotey.live.core.ot.Change;
import dev.quotey.live.core.ot.Operation;
import dev.quotey.live.core.ot.Ot;
import dev.quotey.live.core.sync.DocumentRules;
import dev.quotey.live.core.sync.DocumentRules.Violation;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Holds and approvals, as they are decided on a document. */
class QuoteCommandTest {
  private static final Instant NOW = Instant.parse("2026-01-01T10:00:00Z");
  private static final Actor ANA = new Actor("ana", Set.of());
  private static final Actor BEN = new Actor("ben", Set.of());
  private static final Actor DAN = new Actor("dan", Set.of("manager"));
  private static final Actor EVA = new Actor("eva", Set.of("finance"));
  private static final long REVISION = 7;

  /** Needs a manager, for a discount of 30 %, and finance, for its sum. */
  private JsonMap quote = (JsonMap) JsonText.parse("""
      {"currency":"USD","customer":"x","internal_notes":"","status":"draft","lines":[
        {"id":"a","quantity":1000,"list_price":1000,"unit_price":1000,"discount_percent":30},
        {"id":"b","quantity":1,"list_price":10,"unit_price":10}]}""");

  @Test
  @DisplayName("[HO1] others' edits of a held line are refused with the holder's name")
  void held() {
    make(ANA, new QuoteCommand.Hold("a", Duration.ofMinutes(5)));
    Operation edit = set("/lines/#a/quantity", 2);
    assertThat(violation("ben", edit)).hasValue("ROW_HELD: Ana holds this line");
    assertThat(violation("ben", new Operation.Delete(Path.parse("/lines/#a"), 0)))
        .hasValue("ROW_HELD: Ana holds this line");
    assertThat(violation("ben", new Operation.Move(Path.parse("/lines/#a"), 0, 1)))
        .hasValue("ROW_HELD: Ana holds this line");
    assertThat(violation("ana", edit)).isEmpty();
    assertThat(violation("ben", set("/lines/#b/quantity", 2))).isEmpty();
    assertThat(violation("ben", new Operation.Set(Path.parse("/customer"), new JsonString("y"))))
        .isEmpty();
  }

  @Test
  @DisplayName("[DA6] of who holds a line, the document has the id and no name")
  void nameless() {
    make(ANA, new QuoteCommand.Hold("a", Duration.ofMinutes(5)));
    assertThat(JsonText.write(quote)).contains("\"ana\"").doesNotContain("Ana");
  }

  @Test
  @DisplayName("[HO2] a line has one holder, who can hold it longer and release it")
  void oneHolder() {
    make(ANA, new QuoteCommand.Hold("a", Duration.ofMinutes(5)));
    assertThat(refusal(BEN, new QuoteCommand.Hold("a", Duration.ofMinutes(5))))
        .isEqualTo(Ruling.Code.ROW_HELD);
    assertThat(refusal(BEN, new QuoteCommand.Release("a"))).isEqualTo(Ruling.Code.NOT_HELD);
    make(ANA, new QuoteCommand.Hold("a", Duration.ofMinutes(10)));
    assertThat(Holds.of(quote).get("a").until()).isEqualTo(NOW.plusSeconds(600));
    make(ANA, new QuoteCommand.Release("a"));
    assertThat(quote.has("holds")).isFalse();
    make(BEN, new QuoteCommand.Hold("a", Duration.ofMinutes(5)));
  }

  @Test
  @DisplayName("[HO3] a hold has a longest time, a line that is there, and a user few of them")
  void limits() {
    assertThat(refusal(ANA, new QuoteCommand.Hold("none", Duration.ofMinutes(5))))
        .isEqualTo(Ruling.Code.LINE_NOT_FOUND);
    assertThat(refusal(ANA, new QuoteCommand.Hold("a", Duration.ofMinutes(31))))
        .isEqualTo(Ruling.Code.HOLD_TOO_LONG);
    assertThat(refusal(ANA, new QuoteCommand.Hold("a", Duration.ZERO)))
        .isEqualTo(Ruling.Code.HOLD_TOO_LONG);
    make(ANA, new QuoteCommand.Hold("a", Duration.ofMinutes(5)));
    Change ended = Holds.end(quote, hold -> hold.until().isBefore(NOW.plusSeconds(301)));
    assertThat(Holds.of(Ot.apply(quote, ended))).isEmpty();
    assertThat(Holds.end(quote, hold -> false).isEmpty()).isTrue();
  }

  @ParameterizedTest(name = "[HO4] {0}")
  @ValueSource(strings = {"/holds", "/approval", "/status", "/holds/a", "/approval/state"})
  @DisplayName("[HO4] what commands write no operation writes")
  void managed(String path) {
    assertThat(violation("ana", new Operation.Set(Path.parse(path), new JsonString("x"))))
        .isPresent();
  }

  @Test
  @DisplayName("[AP1] submitting pins revision and content, and says who has to approve")
  void submitted() {
    make(ANA, new QuoteCommand.SubmitForApproval("please"));
    JsonMap approval = (JsonMap) quote.get("approval").orElseThrow();
    assertThat(approval.number("revision")).hasValue(JsonNumber.of(REVISION));
    assertThat(approval.string("content_hash")).hasValue(Approval.contentHash(quote));
    assertThat(approval.get("required").orElseThrow().toString())
        .contains("line_discount", "total_discount", "manager", "total", "finance");
    assertThat(Approval.state(quote)).isEqualTo(Approval.State.PENDING);
    assertThat(quote.string("status")).hasValue("in_review");
    assertThat(refusal(ANA, new QuoteCommand.SubmitForApproval("")))
        .isEqualTo(Ruling.Code.ALREADY_SUBMITTED);
  }

  @Test
  @DisplayName("[AP2] each required role approves, and nobody the own quote")
  void roles() {
    make(ANA, new QuoteCommand.SubmitForApproval(""));
    assertThat(refusal(ANA, approve())).isEqualTo(Ruling.Code.OWN_APPROVAL);
    assertThat(refusal(BEN, approve())).isEqualTo(Ruling.Code.NOT_AN_APPROVER);
    make(DAN, approve());
    assertThat(Approval.state(quote)).isEqualTo(Approval.State.PENDING);
    assertThat(refusal(DAN, approve())).isEqualTo(Ruling.Code.NOT_AN_APPROVER);
    make(EVA, approve());
    assertThat(Approval.state(quote)).isEqualTo(Approval.State.APPROVED);
    assertThat(quote.string("status")).hasValue("approved");
  }

  @Test
  @DisplayName("[AP3] a commercial edit makes a submitted quote stale and names its author")
  void stale() {
    make(ANA, new QuoteCommand.SubmitForApproval(""));
    edit("ben", new Operation.Set(Path.parse("/internal_notes"), new JsonString("call back")));
    assertThat(Approval.state(quote)).isEqualTo(Approval.State.PENDING);
    edit("ben", set("/lines/#b/quantity", 2));
    assertThat(Approval.state(quote)).isEqualTo(Approval.State.STALE);
    assertThat(((JsonMap) quote.get("approval").orElseThrow()).string("stale_by"))
        .hasValue("ben");
    assertThat(refusal(DAN, approve())).isEqualTo(Ruling.Code.APPROVAL_STALE);
    make(ANA, new QuoteCommand.SubmitForApproval("again"));
  }

  @Test
  @DisplayName("[AP4] an approved quote takes no commercial edit until it is revised")
  void approved() {
    make(ANA, new QuoteCommand.SubmitForApproval(""));
    make(DAN, approve());
    make(EVA, approve());
    assertThat(violation("ben", set("/lines/#b/quantity", 2)))
        .hasValue("QUOTE_APPROVED: the quote is approved; revise it first");
    assertThat(violation(
            "ben", new Operation.Set(Path.parse("/internal_notes"), new JsonString("called"))))
        .isEmpty();
    make(BEN, new QuoteCommand.Revise("the customer wants more"));
    assertThat(violation("ben", set("/lines/#b/quantity", 2))).isEmpty();
  }

  @Test
  @DisplayName("[AP5] whoever decides names the revision that was submitted")
  void otherRevision() {
    make(ANA, new QuoteCommand.SubmitForApproval(""));
    assertThat(refusal(DAN, new QuoteCommand.Approve(REVISION + 1, "")))
        .isEqualTo(Ruling.Code.APPROVAL_STALE);
    make(DAN, new QuoteCommand.Decline(REVISION, "too cheap"));
    assertThat(Approval.state(quote)).isEqualTo(Approval.State.DECLINED);
    assertThat(refusal(DAN, approve())).isEqualTo(Ruling.Code.NOT_SUBMITTED);
  }

  @Test
  @DisplayName("[AP6] a quote within policy is approved by policy")
  void withinPolicy() {
    quote = (JsonMap) JsonText.parse(
        "{\"currency\":\"USD\",\"lines\":[{\"id\":\"a\",\"quantity\":1,\"list_price\":100}]}");
    make(ANA, new QuoteCommand.SubmitForApproval(""));
    assertThat(Approval.state(quote)).isEqualTo(Approval.State.APPROVED);
  }

  private static QuoteCommand approve() {
    return new QuoteCommand.Approve(REVISION, "");
  }

  private static Operation set(String path, long value) {
    return new Operation.Set(Path.parse(path), JsonNumber.of(value));
  }

  private void make(Actor actor, QuoteCommand command) {
    Ruling ruling = command.decide(quote, REVISION, actor, NOW);
    assertThat(ruling).isInstanceOf(Ruling.Make.class);
    quote = (JsonMap) Ot.apply(quote, ((Ruling.Make) ruling).change());
  }

  private Ruling.Code refusal(Actor actor, QuoteCommand command) {
    return ((Ruling.Refuse) command.decide(quote, REVISION, actor, NOW)).code();
  }

  /** As a session takes an edit in. */
  private void edit(String user, Operation operation) {
    Change change = Change.of(operation);
    assertThat(violation(user, operation)).isEmpty();
    quote = (JsonMap) Ot.apply(quote, change);
    quote = (JsonMap) Ot.apply(quote, Approval.afterEdit(quote, change, user, REVISION + 1, NOW));
  }

  private Optional<String> violation(String user, Operation operation) {
    Change change = Change.of(operation);
    // What an operation makes of a value of another kind does not matter here.
    JsonMap after =
        operation.path().length() > 1 && operation.path().find(quote).isEmpty()
            ? quote
            : (JsonMap) Ot.apply(quote, change);
    Function<String, Optional<String>> names = id -> Optional.of(id.equals("ana") ? "Ana" : id);
    return new QuoteRules(user, DocumentRules.NONE, names)
        .check(quote, after, change)
        .map(QuoteCommandTest::text);
  }

  private static String text(Violation violation) {
    return violation.code() + ": " + violation.message();
  }
}
