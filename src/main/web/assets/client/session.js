/**
 * A quote's session: create, listen, join, and then live. What is typed is sent one submission at a
 * time; after a lost connection the missed commits come in and what was in flight is sent again.
 */
import * as engine from '/assets/engine.js';
import { Connection } from '/assets/client/connection.js';

const RETRY_MILLIS = 1_000;
const SWITCHED_OFF = 'switched_off';
const SWITCHED_OFF_MILLIS = 5_000;

export const State = Object.freeze({
  CONNECTING: 'connecting',
  LIVE: 'live',
  RECONNECTING: 'reconnecting',
  RESYNCING: 'resyncing',
  CLOSED: 'closed',
});

export class QuoteSession {
  #connection;
  #quoteId;
  #clientId = `c_${crypto.randomUUID()}`;
  #handle = -1;
  #sessionId = '';
  #openedIn = '';
  #state = State.CONNECTING;
  #sending = false;
  #joining = false;
  #early = [];
  #reason = '';
  participants = new Map();

  /** ({lines, order, header}) what to show anew. */
  onChange = () => {};
  /** (state, reason) */
  onState = () => {};
  /** The people present have changed. */
  onParticipants = () => {};
  /** (updates) cursors and selections of clients. */
  onPresence = () => {};
  /** ({code, message}) the server refused an edit, and it was taken back. */
  onRejected = () => {};
  /** The quote is in a new session, and what was not committed in the old one was given up. */
  onGivenUp = () => {};
  /** (closesAt, reason) the session ends then, 'idle' or 'switched_off'; null when that is off. */
  onClosing = () => {};
  /** ({kind, path, restore}, commit) somebody's edit took one of mine away; restore is for edit(). */
  onLoss = () => {};
  /** (commit) somebody's change has been committed. */
  onCommitted = () => {};

  constructor(url, token, quoteId) {
    this.#quoteId = quoteId;
    this.#connection = new Connection(url, token);
    this.#connection.onOpen = () => this.#join();
    this.#connection.onLost = () => this.#become(State.RECONNECTING);
    this.#connection.onRefused = (error) => this.#become(State.CLOSED, error.message);
  }

  get clientId() {
    return this.#clientId;
  }

  get state() {
    return this.#state;
  }

  get isOpen() {
    return this.#handle >= 0;
  }

