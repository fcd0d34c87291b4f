/** A client of Hocuspocus for the load generator. */
import { HocuspocusProvider, HocuspocusProviderWebsocket } from '@hocuspocus/provider';
import pg from 'pg';
import { WebSocket } from 'ws';
import * as Y from 'yjs';

const STORE_MILLIS_MAX = 15_000;
const STORE_POLL_MILLIS = 200;

let pool;

export class HocuspocusClient {
  pending = false;
  cursors = 0;

  constructor(system, port, quoteId, name, url) {
    this.port = port;
    this.quoteId = quoteId;
    this.name = name;
    this.url = url;
    this.onAcknowledged = () => {};
    this.onDelivered = () => {};
    this.onError = () => {};
  }

  /** @param document what the first client of a quote fills it with */
  async open(document) {
    this.doc = new Y.Doc();
    this.quote = this.doc.getMap('quote');
    this.socket = new HocuspocusProviderWebsocket({
      url: `ws://127.0.0.1:${this.port}`,
      WebSocketPolyfill: WebSocket,
    });
    this.provider = new HocuspocusProvider({
      websocketProvider: this.socket,
      name: this.quoteId,
      document: this.doc,
      token: '',
      onAuthenticationFailed: ({ reason }) => this.onError(new Error(reason)),
    });
    const synced = new Promise((resolve) => this.provider.on('synced', resolve));
    // A provider that brings its socket is attached by its owner.
    this.provider.attach();
    await synced;
    if (document) {
      this.doc.transact(() => fill(this.quote, document));
    }
    await this.settled();
    this.provider.on('unsyncedChanges', ({ number }) => {
      if (number === 0 && this.pending) {
        this.pending = false;
        this.onAcknowledged();
      }
    });
    this.doc.on('afterTransaction', (transaction) => this.delivered(transaction));
  }

  settled() {
    return new Promise((resolve) => {
      const look = () => (this.provider.unsyncedChanges === 0 ? resolve() : setTimeout(look, 1));
      look();
    });
  }

  /**
   * An edit is known by its first new item; one that only deletes makes none, and is known by the first
   * item that it deletes.
   */
  delivered(transaction) {
    if (transaction.local) {
      return;
    }
    transaction.afterState.forEach((after, client) => {
      const before = transaction.beforeState.get(client) ?? 0;
      for (let clock = before; clock < after; clock++) {
        this.onDelivered(`${client}/${clock}`);
      }
    });
    transaction.deleteSet.clients.forEach((ranges, client) => {
      for (const { clock, len } of ranges) {
        for (let i = clock; i < clock + len; i++) {
          this.onDelivered(`deleted/${client}/${i}`);
        }
      }
    });
  }

  async openCursors() {
    this.provider.awareness.on('update', ({ added, updated }, origin) => {
      if (origin !== 'local') {
        this.cursors += added.length + updated.length;
      }
    });
  }

  /** Relative to its neighbours, so that edits move it. */
  cursor(line, offset) {
    const position = Y.createRelativePositionFromTypeIndex(this.line(line).get('description'), offset);
    this.provider.setAwarenessField('cursor', Y.relativePositionToJSON(position));
  }

  hasPending() {
    return this.pending;
  }

  line(at) {
    return this.quote.get('lines').get(at);
  }

  lineCount() {
    return this.quote.get('lines').length;
  }

  description(at) {
    return this.line(at).get('description').toString();
  }

  /** Returns by what the others will know the edit. */
  edit(edit) {
    let made;
    this.doc.once('afterTransaction', (transaction) => (made = transaction));
    this.pending = true;
    this.doc.transact(() => this.apply(edit));
    const before = made.beforeState.get(this.doc.clientID) ?? 0;
    if ((made.afterState.get(this.doc.clientID) ?? 0) > before) {
      return `${this.doc.clientID}/${before}`;
    }
    const [client, ranges] = made.deleteSet.clients.entries().next().value;
    return `deleted/${client}/${ranges[0].clock}`;
  }

  apply(edit) {
    const lines = this.quote.get('lines');
    switch (edit.kind) {
      case 'set':
        return this.line(edit.at).set('quantity', edit.value);
      case 'add':
        // Yjs has no sum: of two at once one is lost.
        return this.line(edit.at).set('quantity', this.line(edit.at).get('quantity') + 1);
      case 'text': {
        const text = this.line(edit.at).get('description');
        return edit.remove ? text.delete(edit.offset, edit.remove) : text.insert(edit.offset, edit.insert);
      }
      case 'insert':
        return lines.insert(edit.at, [shared(edit.line)]);
      default:
        return lines.delete(edit.at, 1);
    }
  }

  document() {
    return this.quote.toJSON();
  }

  /** How many items of whom it has; grows with each edit that is more than a deletion. */
  revision() {
    let items = 0;
    this.doc.store.clients.forEach((structs) => {
      const last = structs[structs.length - 1];
      items += last.id.clock + last.length;
    });
    return items;
  }

  /**
   * The quote as the database has it, once that is what the editors have (it is stored some seconds
   * later); in memory, as the server gives it to a new client. Complete: with all items of all editors.
   */
  async stored(editors) {
    const vector = new Map();
    for (const { client } of editors) {
      vector.set(client.doc.clientID, Y.getState(client.doc.store, client.doc.clientID));
    }
    const end = Date.now() + (this.url ? STORE_MILLIS_MAX : 0);
    for (;;) {
      const doc = this.url ? await this.fromDatabase() : await this.fromServer();
      const complete = [...vector].every(([client, clock]) => Y.getState(doc.store, client) === clock);
      const document = doc.getMap('quote').toJSON();
      const equal = JSON.stringify(document) === JSON.stringify(this.document());
      if ((complete && equal) || Date.now() >= end) {
        return { document, complete };
      }
      await new Promise((resolve) => setTimeout(resolve, STORE_POLL_MILLIS));
    }
  }

  async fromServer() {
    const reader = new HocuspocusClient('', this.port, this.quoteId, 'reader');
    await reader.open();
    reader.close();
    return reader.doc;
  }

  async fromDatabase() {
    pool ??= new pg.Pool({ connectionString: this.url, max: 1 });
    const { rows } = await pool.query('SELECT state FROM documents WHERE name = $1', [this.quoteId]);
    const doc = new Y.Doc();
    if (rows.length > 0) {
      Y.applyUpdate(doc, rows[0].state);
    }
    return doc;
  }

  async leave() {
    const gone = new Promise((resolve) => this.provider.on('disconnect', resolve));
    this.socket.disconnect();
    await gone;
  }

  comeBack() {
    this.socket.connect();
  }

  close() {
    this.provider.destroy();
    this.socket.destroy();
  }
}

function fill(map, document) {
  for (const [name, value] of Object.entries(document)) {
    map.set(name, Array.isArray(value) ? Y.Array.from(value.map(shared)) : value);
  }
}

/** A line: its description is a text that several may write in. */
function shared(line) {
  const map = new Y.Map();
  for (const [name, value] of Object.entries(line)) {
    map.set(name, name === 'description' ? new Y.Text(value) : value);
  }
  return map;
}
