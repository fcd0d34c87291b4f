/**
 * Quotey Live for a page: a quote that several people edit at the same time. Everything is exact:
 * numbers of a quote come as strings, and go in as strings with a decimal point.
 *
 * Paths are JSON Pointers; a line is named by its id: `/lines/#ln_7/quantity`.
 */

export interface Options {
  /** Where the server is, as `https://quotes.example.com`; the page's own without it. */
  server?: string;
  /**
   * A token of the host system, or a function that gives one. The function is asked at each connect, for each
   * REST call, and a minute before a token runs out, so that it may be renewed; with a token of the same user
   * the session goes on.
   */
  token: string | (() => string | Promise<string>);
  /** The quote's id. */
  quote: string;
  /** SockJS transports, the first that works is taken: `websocket`, `xhr-streaming`, `xhr-polling`. */
  transports?: string[];
  /**
   * Gives the W3C `traceparent` of the page's step, or nothing: where page and server tell OpenTelemetry of
   * themselves, an edit's way through the server goes on from there. Asked as edits are sent: those made while
   * others were under way are sent together. Without it the server begins a trace.
   */
  traceparent?: () => string | undefined;
}

/** Opens a quote; what happens from then on is told to the listeners of the session. */
export function connect(options: Options): QuoteSession;

export const State: {
  /** Not joined yet. */
  readonly CONNECTING: 'connecting';
  /** What is edited is sent at once. */
  readonly LIVE: 'live';
  /** The connection is lost and comes back by itself; what is edited is kept and sent then. */
  readonly RECONNECTING: 'reconnecting';
  /** Taking in what was missed. */
  readonly RESYNCING: 'resyncing';
  /** Ended: `reason` is `idle`, `switched_off`, `left`, or a sentence. */
  readonly CLOSED: 'closed';
};
export type StateName = (typeof State)[keyof typeof State];

/** Why an edit or a command was not taken. The code is stable, the message is for people. */
export interface Refusal { code: string; message: string }

/** What to show anew. */
export interface Touched {
  /** Ids of lines whose fields changed. */
  lines: string[];
  /** Whether lines came, went or moved. */
  order: boolean;
  /** Whether fields of the quote as a whole changed. */
  header: boolean;
  /** Whether it was an edit of this page. */
  own: boolean;
}

/** Where somebody is. `offset` counts code points of a text. */
export interface Cursor { path: string; offset?: number; editing?: boolean }

export interface Other {
  client_id: string;
  user_id: string;
  name: string;
  status: 'active' | 'idle' | 'away';
  cursor: Cursor | null;
}

export interface Participant { user_id: string; name: string; joined_at: string }

/** What one operation of a commit did; of a move the positions. */
export interface Effect { op_type: string; path: string; before?: unknown; after?: unknown }

export interface Commit {
  revision: number;
  client_id: string;
  user_id: string;
  name: string;
  timestamp: string;
  own: boolean;
  /** Whether it was committed while this page was away. */
  missed: boolean;
  changes: Effect[];
}

/** Two people wrote one place. `restore` is for `edit` and brings back what gave way; empty where it cannot. */
export interface Conflict {
  kind: 'DELETED' | 'OVERWRITTEN' | 'SAME_ID';
  path: string;
  /** The other one. */
  client_id: string;
  user_id: string;
  name: string;
  restore: object[];
}

export interface Events {
  change: Touched;
  state: { state: StateName; reason: string };
  participants: Map<string, Participant>;
  presence: Other[];
  /** Somebody's change, mine too, is in the log. */
  commit: Commit;
  /** An edit of mine gave way to somebody else's. */
  loss: Conflict;
  /** Somebody else's edit gave way to mine. */
  gain: Conflict;
  /** The server did not take an edit, and it was taken back. */
  rejected: Refusal;
  /** Back after a break: what others committed meanwhile. */
  caughtup: { name: string; user_id: string; revision: number }[];
  /** The session ends then, `idle` or `switched_off`; null when that is off. */
  closing: { at: Date; reason: string } | null;
  /** The document was not the server's at that revision, which is a fault; the server's is taken. */
  diverged: number;
  /** What was not saved could not be kept. */
  givenup: undefined;
}

/** What can be read of a quote. Valid until it is disposed of. */
export class QuoteView {
  /** A quote as it was, from the text of `GET /api/sessions/{id}/replay`. */
  static at(replayText: string): QuoteView;
  readonly isOpen: boolean;
  /** The members of the quote, without its lines. */
  header(): Record<string, any>;
  /** The ids of the lines, in their order. */
  lineIds(): string[];
  /** The members of a line; empty where it is not there. */
  line(id: string): Record<string, any>;
  /** `line_totals` by id, `subtotal`, `discount_total`, `taxes` by code, `total`. */
  totals(): Record<string, any>;
  /** As totals, with `line_nets`, `trace` and `approvals_required`. */
  pricing(): Record<string, any>;
  /** The whole document as exact JSON text. */
  documentText(): string;
  dispose(): void;
}

