package dev.quotey.live.core.quote;

import dev.quotey.live.core.ot.Change;

/** What becomes of a command. */
public sealed interface Ruling {
  /** It is carried out by this change. */
  record Make(Change change) implements Ruling {}

  /** It is refused. The code is stable; the message is safe to show. */
  record Refuse(Code code, String message) implements Ruling {}

  /** Why a command is refused. Stable. */
  enum Code {
    LINE_NOT_FOUND,
    /** Somebody else holds the line. */
    ROW_HELD,
    NOT_HELD,
    HOLD_TOO_LONG,
    TOO_MANY_HOLDS,
    /** There is nothing to decide on. */
    NOT_SUBMITTED,
    ALREADY_SUBMITTED,
    /** The quote has changed since it was submitted, or the decision is on another revision. */
    APPROVAL_STALE,
    /** Who submits does not approve. */
    OWN_APPROVAL,
    /** The user has none of the roles that are asked for. */
    NOT_AN_APPROVER,
    /** The quote is approved; it has to be revised before it changes. */
    QUOTE_APPROVED,
    NOT_APPROVED,
    TOO_LONG
  }
}
