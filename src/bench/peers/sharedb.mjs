/** A client of ShareDB for the load generator, and the type that server and clients share. */
import { createRequire } from 'node:module';
import { WebSocket } from 'ws';

const require = createRequire(import.meta.url);
const COLLECTION = 'quotes';

/** The release for a system: sharedb-postgres is made for ShareDB 5. */
export function release(system) {
  const sharedb = system === 'sharedb' ? require('sharedb') : require('sharedb5');
  const client = system === 'sharedb' ? require('sharedb/lib/client') : require('sharedb5/lib/client');
  const json1 = require('ot-json1').type;
  // The type's own transform throws where two writes conflict, and the server ends with it.
  const type = { ...json1, transform: json1.transformNoConflict };
  sharedb.types.register(type);
  client.types.register(type);
  return { sharedb, client, type };
}

export class ShareDbClient {
  /** Those that ShareDB acknowledged and did not log, since nothing was left of them. */
  empty = 0;
  cursors = 0;

  constructor(system, port, quoteId, name) {
    this.system = system;
    this.release = release(system);
    this.port = port;
    this.quoteId = quoteId;
    this.name = name;
    this.onAcknowledged = () => {};
    this.onDelivered = () => {};
    this.onError = () => {};
  }

  /** @param document what the first client of a quote creates it with */
  async open(document) {
    this.connect();
    this.doc = this.connection.get(COLLECTION, this.quoteId);
    this.doc.on('error', (error) => this.onError(error));
    await this.subscribed();
    if (document) {
      await new Promise((resolve, reject) =>
        this.doc.create(document, this.release.type.uri, (error) => (error ? reject(error) : resolve())));
    }
    this.watch();
  }

  connect() {
    const socket = new WebSocket(`ws://127.0.0.1:${this.port}`, { perMessageDeflate: false });
    socket.on('error', (error) => this.onError(error));
    if (this.connection) {
      this.connection.bindToSocket(socket);
    } else {
      this.connection = new this.release.client.Connection(socket);
      this.connection.on('error', (error) => this.onError(error));
    }
  }

  subscribed() {
    return new Promise((resolve, reject) => this.doc.subscribe((error) => (error ? reject(error) : resolve())));
  }

  /** The event of an operation names its connection, and not which of that connection's edits it is. */
  watch() {
    const take = this.doc._handleOp.bind(this.doc);
    this.doc._handleOp = (error, message) => {
      if (error?.code === 'ERR_NO_OP') {
        this.empty++;
      }
      const before = this.doc.version;
      take(error, message);
      // What comes twice was there before.
      if (!error && message.src !== this.connection.id && message.v === before && this.doc.version > before) {
        this.onDelivered(`${message.src}/${message.seq}`);
      }
    };
  }

  /** Cursors of everybody in the quote; ot-json1 does not move them with edits. */
  async openCursors() {
    const presence = this.connection.getPresence(`cursors.${this.quoteId}`);
    presence.on('receive', () => this.cursors++);
    await new Promise((resolve, reject) => presence.subscribe((error) => (error ? reject(error) : resolve())));
    this.presence = presence.create(this.name);
  }

  cursor(line, offset) {
    this.presence.submit({ path: ['lines', line, 'description'], offset });
  }

  hasPending() {
    return this.doc.hasPending();
  }

  lineCount() {
    return this.doc.data.lines.length;
  }

  description(at) {
    return this.doc.data.lines[at].description;
  }

  /** Returns by what the others will know the edit. */
  edit(edit) {
    // Nothing is in flight, so the connection numbers this one next.
    const key = `${this.connection.id}/${this.connection.seq}`;
    this.doc.submitOp(operation(edit, this.doc.data), (error) => (error ? this.onError(error) : this.onAcknowledged()));
    return key;
  }

  document() {
    return this.doc.data;
  }

  /** Edits in the log that this client has; that the quote was created is one more. */
  revision() {
    return this.doc.version - 1;
  }

  /** The quote as the server's database has it, and whether it has each edit that was acknowledged. */
  async stored(editors) {
    const reader = new ShareDbClient(this.system, this.port, this.quoteId, 'reader');
    reader.connect();
    const doc = reader.connection.get(COLLECTION, this.quoteId);
    await new Promise((resolve, reject) => doc.fetch((error) => (error ? reject(error) : resolve())));
    reader.close();
    const logged = editors.reduce((sum, editor) => sum + editor.acknowledged - editor.client.empty, 0);
    return { document: doc.data, complete: doc.version - 1 === logged };
  }

  async leave() {
    const closed = new Promise((resolve) => this.connection.once('state', resolve));
    this.connection.close();
    await closed;
  }

  /** The subscription goes on where it was. */
  comeBack() {
    this.connect();
  }

  close() {
    this.connection.close();
  }
}

function operation(edit, document) {
  switch (edit.kind) {
    case 'set':
      return ['lines', edit.at, 'quantity', { r: document.lines[edit.at].quantity, i: edit.value }];
    case 'add':
      return ['lines', edit.at, 'quantity', { ena: 1 }];
    case 'text': {
      const change = edit.remove ? { d: edit.remove } : edit.insert;
      return ['lines', edit.at, 'description', { es: edit.offset ? [edit.offset, change] : [change] }];
    }
    case 'insert':
      return ['lines', edit.at, { i: edit.line }];
    default:
      return ['lines', edit.at, { r: true }];
  }
}
