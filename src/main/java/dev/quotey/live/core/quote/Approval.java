package dev.quotey.live.core.quote;

import dev.quotey.live.core.json.JsonList;
import dev.quotey.live.core.json.JsonMap;
import dev.quotey.live.core.json.JsonNull;
import dev.quotey.live.core.json.JsonNumber;
import dev.quotey.live.core.json.JsonString;
import dev.quotey.live.core.json.JsonText;
import dev.quotey.live.core.json.JsonValue;
import dev.quotey.live.core.json.Path;
import dev.quotey.live.core.ot.Change;
import dev.quotey.live.core.ot.Operation;
import dev.quotey.live.core.quote.Ruling.Code;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The approval of a quote. It is of the quote as it was at one revision, with one content hash: what
 * is edited after it was submitted makes it stale, and what is approved takes no edit until it is
 * revised. It stands in the document, so each step is in the log.
 */
public final class Approval {
  /** Characters of a note. */
  static final int NOTE_LENGTH_MAX = 2_000;

  private static final Path PATH = Path.ROOT.member(QuoteFields.APPROVAL);
  private static final Path STATUS = Path.ROOT.member(QuoteFields.STATUS);
  private static final String STATE = "state";
  private static final String REVISION = "revision";
  private static final String CONTENT_HASH = "content_hash";
  private static final String REQUIRED = "required";
  private static final String RULE_ID = "rule_id";
  private static final String MEASURED = "measured";
  private static final String DECISIONS = "decisions";
  private static final String SUBMITTED_BY = "submitted_by";
  private static final String TOTAL = "total";
  private static final String ROLE = "approver_role";
  private static final String DECISION_NOTE = "decision_note";

  /** How far an approval is. */
  public enum State {
    /** Nobody has asked for one. */
    NONE,
    /** Asked for, and not all roles have decided. */
    PENDING,
    /** All roles that policy requires have approved. */
    APPROVED,
    /** One of them has declined. */
    DECLINED,
    /** The quote was edited after it was submitted. */
    STALE
  }

  private Approval() {}

  /** How far the approval of this document is. */
  public static State state(JsonValue document) {
    return approval(document).string(STATE).map(State::valueOf).orElse(State.NONE);
  }

  /** The roles that have not decided yet on what is submitted. */
  public static Set<String> waitingFor(JsonValue document) {
    return state(document) == State.PENDING ? open(approval(document)) : Set.of();
  }

  /** The user who submitted the quote; empty where nobody has. */
  public static String submittedBy(JsonValue document) {
    return approval(document).string(SUBMITTED_BY).orElse("");
  }

  /** What whoever decided on it has written; often nothing. */
  public static String decisionNote(JsonValue document) {
    return approval(document).string(DECISION_NOTE).orElse("");
  }

  static boolean isApproved(JsonValue document) {
    return document instanceof JsonMap quote
        && quote.has(QuoteFields.APPROVAL)
        && state(document) == State.APPROVED;
  }

  /**
   * Whether a step of the approval, if one leads from {@code before} to {@code after}, is of what the
   * quote costs.
   */
  public static boolean isOfItsPrice(JsonValue before, JsonValue after) {
    JsonMap approval = approval(after);
    return approval.equals(approval(before))
        || switch (state(after)) {
          case NONE, DECLINED, STALE -> true;
          case PENDING, APPROVED ->
            approval
                .number(TOTAL)
                .filter(total -> total.value().compareTo(Pricing.price(after).total()) == 0)
                .isPresent();
        };
  }