/** A quote that is edited. An edit shows at once; it returns why it was refused, or null. */
export class QuoteSession extends QuoteView {
  constructor(options: Options);
  /** Calls `listener` at each event; returns how to stop that. */
  on<E extends keyof Events>(event: E, listener: (value: Events[E]) => void): () => void;
  readonly quoteId: string;
  readonly sessionId: string;
  readonly clientId: string;
  readonly state: StateName;
  readonly reason: string;
  /** Of what is shown, without what is not committed yet. */
  readonly revision: number;
  /** Whether something is not saved yet. */
  readonly hasPending: boolean;
  /** Ids of the lines of which something is not saved yet. */
  readonly pendingLines: Set<string>;
  /**
   * What the user may do with the quote, known once it is live. Hidden columns are in no line; what is
   * written into a fixed one is refused.
   */
  readonly rights: {
    access: 'none' | 'viewer' | 'editor' | 'approver' | 'owner';
    hidden_columns: string[];
    fixed_columns: string[];
  };
  /** Whether the user may edit the quote at all. */
  readonly canEdit: boolean;
  readonly user: { user_id: string; name: string; roles: string[] } | null;
  /** The people present, by user id. */
  readonly participants: Map<string, Participant>;
  readonly rest: RestApi;

  open(): void;
  /** Leaves the session and the connection. */
  close(): void;
  /** Opens the quote again after its session was closed. */
  reopen(): void;
  /** Keeps the session open that is about to close. */
  extend(): void;

  /** Makes a text what it says, by the smallest splice: letters that others typed in it stay. */
  setText(path: string, text: string): Refusal | null;
  /** A text that is chosen as a whole. */
  setValue(path: string, text: string): Refusal | null;
  setDecimal(path: string, decimal: string): Refusal | null;
  /** Operations as docs/PROTOCOL.md writes them, as one change. */
  edit(operations: object[]): Refusal | null;
  /** As edit, of JSON text, in which numbers stay as they are written. */
  editText(operationsText: string): Refusal | null;
  /** A line as JSON text; it stands behind the line `after` and its bundle, at the end where that is ''. */
  insertLine(after: string, lineText: string): Refusal | null;
  /** Bundles go, move and are copied with their components. */
  deleteLines(ids: string[]): Refusal | null;
  moveLines(ids: string[], before: string): Refusal | null;
  stepLines(ids: string[], by: number): Refusal | null;
  duplicateLines(ids: string[], prefix?: string): Refusal | null;
  /** The next edit is undone on its own; letters typed without a pause are undone together. */
  pause(): void;
  /** Undoes my newest edit, never somebody else's. */
  undo(): Undone;
  redo(): Undone;
  /** Called with each edit of this page, before it is sent. */
  edited(touched: Touched): void;

  /** Tells the others where I am, or null for nowhere; at most 20 times a second. */
  present(cursor: Cursor | null, selection?: object | null): void;
  become(status: 'active' | 'idle' | 'away'): void;
  /** The others, with their cursors as of what is shown. */
  others(): Other[];
  /** The name of whoever uses a client. */
  nameOf(clientId: string): string;

  /** Holds, approvals: docs/PROTOCOL.md lists them. Resolves with the refusal, or null. */
  command(command: { command: string; line_id?: string; revision?: number; note?: string }): Promise<Refusal | null>;
  /** Brings an earlier revision back, by new operations. */
  restore(revision: number): Promise<Refusal | null>;
}

export type Undone = { done: true } | { nothing: true } | { overtaken: { client_id: string; path: string } };

/** The REST calls that go with a session. They fail with an Error that has the `code` of the refusal. */
export class RestApi {
  constructor(server: string, token: () => string | Promise<string>);
  text(path: string, options?: { method?: string; body?: string; type?: string; signal?: AbortSignal }): Promise<string>;
  json(path: string, options?: { method?: string; body?: string; type?: string; signal?: AbortSignal }): Promise<any>;
  /** What a socket shows instead of the token: good once, for 30 s. */
  ticket(): Promise<string>;
  quotes(): Promise<Record<string, any>[]>;
  /** A quote's sessions, the newest first. */
  sessions(quoteId: string): Promise<Record<string, any>[]>;
  operationsText(sessionId: string, from: number): Promise<string>;
  /** The newest changes before a revision, the newest first; also only those at a path. */
  newest(sessionId: string, count: number, options?: { before?: number; path?: string }): Promise<Record<string, any>[]>;
  /** The changes from a revision on, oldest first. */
  changes(sessionId: string, from: number): Promise<Record<string, any>[]>;
  /** The quote as it was; to be disposed of. */
  at(sessionId: string, revision: number): Promise<QuoteView>;
  products(text: string): Promise<Record<string, any>[]>;
}

/** An id for a new line. */
export function newId(): string;
