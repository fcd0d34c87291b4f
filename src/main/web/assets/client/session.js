/**
 * A quote's session: create, listen, join, and then live. What is typed is sent one submission at a
 * time; after a lost connection the missed commits come in and what was in flight is sent again. When
 * the session has ended meanwhile, it goes on in the one that follows.
 */
import * as engine from '../engine.js';
import { continueQuote, eventsOf } from './commits.js';
import { Connection } from './connection.js';
import { Emitter } from './emitter.js';
import { Made, Painted } from './latency.js';
import { OwnPresence, Others } from './presence.js';
import { EditableQuote } from './quote.js';
import { RestApi } from './rest.js';
import { JOIN_CODES, RETRY_CODES, State, WAIT_CODES } from './state.js';
import { compareLater } from './state-hash.js';
import { Vigil } from './vigil.js';

const RETRY_MILLIS = 500;
const SWITCHED_OFF = 'switched_off';
const SWITCHED_OFF_MILLIS = 5_000;

export class QuoteSession extends EditableQuote {
  #connection;
  #rest;
  #quoteId;
  #clientId = `c_${crypto.randomUUID()}`;
  #sessionId = '';
  #openedIn = '';
  #state = State.CONNECTING;
  #reason = '';
  #sending = false;
  #joining = false;
  #early = [];
  #events = new Emitter();
  #own = new OwnPresence((place) => this.#say('presence', this.#placeText(place)));
  #others = new Others();
  #made = new Made(() => this.#connection.roundTripMillis);
  #painted = new Painted((body) => this.#say('painted', body), () => this.#connection.roundTripMillis);
  #vigil = new Vigil({
    ask: async () => (await this.#connection.request(this.#address('participants'), '{}')).body,
    revision: () => this.revision,
    isPresent: (all) => all.some((one) => one.user_id === this.user?.user_id),
    rejoin: () => { if (this.#state === State.LIVE) this.#join(); },
  });

  /** The people present, by user id: {user_id, name, joined_at, …}. */
  participants = new Map();
  /** Lines with edits that are not saved yet. */
  pendingLines = new Set();
  /** What I may do with the quote; the server holds it, a page offers no more. */
  rights = { access: 'none', hidden_columns: [], fixed_columns: [] };

  /** See quotey-live.d.ts for the options. */
  constructor({ server = '', token, quote, transports, traceparent }) {
    super();
    const give = typeof token === 'function' ? token : () => token;
    this.#quoteId = quote;
    this.#rest = new RestApi(server, give);
    this.#connection = new Connection(`${server}/eventbus`, () => this.#rest.ticket(), transports, traceparent);
    this.#connection.onOpen = () => this.#join();
    this.#connection.onLost = () => { if (this.#state !== State.CLOSED) this.#become(State.RECONNECTING); };
    this.#connection.onRefused = (error) => this.#become(State.CLOSED, error.message);
  }

  /** Calls `listener` at each event of that name (quotey-live.d.ts lists them); returns how to stop. */
  on(event, listener) { return this.#events.on(event, listener); }

  #emit(event, value) { this.#events.emit(event, value); }

  get quoteId() { return this.#quoteId; }

  get sessionId() { return this.#sessionId; }

  get clientId() { return this.#clientId; }

  get state() { return this.#state; }

  /** Why the session is closed, for people or as a code; '' while it is not. */
  get reason() { return this.#reason; }

  get revision() { return this.isOpen ? engine.revision(this.handle) : 0; }

  get canEdit() { return !['none', 'viewer'].includes(this.rights.access); }

  get hasPending() { return this.isOpen && engine.hasPending(this.handle); }

  /** Who the token says I am: {user_id, name, roles}. */
  get user() { return this.#connection.user; }

  /** The calls of the REST interface, in the name of the same user. */
  get rest() { return this.#rest; }

  open() {
    this.#connection.open();
    this.#vigil.start();
    addEventListener('pagehide', () => this.#leave());
    addEventListener('pageshow', (event) => { if (event.persisted) this.#join(); });
  }

  /** Leaves the session and the connection. */
  close() {
    this.#leave();
    this.#own.stop();
    this.#vigil.stop();
    this.#connection.close();
    this.#become(State.CLOSED, 'left');
  }

  /** Keeps the session open. */
  extend() { this.#say('extend', JSON.stringify({ client_id: this.#clientId })); }

  /** Opens the quote again after its session was closed. */
  reopen() { if (this.#state === State.CLOSED) this.#join(); }

  /**
   * Gives a command: {command: 'hold' | 'release', line_id}, {command: 'submit_for_approval' | 'revise'},
   * {command: 'approve' | 'decline', revision}. Resolves with the error, or null when it was carried out.
   */
  command(command) { return this.#tell('command', command); }

  /** Brings the document of an earlier revision back, as a new change. Resolves as command does. */
  restore(revision) { return this.#tell('restore', { revision }); }

  async #tell(what, body) {
    try {
      const reply = await this.#connection.request(this.#address(what), JSON.stringify(body));
      return reply.body.error ?? null;
    } catch (fault) {
      return { code: fault.code, message: 'There was no answer; see whether it was done.' };
    }
  }

  /** Tells the others where I am: {path, offset?, editing?}, or null for nowhere. */
  present(cursor, selection = null) { this.#own.move(cursor, selection); }

  /** Tells the others how I am: 'active', 'idle' or 'away'. */
  become(status) { this.#own.become(status); }

  /** The others and where they are in what is shown. */
  others() { return this.isOpen ? this.#others.list(this.handle) : []; }

  #address(what) { return `session.${this.#sessionId}.${what}`; }

  #say(what, body) { if (this.#state === State.LIVE) this.#connection.send(this.#address(what), body); }

  #placeText(place) {
    return JSON.stringify({ client_id: this.#clientId, revision: this.revision, ...place });
  }

  async #askWhoIsWhere() {
    try {
      const { body } = await this.#connection.request(this.#address('presence'), this.#placeText(this.#own.place));
      this.#seen(body.updates ?? []);
      this.#own.repeat();
    } catch {
      // The others are shown as soon as they move.
    }
  }

  /** A roster may outlive the people in it, as when their node was killed: who is there, the session says. */
  #seen(updates) {
    const there = updates.filter((one) => one.status === 'gone' || this.participants.has(one.user_id));
    if (this.#others.take(this.handle, there, this.#clientId)) this.#emit('presence', this.others());
  }

  edited(result) {
    for (const id of result.lines) this.pendingLines.add(id);
    this.#made.edited();
    this.#emit('change', { ...result, own: true });
    this.#submit();
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
      const created = await this.#connection.request('sessions.create', JSON.stringify({ quote_id: this.#quoteId }));
      if (created.body.error) return this.#refused(created.body.error);
      const { session_id: sessionId } = created.body.session;
      if (this.isOpen && this.#openedIn !== sessionId) await this.#continueIn(sessionId);
      this.#listen(sessionId);
      let reply;
      let missed = [];
      do {
        reply = await this.#ask();
        if (reply.body.error) return this.#refused(reply.body.error);
        missed = missed.concat(reply.body.operations ?? []);
      } while (this.#take(reply));
      this.#joined(reply, missed);
    } catch {
      this.#retry();
    }
    return undefined;
  }

  async #continueIn(sessionId) {
    const told = (commits) => this.#tellCommits(commits, true);
    if (await continueQuote(this.handle, this.#rest, this.#quoteId, this.#openedIn, sessionId, told)) this.#openedIn = sessionId;
  }

  #listen(sessionId) {
    if (sessionId === this.#sessionId) return;
    if (this.#sessionId) this.#connection.unlisten(this.#address('events'));
    this.#early = [];
    this.#sessionId = sessionId;
    this.#connection.listen(this.#address('events'), (body, raw) => this.#event(body, raw));
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
    if (RETRY_CODES.has(error.code)) return this.#retry();
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
    return this.#connection.request(this.#address('join'), JSON.stringify(join));
  }

  /** Takes in a snapshot or what was missed; returns whether there is more to ask for. */
  #take({ raw, body }) {
    if (body.operations) {
      engine.resume(this.handle, raw);
      this.#tellCommits(body.operations, true);
      return body.more;
    }
    if (this.hasPending) this.#emit('givenup');
    this.dispose();
    this.#others.clear();
    this.handle = engine.open(this.#clientId, this.#connection.user.user_id, raw);
    this.#openedIn = this.#sessionId;
    return false;
  }

  #joined({ body }, missed) {
    this.rights = body.rights;
    this.participants = new Map(body.participants.map((one) => [one.user_id, one]));
    this.#others.keepOnly(this.handle, new Set(this.participants.keys()));
    this.#emit('participants', this.participants);
    this.#become(State.LIVE);
    this.#emit('change', { lines: [], order: true, header: true, own: false });
    const others = missed.filter((one) => one.client_id !== this.#clientId);
    if (others.length > 0) this.#emit('caughtup', others);
    const early = this.#early;
    this.#early = [];
    for (const { event, text } of early) this.#event(event, text);
    this.#sending = false;
    this.#made.forget();
    const waiting = engine.inFlight(this.handle, this.#sessionId);
    if (waiting) this.#send(waiting, {});
    else this.#submit();
    this.#askWhoIsWhere();
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
        this.#emit('participants', this.participants);
        break;
      case 'left':
        this.participants.delete(body.user_id);
        this.#others.keepOnly(this.handle, new Set(this.participants.keys()));
        this.#emit('participants', this.participants);
        this.#emit('presence', this.others());
        break;
      case 'presence':
        this.#seen(body.updates);
        break;
      case 'resync':
        if (body.reset) this.#openedIn = '';
        this.#join();
        break;
      case 'closing':
        this.#emit('closing', { at: new Date(body.closes_at), reason: body.reason });
        break;
      case 'extended':
        this.#emit('closing', null);
        break;
      case 'closed':
        this.#emit('closing', null);
        // What is typed from here on waits for the session that opens next.
        if (body.reason === SWITCHED_OFF) this.#awaitSwitchedOn();
        else if (this.hasPending) this.#join();
        else this.#become(State.CLOSED, body.reason);
        break;
    }
  }

  #committed(body, raw) {
    const result = engine.committed(this.handle, raw);
    if (result === 'known') return;
    if (result === 'gap') {
      this.#join();
      return;
    }
    const own = body.client_id === this.#clientId;
    if (own) this.#sending = false;
    else this.#painted.came(body.made_at ?? body.timestamp);
    if (!this.hasPending) this.pendingLines.clear();
    this.#emit('change', { ...JSON.parse(result), own, saved: own });
    this.#tellCommits([body], false);
    if (body.state_hash) compareLater(this, body.revision, body.state_hash, () => this.#diverged(body.revision));
    this.#submit();
  }

  /** If my document ever is not the server's, I take the server's. */
  #diverged(revision) {
    this.#emit('diverged', revision);
    this.#openedIn = '';
    this.dispose();
    this.#join();
  }

  #tellCommits(commits, missed) {
    const person = (client) => this.#others.find(client);
    for (const [event, value] of eventsOf(this.handle, commits, this.#clientId, missed, person)) this.#emit(event, value);
  }

  /** The name of whoever uses a client, 'Somebody' if that is not known. */
  nameOf(clientId) { return this.#others.find(clientId)?.name ?? 'Somebody'; }

  #submit() {
    if (this.#state !== State.LIVE || this.#sending) return;
    const message = engine.nextSubmission(this.handle, this.#sessionId);
    const latency = this.#made.sentHeaders();
    if (message) this.#send(message, latency);
    this.#emit('state', { state: this.#state, reason: this.#reason });
  }

  async #send(message, latency) {
    this.#sending = true;
    try {
      const { body } = await this.#connection.request(this.#address('submit'), message, { ...this.#connection.traceHeaders(), ...latency });
      if (body.error) this.#rejected(body.error);
      else this.#vigil.expect(body.revision);
    } catch {
      // Without an answer it is not known whether it was committed: joining again tells.
      if (this.#state === State.LIVE) this.#join();
    }
  }

  #rejected(error) {
    if (JOIN_CODES.has(error.code)) {
      this.#join();
      return;
    }
    if (WAIT_CODES.has(error.code)) {
      setTimeout(() => this.#join(), error.retry_after_ms ?? RETRY_MILLIS);
      return;
    }
    const changed = JSON.parse(engine.rejected(this.handle));
    this.#sending = false;
    if (!this.hasPending) this.pendingLines.clear();
    this.#emit('change', { ...changed, own: false });
    this.#emit('rejected', error);
    this.#submit();
  }

  #leave() { this.#say('leave', JSON.stringify({ client_id: this.#clientId })); }

  #become(state, reason = '') {
    this.#state = state;
    this.#reason = reason;
    this.#emit('state', { state, reason });
  }
}
