/**
 * One socket to the event bus: requests with a timeout, addresses to listen to, and a reconnect
 * with growing, jittered pauses. Messages arrive as raw text beside the parsed envelope, since the
 * engine reads numbers exactly and JSON.parse does not.
 */
const PING_MILLIS = 20_000;
const REQUEST_TIMEOUT_MILLIS = 10_000;
const RECONNECT_FIRST_MILLIS = 500;
const RECONNECT_MOST_MILLIS = 10_000;

export class RequestError extends Error {
  constructor(code, message) {
    super(message);
    this.code = code;
  }
}

export class Connection {
  #url;
  #token;
  #socket = null;
  #requests = new Map();
  #listeners = new Map();
  #nextReply = 1;
  #attempt = 0;
  #closed = false;
  #ping = 0;

  /** Who the token says I am, once the socket is open: {user_id, name, roles}. */
  user = null;
  /** Called when the socket is open and the token accepted, each time anew. */
  onOpen = () => {};
  /** Called when the socket is lost; a reconnect is on its way. */
  onLost = () => {};
  /** Called when the server does not accept the token. */
  onRefused = () => {};

  constructor(url, token) {
    this.#url = url;
    this.#token = token;
  }

  open() {
    const socket = new SockJS(this.#url, null, { transports: ['websocket', 'xhr-streaming', 'xhr-polling'] });
    this.#socket = socket;
    socket.onopen = () => this.#authenticate();
    socket.onmessage = (event) => this.#receive(event.data);
    socket.onclose = () => this.#lost();
  }

  close() {
    this.#closed = true;
    this.#socket?.close();
  }

  /** Sends a body, given as JSON text, and resolves with {raw, body} of the reply. */
  request(address, bodyText) {
    return new Promise((resolve, reject) => {
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
    if (this.#socket?.readyState === SockJS.OPEN) {
      this.#send('send', address, bodyText, null);
    }
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
    if (this.#socket?.readyState === SockJS.OPEN) {
      this.#socket.send(JSON.stringify({ type, address, headers: {} }));
    }
  }

  #send(type, address, bodyText, reply) {
    const envelope = { type, address, headers: {} };
    if (reply) envelope.replyAddress = reply;
    const head = JSON.stringify(envelope);
    this.#socket.send(`${head.slice(0, -1)},"body":${bodyText}}`);
  }

  async #authenticate() {
    try {
      const { body } = await this.request('auth', JSON.stringify({ token: this.#token }));
      if (body.error) {
        this.close();
        this.onRefused(body.error);
        return;
      }
      this.#attempt = 0;
      this.user = body.user;
      this.#ping = setInterval(() => this.#socket.send('{"type":"ping"}'), PING_MILLIS);
      for (const address of this.#listeners.keys()) this.#register(address);
      this.onOpen();
    } catch {
      // The socket went away meanwhile; its close has the reconnect on its way.
    }
  }

  #receive(raw) {
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
    clearInterval(this.#ping);
    for (const { reject, timer } of this.#requests.values()) {
      clearTimeout(timer);
      reject(new RequestError('LOST', 'the connection was lost'));
    }
    this.#requests.clear();
    if (this.#closed) return;
    this.onLost();
    const pause = Math.min(RECONNECT_MOST_MILLIS, RECONNECT_FIRST_MILLIS * 2 ** this.#attempt++);
    setTimeout(() => this.open(), pause * (0.5 + Math.random() / 2));
  }
}
