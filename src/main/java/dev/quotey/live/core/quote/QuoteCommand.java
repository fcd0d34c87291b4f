package dev.quotey.live.core.quote;

import dev.quotey.live.core.json.JsonMap;
import java.time.Duration;
import java.time.Instant;

/**
 * What people do to a quote beside editing it. A command is decided on the newest document, and
 * carried out by a change in the session's log: so of a command and an edit one comes first, and the
 * other knows of it.
 */
public sealed interface QuoteCommand {
  /** Keeps others from editing a line. Who holds it already holds it longer. */
  record Hold(String lineId, Duration duration) implements QuoteCommand {}

  /** Ends a hold of one's own. */
  record Release(String lineId) implements QuoteCommand {}

  /** Asks for the approvals that policy requires for the quote as it is at this revision. */
  record SubmitForApproval(String note) implements QuoteCommand {}

  /** Approves the quote as it was submitted; {@code revision} says which that was. */
  record Approve(long revision, String note) implements QuoteCommand {}

  /** Declines the quote as it was submitted; {@code revision} says which that was. */
  record Decline(long revision, String note) implements QuoteCommand {}

  /** Opens an approved or submitted quote for edits again. */
  record Revise(String note) implements QuoteCommand {}

  /** Decides the command on {@code quote}, which is the document at {@code revision}. */
  default Ruling decide(JsonMap quote, long revision, Actor actor, Instant now) {
    return switch (this) {
      case Hold hold -> Holds.hold(quote, hold.lineId(), actor, hold.duration(), now);
      case Release release -> Holds.release(quote, release.lineId(), actor);
      case SubmitForApproval submit -> Approval.submit(quote, revision, actor, now, submit.note());
      case Approve approve ->
        Approval.approve(quote, approve.revision(), actor, now, approve.note());
      case Decline decline ->
        Approval.decline(quote, decline.revision(), actor, now, decline.note());
      case Revise revise -> Approval.revise(quote, actor, now, revise.note());
    };
  }
}
