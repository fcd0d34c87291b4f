/**
 * One socket to the event bus: requests with a timeout, addresses to listen to, and a reconnect
 * with growing, jittered pauses. Messages arrive as raw text beside the parsed envelope, since the
 * engine reads numbers exactly and JSON.parse does not.
 */
import '../sockjs.min.js';

// A connection may be dead without anybody saying so: whoever looks on finds out within four seconds.
const PING_MILLIS = 2_000;
const PONG_MILLIS = 2_000;
// A tab in the background may send once a minute; the server waits for two of them.
const HIDDEN_PING_MILLIS = 20_000;
const REQUEST_TIMEOUT_MILLIS = 10_000;
const RECONNECT_FIRST_MILLIS = 500;
const RECONNECT_MOST_MILLIS = 10_000;
const RENEW_MILLIS = 5_000;
const UNAUTHORIZED = 401;
const AUTH = 'auth';
const TRANSPORTS = ['websocket', 'xhr-streaming', 'xhr-polling'];

export class RequestError extends Error {
  constructor(code, message) {
    super(message);
    this.code = code;
  }
}

export class Connection {
  #url;
  #ticket;
  #transports;
  #traceparent;
  #socket = null;
  #opening = 0;
  #requests = new Map();
  #listeners = new Map();
  #nextReply = 1;
  #attempt = 0;
  #closed = false;
  #ping = 0;
  #pong = 0;
  #pinged = 0;
  #retry = 0;
  #renewal = 0;
  #renewed = 0;

  /** How long the last ping and its answer were on their way. */
  roundTripMillis = 0;
  /** Who the ticket says I am, once the socket is open: {user_id, name, roles}. */
  user = null;
  /** Called when the socket is open and the ticket accepted, each time anew. */
  onOpen = () => {};
  /** Called when the socket is lost; a reconnect is on its way. */
  onLost = () => {};
  /** ({code, message}) the server gives no ticket for the token. */
  onRefused = () => {};

