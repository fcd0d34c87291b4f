/**
 * The core of Quotey Live for a page: operational transformation of JSON documents, and the client's
 * side of a quote's session. Decimals are exact: they travel as JSON text and never as numbers.
 * Positions in lists count from 0; lengths and offsets in texts are Unicode code points.
 *
 * Functions that read text or apply a change throw an `EngineError`.
 */

/** An immutable JSON document. */
export interface Document { readonly __document: unique symbol }

/** An immutable list of operations that apply together. */
export interface Change { readonly __change: unique symbol }

/** The code is stable (docs/PROTOCOL.md lists them); the message is for people. */
export interface EngineError extends Error { code: string }

export function parseDocument(text: string): Document;
/** Canonical: members sorted, no white space. */
export function documentText(document: Document): string;
/** A list of operations as docs/PROTOCOL.md writes them. */
export function parseChange(operations: string): Change;
export function changeText(change: Change): string;
/** The document after the change; the one before is untouched. */
export function applyChange(document: Document, change: Change): Document;
/**
 * The change past another that started at the same document.
 * @param later whether `change` is ordered after `other`: of two writes of one value the later stands
 */
export function transformChange(change: Change, other: Change, later: boolean): Change;
/** The change that does `first`, then `second`. */
export function composeChanges(first: Change, second: Change): Change;
/** The change that takes `change`, made on `document`, back. */
export function invertChange(document: Document, change: Change): Change;
/**
 * Where a cursor stands after a change, as `{"path","offset"}`; "" when its element is gone.
 * @param own whether the cursor's owner made the change
 */
export function transformCursor(path: string, offset: number, change: Change, own: boolean): string;

/**
 * What a quote costs, as JSON: `line_totals`, `line_nets`, `subtotal`, `discount_total`, `taxes`,
 * `total`, and why: `trace`; and who has to approve it: `approvals_required`. Amounts are strings.
 */
export function priceDocument(document: Document): string;

/** A quote that is open on the page. */
export type Handle = number;

/** JSON: what to show anew, `{"lines":[id…],"order":bool,"header":bool}`, or `{"error":{"code","message"}}`. */
export type Edited = string;

/** Opens a quote from the raw text of the message that answers a join with a snapshot. */
export function open(clientId: string, userId: string, message: string): Handle;
export function close(handle: Handle): void;
/** Takes in the missed commits of the message that answers a join; returns their number. */
export function resume(handle: Handle, message: string): number;
/**
 * Goes on in the session that follows the one that has ended, at its revision 0: what is not committed
 * waits to be submitted there. Every commit of the old one has to be in.
 */
export function continueInNext(handle: Handle): void;
/** Takes in the commit of a raw message: what to show anew, or "known", or "gap" when one before it is missing. */
export function committed(handle: Handle, message: string): Edited | 'known' | 'gap';
/** The server refused what was in flight, and it is taken back. */
export function rejected(handle: Handle): Edited;
/** The body of the next submit message, or "" when there is nothing to send now. */
export function nextSubmission(handle: Handle, sessionId: string): string;
/** The body of the submit message that waits for its commit, or "". */
export function inFlight(handle: Handle, sessionId: string): string;
export function hasPending(handle: Handle): boolean;
export function revision(handle: Handle): number;

/** Makes a text of a cell what it says, by the smallest splice; typing in one cell is undone together. */
export function setText(handle: Handle, path: string, text: string): Edited;
/** A text that is chosen as a whole. */
export function setValue(handle: Handle, path: string, text: string): Edited;
export function setDecimal(handle: Handle, path: string, decimal: string): Edited;
/** A line given as JSON text; it stands behind `after` and its bundle, at the end where that is "". */
export function insertLine(handle: Handle, after: string, line: string): Edited;
/**
 * `ids` is a JSON list. A bundle goes, moves and is copied with its components; a component on its own
 * stays among those of its bundle.
 */
export function deleteLines(handle: Handle, ids: string): Edited;
/** Moves lines to stand before `before`, to the end where that is "". */
export function moveLines(handle: Handle, ids: string, before: string): Edited;
/** Moves lines past their neighbours: up where `by` is negative, down else. */
export function stepLines(handle: Handle, ids: string, by: number): Edited;
/** Copies lines; the copies stand behind the last of them, and their ids begin with `prefix`. */
export function duplicateLines(handle: Handle, ids: string, prefix: string): Edited;
/** Makes a change of operations as docs/PROTOCOL.md writes them. */
export function edit(handle: Handle, operations: string): Edited;
/**
 * What others have taken away of one's own edits since this was last asked: a JSON list of
 * `{"kind":"DELETED"|"OVERWRITTEN"|"SAME_ID","client_id","path","restore":[operation…]}`. `restore` is for `edit`.
 */
export function losses(handle: Handle): string;
/**
 * What one's own edits have taken away of others' since this was last asked, as `losses` tells it:
 * `client_id` is whose edit gave way, and `restore` brings that back.
 */
export function gains(handle: Handle): string;
/**
 * What was committed since this was last asked, at most the newest 200, as a JSON list of
 * `{"revision","client_id","changes":[{"op_type","path","before"?,"after"?}]}`; numbers are strings.
 */
export function activity(handle: Handle): string;

/** Notes where a client is: after `offset` code points of the text at `path`, having seen `revision`. */
export function see(handle: Handle, clientId: string, path: string, offset: number, revision: number): void;
export function forget(handle: Handle, clientId: string): void;
/** Where the clients are in the document shown: a JSON list of `{"client_id","path","offset"}`. */
export function cursors(handle: Handle): string;
/** The next edit is undone on its own. */
export function pause(handle: Handle): void;
/**
 * Undoes one's newest edit. Where somebody has written there since nothing is done, and the result is
 * `{"overtaken":{"client_id","path"}}`.
 */
export function undo(handle: Handle): Edited | 'nothing';
export function redo(handle: Handle): Edited | 'nothing';

/** The whole document as canonical text. */
export function document(handle: Handle): string;
/** JSON of the header; numbers as strings. */
export function header(handle: Handle): string;
/** JSON list of the lines' ids, in their order. */
export function lineIds(handle: Handle): string;
/** JSON of a line; numbers as strings. */
export function line(handle: Handle, id: string): string;
/** JSON: `line_totals`, `subtotal`, `discount_total`, `taxes`, `total`, all strings, of the document shown. */
export function totals(handle: Handle): string;
/** What the quote costs, as `priceDocument` tells it. */
export function pricing(handle: Handle): string;