  get revision() {
    return engine.revision(this.#handle);
  }

  get hasPending() {
    return this.isOpen && engine.hasPending(this.#handle);
  }

  open() {
    this.#connection.open();
    window.addEventListener('pagehide', () => this.#leave());
  }

  header() {
    return JSON.parse(engine.header(this.#handle));
  }

  lineIds() {
    return JSON.parse(engine.lineIds(this.#handle));
  }

  line(id) {
    return JSON.parse(engine.line(this.#handle, id));
  }

  /** Who the token says I am: {user_id, name, roles}. */
  get user() {
    return this.#connection.user;
  }

  /** What the quote costs, why (trace), and who has to approve it (approvals_required). */
  pricing() {
    return JSON.parse(engine.pricing(this.#handle));
  }

  totals() {
    return JSON.parse(engine.totals(this.#handle));
  }

  setText(path, text) {
    return this.#edit(engine.setText(this.#handle, path, text));
  }

  /** Keeps the session open. */
  extend() {
    if (this.#state !== State.LIVE) return;
    this.#connection.send(
      `session.${this.#sessionId}.extend`, JSON.stringify({ client_id: this.#clientId }));
  }

  /**
   * Gives a command: {command: 'hold' | 'release', line_id}, {command: 'submit_for_approval' | 'revise'},
   * {command: 'approve' | 'decline', revision}. Resolves with the error, or null when it was carried out.
   */
  async command(command) {
    return this.#tell('command', command);
  }

  /** Brings the document of an earlier revision back, as a new change. Resolves as command does. */
  async restore(revision) {
    return this.#tell('restore', { revision });
  }

  async #tell(what, body) {
    try {
      const reply = await this.#connection.request(`session.${this.#sessionId}.${what}`, JSON.stringify(body));
      return reply.body.error ?? null;
    } catch (fault) {
      return { code: fault.code, message: 'There was no answer; see whether it was done.' };
    }
  }

  /** Opens the quote again after its session was closed. */
  reopen() {
    if (this.#state === State.CLOSED) this.#join();
  }

  /** A text that is chosen as a whole: of two choices made at once the later stands. */
  setValue(path, text) {
    return this.#edit(engine.setValue(this.#handle, path, text));
  }

  setDecimal(path, decimal) {
    return this.#edit(engine.setDecimal(this.#handle, path, decimal));
  }

  /** Makes operations in the form of the protocol. */
  edit(operations) {
    return this.#edit(engine.edit(this.#handle, JSON.stringify(operations)));
  }

  /** A line given as JSON text, so that its numbers stay as they are written. */
  insertLine(index, lineText) {
    return this.#edit(engine.insertLine(this.#handle, index, lineText));
  }

  deleteLine(id) {
    return this.#edit(engine.deleteLine(this.#handle, id));
  }

  moveLine(id, to) {
    return this.#edit(engine.moveLine(this.#handle, id, to));
  }

  /** The next edit is undone on its own. */
  pause() {
    if (this.isOpen) engine.pause(this.#handle);
  }

  /** Undoes one's newest edit: 'done', 'nothing' to undo, or 'overtaken' by somebody else's edit. */
  undo() {
    return this.#made(engine.undo(this.#handle));
  }

  redo() {
    return this.#made(engine.redo(this.#handle));
  }

  #made(result) {
    if (result === 'nothing' || result === 'overtaken') return result;
    this.onChange(JSON.parse(result));
    this.#submit();
    return 'done';
  }

  /** Tells the others where the cursor is; path null for nowhere. */
  present(path, status = 'active') {
    if (this.#state !== State.LIVE) return;
    const cursor = path ? { path } : null;
    const update = { client_id: this.#clientId, status, cursor, selection: null };
    this.#connection.send(`session.${this.#sessionId}.presence`, JSON.stringify(update));
  }

  /** Returns the error, or null when the edit was taken. */
  #edit(resultText) {
    const result = JSON.parse(resultText);
    if (result.error) return result.error;
    this.onChange(result);
    this.#submit();
    return null;
  }

  async #join() {
    if (this.#joining) return;
    this.#joining = true;
    try {
      await this.#joinOnce();
    } finally {
      this.#joining = false;
    }
  }

  async #joinOnce() {
    this.#become(this.isOpen ? State.RESYNCING : State.CONNECTING);
    try {
      const created = await this.#connection.request(
        'sessions.create', JSON.stringify({ quote_id: this.#quoteId }));
      if (created.body.error) return this.#refused(created.body.error);
      this.#listen(created.body.session.session_id);
      let reply;
      do {
        reply = await this.#ask();
        if (reply.body.error) return this.#refused(reply.body.error);
      } while (this.#take(reply));
      this.#joined(reply);
    } catch {
      this.#retry();
    }
  }

  #listen(sessionId) {
    if (sessionId === this.#sessionId) return;
    if (this.#sessionId) this.#connection.unlisten(`session.${this.#sessionId}.events`);
    this.#early = [];
    this.#sessionId = sessionId;
    this.#connection.listen(`session.${sessionId}.events`, (body, raw) => this.#event(body, raw));
  }

  /** What is shown stays; as soon as the quote can be edited again, it is. */
  #awaitSwitchedOn() {
    this.#become(State.CLOSED, SWITCHED_OFF);
    setTimeout(() => {
      if (this.#state === State.CLOSED && this.#reason === SWITCHED_OFF) this.#join();
    }, SWITCHED_OFF_MILLIS);
  }

  #refused(error) {
    if (error.code === 'SESSIONS_DISABLED') return this.#awaitSwitchedOn();
    if (error.code === 'RETRY' || error.code === 'UNAVAILABLE') return this.#retry();
    this.#connection.close();
    this.#become(State.CLOSED, error.message);
    return undefined;
  }

  #retry() {
    setTimeout(() => {
      if (this.#state === State.RESYNCING || this.#state === State.CONNECTING) this.#join();
    }, RETRY_MILLIS);
  }

  #ask() {
    const join = { client_id: this.#clientId };
    if (this.isOpen && this.#openedIn === this.#sessionId) join.last_revision = this.revision;
    return this.#connection.request(`session.${this.#sessionId}.join`, JSON.stringify(join));
  }

  /** Takes in a snapshot or what was missed; returns whether there is more to ask for. */
  #take({ raw, body }) {
    if (body.operations) {
      engine.resume(this.#handle, raw);
      this.#tellLosses(body.operations);
      return body.more;
    }
    if (this.hasPending) this.onGivenUp();
    if (this.isOpen) engine.close(this.#handle);
    this.#handle = engine.open(this.#clientId, this.#connection.user.user_id, raw);
    this.#openedIn = this.#sessionId;
    return false;
  }

  #joined({ body }) {
    this.participants = new Map(body.participants.map((one) => [one.user_id, one]));
    this.onParticipants();
    this.#become(State.LIVE);
    this.onChange({ lines: [], order: true, header: true });
    const early = this.#early;
    this.#early = [];
    for (const { event, text } of early) this.#event(event, text);
    this.#sending = false;
    const waiting = engine.inFlight(this.#handle, this.#sessionId);
    if (waiting) this.#send(waiting);
    else this.#submit();
  }

  #event(body, raw) {
    if (this.#state !== State.LIVE) {
      if (body.type === 'committed') this.#early.push({ event: body, text: raw });
      return;
    }
    switch (body.type) {
      case 'committed':
        this.#committed(body, raw);
        break;
      case 'joined':
        this.participants.set(body.participant.user_id, body.participant);
        this.onParticipants();
        break;
      case 'left':
        this.participants.delete(body.user_id);
        this.onParticipants();
        break;
      case 'presence':
        this.onPresence(body.updates.filter((update) => update.client_id !== this.#clientId));
        break;
      case 'resync':
        this.#join();
        break;
      case 'closing':
        this.onClosing(new Date(body.closes_at), body.reason);
        break;
      case 'extended':
        this.onClosing(null);
        break;
      case 'closed':
        this.onClosing(null);
        // What is typed from here on waits for the session that opens next.
        if (body.reason === SWITCHED_OFF) this.#awaitSwitchedOn();
        else if (this.hasPending) this.#join();
        else this.#become(State.CLOSED, body.reason);
        break;
    }
  }

  #committed(body, raw) {
    const result = engine.committed(this.#handle, raw);
    if (result === 'known') return;
    if (result === 'gap') {
      this.#join();
      return;
    }
    if (body.client_id === this.#clientId) this.#sending = false;
    this.onChange(JSON.parse(result));
    this.onCommitted(body);
    this.#tellLosses([body]);
    this.#submit();
  }

  /** Each loss with the commit that took the edit away. */
  #tellLosses(commits) {
    for (const loss of JSON.parse(engine.losses(this.#handle))) {
      this.onLoss(loss, commits.findLast((one) => one.client_id === loss.client_id) ?? commits.at(-1));
    }
  }

  #submit() {
    if (this.#state !== State.LIVE || this.#sending) return;
    const message = engine.nextSubmission(this.#handle, this.#sessionId);
    if (message) this.#send(message);
    this.onState(this.#state, this.#reason);
  }

  async #send(message) {
    this.#sending = true;
    try {
      const { body } = await this.#connection.request(`session.${this.#sessionId}.submit`, message);
      if (body.status === 'rejected') this.#rejected(body.error);
    } catch {
      // Without an answer it is not known whether it was committed: joining again tells.
      if (this.#state === State.LIVE) this.#join();
    }
  }

  #rejected(error) {
    if (error.code === 'RETRY' || error.code === 'STALE_REVISION' || error.code === 'NOT_JOINED') {
      this.#join();
      return;
    }
    if (error.code === 'OVERLOADED') {
      setTimeout(() => this.#join(), RETRY_MILLIS);
      return;
    }
    const changed = JSON.parse(engine.rejected(this.#handle));
    this.#sending = false;
    this.onChange(changed);
    this.onRejected(error);
    this.onState(this.#state, this.#reason);
  }

  #leave() {
    if (this.#state === State.LIVE) {
      this.#connection.send(
        `session.${this.#sessionId}.leave`, JSON.stringify({ client_id: this.#clientId }));
    }
  }

  #become(state, reason = '') {
    this.#state = state;
    this.#reason = reason;
    this.onState(state, reason);
  }
}
