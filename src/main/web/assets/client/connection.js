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
const TRANSPORTS = ['websocket', 'xhr-streaming', 'xhr-polling'];

export class RequestError extends Error {
  constructor(code, message) {
    super(message);
    this.code = code;
  }
}

export class Connection {
  #url;
  #token;
  #transports;
  #socket = null;
  #requests = new Map();
  #listeners = new Map();
  #nextReply = 1;
  #attempt = 0;
  #closed = false;
  #ping = 0;
  #pong = 0;
  #retry = 0;

  /** Who the token says I am, once the socket is open: {user_id, name, roles}. */
  user = null;
  /** Called when the socket is open and the token accepted, each time anew. */
  onOpen = () => {};
  /** Called when the socket is lost; a reconnect is on its way. */
  onLost = () => {};
  /** ({code, message}) the server does not accept the token. */
  onRefused = () => {};

  /**
   * @param url of the event bus
   * @param token a function that gives a token, or a promise of one; asked at each connect
   * @param transports of SockJS, the first that works is taken
   */
  constructor(url, token, transports = TRANSPORTS) {
    this.#url = url;
    this.#token = token;
    this.#transports = transports;
    addEventListener('online', () => this.#hurry());
    document.addEventListener('visibilitychange', () => { if (!document.hidden) this.#hurry(); });
  }

  open() {
    clearTimeout(this.#retry);
    const socket = new globalThis.SockJS(this.#url, null, { transports: this.#transports });
    this.#socket = socket;
    socket.onopen = () => this.#authenticate();
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

  /** Sends a body, given as JSON text, and resolves with {raw, body} of the reply. */
  request(address, bodyText) {
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
      this.#send('send', address, bodyText, reply);
    });
  }

  /** Sends a body that nobody answers. */
  send(address, bodyText) {
    if (this.#isOpen) this.#send('send', address, bodyText, null);
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

  #send(type, address, bodyText, reply) {
    const envelope = { type, address, headers: {} };
    if (reply) envelope.replyAddress = reply;
    const head = JSON.stringify(envelope);
    this.#socket.send(`${head.slice(0, -1)},"body":${bodyText}}`);
  }

  async #authenticate() {
    try {
      const token = await this.#token();
      const { body } = await this.request('auth', JSON.stringify({ token }));
      if (body.error) {
        this.close();
        this.onRefused(body.error);
        return;
      }
      this.#attempt = 0;
      this.user = body.user;
      this.#pingLater();
      for (const address of this.#listeners.keys()) this.#register(address);
      this.onOpen();
    } catch {
      // Without a token, or without an answer to it, the next try may have more luck.
      this.#socket.close();
    }
  }

  #receive(raw) {
    clearTimeout(this.#pong);
    const envelope = JSON.parse(raw);
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
