/** The REST calls that go with a session: what is past, and the catalogue. */
import { QuoteView } from './quote.js';

// A server that stands still is not waited for: another one may be asked.
const TICKET_MILLIS = 5_000;

export class RestApi {
  #server;
  #token;

  /** @param token a function that gives a token, or a promise of one */
  constructor(server, token) {
    this.#server = server;
    this.#token = token;
  }

  /** The text of an answer. Fails with an error that has the `code` of the refusal. */
  async text(path, { method = 'GET', body, type = 'application/json', signal } = {}) {
    const headers = { Authorization: `Bearer ${await this.#token()}` };
    if (body !== undefined) headers['Content-Type'] = type;
    const reply = await fetch(`${this.#server}${path}`, { method, headers, body, signal });
    const text = await reply.text();
    if (reply.ok) return text;
    throw Object.assign(new Error(messageOf(text)), { code: codeOf(text), status: reply.status, answer: text });
  }

  async json(path, options) {
    return JSON.parse(await this.text(path, options));
  }

  /** What a socket shows instead of the token, once and soon. */
  async ticket() {
    return (await this.json('/api/tickets', { method: 'POST', signal: AbortSignal.timeout(TICKET_MILLIS) })).ticket;
  }

  /** All quotes: [{quote_id, number, customer, currency, status, session_id?, …}]. */
  async quotes() {
    return (await this.json('/api/quotes')).quotes;
  }

  /** A quote's sessions, the newest first. */
  async sessions(quoteId) {
    return (await this.json(`/api/quotes/${encodeURIComponent(quoteId)}/sessions`)).sessions;
  }

  /** The raw text of the commits from a revision on. */
  operationsText(sessionId, from) {
    return this.text(`/api/sessions/${sessionId}/operations?from=${from}`);
  }

  /** The newest changes before a revision, the newest first, also only those at a path. */
  async newest(sessionId, count, { before = '', path = '' } = {}) {
    const query = new URLSearchParams({ newest: count, path });
    if (before !== '') query.set('before', before);
    return (await this.json(`/api/sessions/${sessionId}/history?${query}`)).history;
  }

  /** The changes from a revision on, oldest first, at most 200. */
  async changes(sessionId, from) {
    return (await this.json(`/api/sessions/${sessionId}/history?from=${from}`)).history;
  }

  /** The quote as it was at a revision; to be disposed of when it is no longer shown. */
  async at(sessionId, revision) {
    return QuoteView.at(await this.text(`/api/sessions/${sessionId}/replay?revision=${revision}`));
  }

  /** The products whose SKU or name begins so. */
  async products(text) {
    return (await this.json(`/api/catalog?q=${encodeURIComponent(text)}`)).products;
  }
}

function codeOf(text) {
  try {
    return JSON.parse(text).error?.code ?? 'FAILED';
  } catch {
    return 'FAILED';
  }
}

function messageOf(text) {
  try {
    return JSON.parse(text).error?.message ?? 'the server did not do it';
  } catch {
    return 'the server did not do it';
  }
}
