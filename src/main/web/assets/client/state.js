/** The states of a session, and what to make of the server's refusals. */

export const State = Object.freeze({
  CONNECTING: 'connecting',
  LIVE: 'live',
  RECONNECTING: 'reconnecting',
  RESYNCING: 'resyncing',
  CLOSED: 'closed',
});

/** Codes after which the session is asked for again, a little later. */
export const RETRY_CODES = new Set(['RETRY', 'UNAVAILABLE', 'FAULT', 'OVERLOADED', 'RATE_LIMITED', 'TOKEN_EXPIRED']);

/** Codes of a submission after which joining anew tells what became of it. */
export const JOIN_CODES = new Set(['RETRY', 'STALE_REVISION', 'NOT_JOINED']);

/** Codes of a submission after which there is a pause before that. */
export const WAIT_CODES = new Set(['OVERLOADED', 'RATE_LIMITED', 'TOKEN_EXPIRED']);