  /**
   * @param url of the event bus
   * @param ticket a function that gives a promise of a ticket; asked at each connect, and before the token runs out
   * @param transports of SockJS, the first that works is taken
   * @param traceparent a function that gives the W3C traceparent of the page's step, or nothing
   */
  constructor(url, ticket, transports = TRANSPORTS, traceparent = () => '') {
    this.#traceparent = traceparent;
    this.#url = url;
    this.#ticket = ticket;
    this.#transports = transports;
    addEventListener('online', () => this.#hurry());
    document.addEventListener('visibilitychange', () => { if (!document.hidden) this.#hurry(); });
  }

  /** The ticket comes first: a socket that shows none is closed soon. */
  async open() {
    clearTimeout(this.#retry);
    this.#retry = 0;
    const opening = ++this.#opening;
    let ticket;
    try {
      ticket = await this.#ticket();
    } catch (fault) {
      if (opening !== this.#opening || this.#closed) return;
      if (fault.status === UNAUTHORIZED) this.#refuse(fault);
      // Without a ticket the next try may have more luck.
      else this.#lost();
      return;
    }
    if (opening === this.#opening && !this.#closed) this.#connect(ticket);
  }

  #refuse({ code, message }) {
    this.close();
    this.onRefused({ code, message });
  }

  #connect(ticket) {
    const socket = new globalThis.SockJS(this.#url, null, { transports: this.#transports });
    this.#socket = socket;
    socket.onopen = () => this.#authenticate(ticket);
    socket.onmessage = (event) => this.#receive(event.data);
    socket.onclose = () => { if (socket === this.#socket) this.#lost(); };
  }

  #pingLater() {
    clearTimeout(this.#ping);
    this.#ping = setTimeout(() => this.#sendPing(), document.hidden ? HIDDEN_PING_MILLIS : PING_MILLIS);
  }

  #sendPing() {
    if (!this.#isOpen) return;
    this.#socket.send('{"type":"ping"}');
    this.#pinged = performance.now();
    clearTimeout(this.#pong);
    const due = Date.now() + PONG_MILLIS;
    if (!document.hidden) this.#pong = setTimeout(() => this.#missPong(due), PONG_MILLIS);
    this.#pingLater();
  }

  /** A page that slept, or was busy, asks once more: its own pause is not the server's. */
  #missPong(due) {
    if (Date.now() - due > PONG_MILLIS / 2) this.#sendPing();
    else this.#drop();
  }

  /** Does not wait for the other side to agree: it may not be there any more. */
  #drop() {
    const socket = this.#socket;
    this.#socket = null;
    socket?.close();
    this.#lost();
  }

  close() {
    this.#closed = true;
    clearTimeout(this.#retry);
    clearTimeout(this.#ping);
    clearTimeout(this.#pong);
    clearTimeout(this.#renewal);
    this.#socket?.close();
  }

  /** Does not wait for the next try: the network is said to be back, or somebody looks. */
  #hurry() {
    if (this.#closed) return;
    if (this.#retry) {
      this.#attempt = 0;
      this.open();
    } else {
      this.#sendPing();
    }
  }

  get #isOpen() {
    return this.#socket?.readyState === globalThis.SockJS.OPEN;
  }

  /**
   * Sends a body, given as JSON text, and resolves with {raw, body} of the reply.
   *
   * @param headers see PROTOCOL.md
   */
  request(address, bodyText, headers = {}) {
    return new Promise((resolve, reject) => {
      if (!this.#isOpen) {
        reject(new RequestError('LOST', 'there is no connection'));
        return;
      }
      const reply = `r${this.#nextReply++}`;
      const timer = setTimeout(() => {
        this.#requests.delete(reply);
        reject(new RequestError('TIMEOUT', 'no answer in time'));
      }, REQUEST_TIMEOUT_MILLIS);
      this.#requests.set(reply, { resolve, reject, timer });
      this.#send(address, bodyText, reply, headers);
    });
  }

  /** Sends a body that nobody answers. */
  send(address, bodyText) {
    if (this.#isOpen) this.#send(address, bodyText, null);
  }

  /** From now on, and after each reconnect, gives what is published at the address. */
  listen(address, listener) {
    this.#listeners.set(address, listener);
    this.#register(address);
  }

  unlisten(address) {
    if (this.#listeners.delete(address)) this.#register(address, 'unregister');
  }

  #register(address, type = 'register') {
    if (this.#isOpen) this.#socket.send(JSON.stringify({ type, address, headers: {} }));
  }

  #send(address, bodyText, reply, headers = {}) {
    const envelope = { type: 'send', address, headers };
    if (reply) envelope.replyAddress = reply;
    const head = JSON.stringify(envelope);
    this.#socket.send(`${head.slice(0, -1)},"body":${bodyText}}`);
  }

  /** The header of the page's step. A page that fails to tell its step loses the trace, and nothing else. */
  traceHeaders() {
    try {
      const traceparent = this.#traceparent();
      return traceparent ? { traceparent } : {};
    } catch (error) {
      reportError(error);
      return {};
    }
  }

  async #authenticate(ticket) {
    try {
      await this.#show(ticket);
      this.#attempt = 0;
      this.#pingLater();
      for (const address of this.#listeners.keys()) this.#register(address);
      this.onOpen();
    } catch {
      // A ticket may have been too long on its way; the next one may have more luck.
      this.#socket?.close();
    }
  }

  async #show(ticket) {
    const { body } = await this.request(AUTH, JSON.stringify({ ticket }));
    if (body.error) throw new RequestError(body.error.code, body.error.message);
    this.user = body.user;
  }

  /** However short tokens are good, and however often it does not work, this takes a pause. */
  #renewLater() {
    clearTimeout(this.#renewal);
    const pause = Math.max(0, this.#renewed + RENEW_MILLIS - Date.now());
    this.#renewal = setTimeout(() => this.#renew(), pause);
  }

  /** With another token the socket stays. If there is none in time, the server closes it. */
  async #renew() {
    if (!this.#isOpen) return;
    this.#renewed = Date.now();
    try {
      await this.#show(await this.#ticket());
    } catch {
      this.#renewLater();
    }
  }

  #receive(raw) {
    clearTimeout(this.#pong);
    const envelope = JSON.parse(raw);
    if (envelope.type === 'pong') this.roundTripMillis = performance.now() - this.#pinged;
    const request = this.#requests.get(envelope.address);
    if (request) {
      this.#requests.delete(envelope.address);
      clearTimeout(request.timer);
      if (envelope.type === 'err') {
        request.reject(new RequestError(envelope.failureType ?? 'FAILED', envelope.message ?? 'failed'));
      } else {
        request.resolve({ raw, body: envelope.body });
      }
      return;
    }
    if (envelope.address === AUTH) this.#renewLater();
    this.#listeners.get(envelope.address)?.(envelope.body, raw);
  }

  #lost() {
    clearTimeout(this.#ping);
    clearTimeout(this.#pong);
    for (const { reject, timer } of this.#requests.values()) {
      clearTimeout(timer);
      reject(new RequestError('LOST', 'the connection was lost'));
    }
    this.#requests.clear();
    if (this.#closed) return;
    this.onLost();
    const pause = Math.min(RECONNECT_MOST_MILLIS, RECONNECT_FIRST_MILLIS * 2 ** this.#attempt++);
    this.#retry = setTimeout(() => { this.#retry = 0; this.open(); }, pause * (0.5 + Math.random() / 2));
  }
}
