/** Where people are: my own place on its way to the others, and theirs on the way to the page. */
import * as engine from '../engine.js';

/** At most 20 updates a second. */
const SEND_MILLIS = 50;
/** Nobody is shown of whom nothing was heard for 150 s, and tabs in the background wake once a minute. */
const HEARTBEAT_MILLIS = 45_000;

/** Says where I am, the newest place only, and not too often. */
export class OwnPresence {
  #send;
  #place = { cursor: null, selection: null };
  #status = 'active';
  #timer = 0;
  #heartbeat = 0;

  /** @param send ({status, cursor, selection}) */
  constructor(send) {
    this.#send = send;
  }

  get place() {
    return { status: this.#status, ...this.#place };
  }

  move(cursor, selection = null) {
    const next = { cursor, selection };
    if (JSON.stringify(next) === JSON.stringify(this.#place)) return;
    this.#place = next;
    this.#soon();
  }

  become(status) {
    if (status === this.#status) return;
    this.#status = status;
    this.#soon();
  }

  /** Says it again, since the others may not know it yet. */
  repeat() {
    this.#soon();
  }

  #soon() {
    if (this.#timer) return;
    this.#timer = setTimeout(() => {
      this.#timer = 0;
      this.#send(this.place);
    }, SEND_MILLIS);
    clearInterval(this.#heartbeat);
    this.#heartbeat = setInterval(() => this.#send(this.place), HEARTBEAT_MILLIS);
  }

  stop() {
    clearTimeout(this.#timer);
    clearInterval(this.#heartbeat);
    this.#timer = 0;
  }
}

/** The others, by client. Their cursors move with what is edited around them. */
export class Others {
  #clients = new Map();

  /** Takes updates in; returns whether anything is shown differently. */
  take(handle, updates, ownClientId) {
    let changed = false;
    for (const update of updates) {
      if (update.client_id === ownClientId) continue;
      changed = true;
      if (update.status === 'gone') {
        this.#clients.delete(update.client_id);
        engine.forget(handle, update.client_id);
        continue;
      }
      this.#clients.set(update.client_id, update);
      const { path, offset } = update.cursor ?? {};
      engine.forget(handle, update.client_id);
      try {
        if (isPath(path)) engine.see(handle, update.client_id, path, whole(offset), whole(update.revision));
      } catch {
        // What somebody else says need not be a path; then there is no place to show.
      }
    }
    return changed;
  }

  /** Forgets the clients of everybody who is not among these users. */
  keepOnly(handle, userIds) {
    for (const [client, update] of this.#clients) {
      if (userIds.has(update.user_id)) continue;
      this.#clients.delete(client);
      if (handle >= 0) engine.forget(handle, client);
    }
  }

  clear() {
    this.#clients.clear();
  }

  /** {user_id, name, …} of whoever uses a client; undefined if nobody has been heard of. */
  find(clientId) {
    return this.#clients.get(clientId);
  }

  /** [{client_id, user_id, name, status, cursor: {path, offset, editing} | null}] as of what is shown. */
  list(handle) {
    const places = new Map(JSON.parse(engine.cursors(handle)).map((one) => [one.client_id, one]));
    return [...this.#clients.values()].map((update) => {
      const place = places.get(update.client_id);
      return {
        client_id: update.client_id,
        user_id: update.user_id,
        name: update.name,
        status: update.status,
        cursor: place ? { path: place.path, offset: place.offset, editing: update.cursor?.editing === true } : null,
      };
    });
  }
}

function isPath(path) {
  return typeof path === 'string' && path.startsWith('/');
}

function whole(number) {
  return Number.isInteger(number) && number >= 0 ? number : 0;
}