  /** SHA-256, in hex, over the canonical JSON of all that an approval is of. */
  public static String contentHash(JsonMap quote) {
    JsonMap content = quote;
    for (String name : QuoteFields.MANAGED) {
      content = content.without(name);
    }
    for (String name : QuoteFields.INTERNAL) {
      content = content.without(name);
    }
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      byte[] text = JsonText.write(content).getBytes(StandardCharsets.UTF_8);
      return HexFormat.of().formatHex(digest.digest(text));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  static Ruling submit(JsonMap quote, long revision, Actor actor, Instant now, String note) {
    State state = state(quote);
    if (state == State.APPROVED) {
      return new Ruling.Refuse(Code.QUOTE_APPROVED, "the quote is approved already");
    }
    if (state == State.PENDING) {
      return new Ruling.Refuse(Code.ALREADY_SUBMITTED, "the quote is submitted already");
    }
    if (note.length() > NOTE_LENGTH_MAX) {
      return tooLong();
    }
    Pricing.Totals totals = Pricing.price(quote);
    List<Policy.Requirement> required = Policy.of(quote).requirements(quote, totals);
    JsonMap approval = JsonMap.EMPTY
        .with(REVISION, JsonNumber.of(revision))
        .with(CONTENT_HASH, text(contentHash(quote)))
        .with(QuoteFields.RULES_VERSION, text(Pricing.version(quote)))
        .with(TOTAL, new JsonNumber(totals.total()))
        .with(REQUIRED, JsonList.of(required.stream().map(Approval::form).toList()))
        .with(DECISIONS, JsonMap.EMPTY)
        .with(SUBMITTED_BY, text(actor.userId()))
        .with("submitted_at", text(now.toString()))
        .with("note", text(note));
    return required.isEmpty()
        ? write(decided(approval, State.APPROVED, "policy", now, "no approval is required"))
        : write(approval.with(STATE, text(State.PENDING.name())));
  }

  static Ruling approve(JsonMap quote, long revision, Actor actor, Instant now, String note) {
    Optional<Ruling> refused = refusal(quote, revision, actor, note);
    if (refused.isPresent()) {
      return refused.get();
    }
    JsonMap approval = approval(quote);
    JsonMap decisions = decisions(approval);
    JsonMap decision = JsonMap.EMPTY
        .with("by", text(actor.userId()))
        .with("at", text(now.toString()))
        .with("note", text(note));
    for (String role : open(approval)) {
      if (actor.roles().contains(role)) {
        decisions = decisions.with(role, decision);
      }
    }
    approval = approval.with(DECISIONS, decisions);
    return open(approval).isEmpty()
        ? write(decided(approval, State.APPROVED, actor.userId(), now, note))
        : write(approval);
  }

  static Ruling decline(JsonMap quote, long revision, Actor actor, Instant now, String note) {
    return refusal(quote, revision, actor, note)
        .orElseGet(
            () -> write(decided(approval(quote), State.DECLINED, actor.userId(), now, note)));
  }

  static Ruling revise(JsonMap quote, Actor actor, Instant now, String note) {
    State state = state(quote);
    if (state != State.APPROVED && state != State.PENDING) {
      return new Ruling.Refuse(Code.NOT_APPROVED, "the quote can be edited as it is");
    }
    if (note.length() > NOTE_LENGTH_MAX) {
      return tooLong();
    }
    return write(stale(approval(quote), actor.userId(), now).with("note", text(note)));
  }

  /**
   * What an edit by {@code userId}, just made, does to an approval that was asked for.
   *
   * @param revision of the edit
   */
  public static Change afterEdit(
      JsonValue document, Change edit, String userId, long revision, Instant now) {
    if (state(document) != State.PENDING || !QuoteRules.isCommercial(edit)) {
      return Change.EMPTY;
    }
    JsonMap approval = stale(approval(document), userId, now);
    return change(approval.with("stale_revision", JsonNumber.of(revision)));
  }

  private static JsonMap stale(JsonMap approval, String userId, Instant now) {
    return approval
        .with(STATE, text(State.STALE.name()))
        .with("stale_by", text(userId))
        .with("stale_at", text(now.toString()));
  }

  private static JsonMap decided(
      JsonMap approval, State state, String by, Instant now, String note) {
    return approval
        .with(STATE, text(state.name()))
        .with("decided_by", text(by))
        .with("decided_at", text(now.toString()))
        .with(DECISION_NOTE, text(note));
  }

  /** Why this actor cannot decide on the quote as it was at {@code revision}. */
  private static Optional<Ruling> refusal(JsonMap quote, long revision, Actor actor, String note) {
    JsonMap approval = approval(quote);
    State state = state(quote);
    if (state == State.STALE) {
      return refuse(
          Code.APPROVAL_STALE,
          "the quote was changed by " + approval.string("stale_by").orElse("") + " since");
    }
    if (state != State.PENDING) {
      return refuse(Code.NOT_SUBMITTED, "the quote waits for no approval");
    }
    boolean same =
        approval.number(REVISION).filter(JsonNumber.of(revision)::equals).isPresent();
    if (!same || !approval.string(CONTENT_HASH).orElse("").equals(contentHash(quote))) {
      return refuse(Code.APPROVAL_STALE, "this is not the quote as it was submitted");
    }
    if (approval.string(SUBMITTED_BY).orElse("").equals(actor.userId())) {
      return refuse(Code.OWN_APPROVAL, "who submits a quote does not decide on it");
    }
    if (open(approval).stream().noneMatch(actor.roles()::contains)) {
      return refuse(
          Code.NOT_AN_APPROVER, "the quote waits for " + String.join(", ", open(approval)));
    }
    return note.length() > NOTE_LENGTH_MAX ? Optional.of(tooLong()) : Optional.empty();
  }

  /** The roles whose approval is still missing. */
  private static Set<String> open(JsonMap approval) {
    Set<String> roles = new TreeSet<>();
    if (approval.get(REQUIRED).orElse(JsonList.EMPTY) instanceof JsonList required) {
      for (JsonValue one : required) {
        roles.add(((JsonMap) one).string(ROLE).orElse(""));
      }
    }
    roles.removeIf(decisions(approval)::has);
    return roles;
  }

  private static JsonMap decisions(JsonMap approval) {
    return approval.get(DECISIONS).orElse(JsonMap.EMPTY) instanceof JsonMap map
        ? map
        : JsonMap.EMPTY;
  }

  private static JsonMap form(Policy.Requirement requirement) {
    return JsonMap.EMPTY
        .with(RULE_ID, text(requirement.ruleId()))
        .with("line_id", text(requirement.lineId()))
        .with(MEASURED, new JsonNumber(requirement.measured()))
        .with("threshold", new JsonNumber(requirement.threshold()))
        .with(ROLE, text(requirement.approverRole()));
  }

  private static Ruling write(JsonMap approval) {
    return new Ruling.Make(change(approval));
  }

  /** The status tells everybody what the approval means. */
  private static Change change(JsonMap approval) {
    String status = switch (State.valueOf(approval.string(STATE).orElse(State.NONE.name()))) {
      case PENDING -> "in_review";
      case APPROVED -> "approved";
      case NONE, DECLINED, STALE -> "draft";
    };
    List<Operation> operations = new ArrayList<>();
    operations.add(new Operation.Set(PATH, approval));
    operations.add(new Operation.Set(STATUS, text(status)));
    return new Change(operations);
  }

  private static Optional<Ruling> refuse(Code code, String message) {
    return Optional.of(new Ruling.Refuse(code, message));
  }

  private static Ruling tooLong() {
    return new Ruling.Refuse(
        Code.TOO_LONG, "a note has at most " + NOTE_LENGTH_MAX + " characters");
  }

  /** Without what tells of costs: the measured margin, and a hash that shows a guess to be right. */
  static JsonMap redacted(JsonMap approval) {
    JsonMap shown = approval.without(CONTENT_HASH);
    if (shown.get(REQUIRED).orElse(JsonNull.NULL) instanceof JsonList required) {
      List<JsonValue> told = new ArrayList<>();
      for (JsonValue one : required) {
        boolean margin = one instanceof JsonMap map
            && map.string(RULE_ID).filter(Policy.MARGIN::equals).isPresent();
        told.add(margin ? ((JsonMap) one).without(MEASURED) : one);
      }
      shown = shown.with(REQUIRED, JsonList.of(told));
    }
    return shown;
  }

  private static JsonMap approval(JsonValue document) {
    return document instanceof JsonMap quote
            && quote.get(QuoteFields.APPROVAL).orElse(JsonMap.EMPTY) instanceof JsonMap approval
        ? approval
        : JsonMap.EMPTY;
  }

  private static JsonString text(String value) {
    return new JsonString(value);
  }
}
