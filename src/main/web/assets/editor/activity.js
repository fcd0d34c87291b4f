/** What has happened, in sentences: the newest first, together by person and line within half a minute. */
import { colorClass, initials } from './api.js';
import { make, oncePerFrame } from './dom.js';
import { placeOf, sentencesOf, timeOf } from './fields.js';

/** Changes of one person that follow so closely are told as one. */
const TOGETHER_MILLIS = 30_000;
const GROUPS_MAX = 150;
const FIRST_CHANGES = 50;

export class ActivityFeed {
  #list;
  #session;
  #go;
  #groups = [];
  #loadedFor = '';
  #open = false;
  #dueShow = oncePerFrame(() => this.#show());

  /** @param go (id, name) goes to a cell */
  constructor(list, session, go) {
    this.#list = list;
    this.#session = session;
    this.#go = go;
    session.on('commit', (commit) => this.#add(commit, true));
    session.on('state', ({ state }) => { if (state === 'live') this.#loadPast(); });
  }

  /** Nothing is drawn while nobody looks. */
  setOpen(open) {
    this.#open = open;
    if (open) this.#show();
  }

  /** What was before this page was opened. */
  async #loadPast() {
    const { sessionId, revision } = this.#session;
    if (this.#loadedFor === sessionId) return;
    const first = this.#loadedFor === '';
    this.#loadedFor = sessionId;
    if (!first) return;
    try {
      const past = await this.#session.rest.newest(sessionId, FIRST_CHANGES, { before: revision + 1 });
      const here = this.#groups;
      this.#groups = [];
      for (const entry of past.reverse()) this.#add(entry, false);
      this.#groups = [...here, ...this.#groups];
      this.#show();
    } catch {
      // What happens from now on is told all the same.
    }
  }

  #add({ user_id: user, name, timestamp, changes, revision }, show) {
    const at = Date.parse(timestamp);
    const line = placeOf(changes[0]?.path ?? '/').id ?? '';
    const sentences = sentencesOf(changes, (id) => this.#nameOf(id));
    if (sentences.length === 0) return;
    const last = this.#groups[0];
    if (last && last.user === user && last.line === line && at - last.at < TOGETHER_MILLIS) {
      last.at = at;
      last.revision = revision;
      last.changes = joined(last.changes, changes);
    } else {
      this.#groups.unshift({ user, name, at, line, revision, changes: [...changes] });
      this.#groups.length = Math.min(this.#groups.length, GROUPS_MAX);
    }
    if (show) this.#dueShow();
  }

  #nameOf(id) {
    const line = this.#session.line(id);
    return line.description || line.sku || 'a line';
  }

  #show() {
    if (!this.#open) return;
    this.#list.replaceChildren(...this.#groups.map((group) => {
      const place = placeOf(group.changes[0].path);
      const sentences = sentencesOf(group.changes, (id) => this.#nameOf(id));
      return make(
        'li', {},
        make('span', { class: `avatar small ${colorClass(group.user)}`, 'aria-hidden': 'true', text: initials(group.name) }),
        make('button', { type: 'button', class: 'plain', onclick: () => this.#go(place.id ?? '', place.name ?? '') },
          make('b', { text: group.name, dir: 'auto' }), ' ',
          make('span', { text: sentences.join('; '), dir: 'auto' }),
          make('time', { datetime: new Date(group.at).toISOString(), text: timeOf(group.at) })),
      );
    }));
  }
}

/** Entries of a history, newest first; what one person did in one go is one entry, as of its last revision. */
export function together(newestFirst) {
  const groups = [];
  for (const entry of newestFirst.toReversed()) {
    const last = groups[0];
    const soon = last && last.user_id === entry.user_id && Date.parse(entry.timestamp) - Date.parse(last.timestamp) < TOGETHER_MILLIS;
    if (soon) groups[0] = { ...entry, changes: joined(last.changes, entry.changes) };
    else groups.unshift(entry);
  }
  return groups;
}

/** Several changes of one value are one, from the first before to the last after. */
export function joined(earlier, later) {
  const all = [...earlier];
  for (const change of later) {
    const at = all.findIndex((one) => one.path === change.path && one.op_type !== 'insert' && one.op_type !== 'move' && change.op_type !== 'delete');
    if (at >= 0) all[at] = { ...change, before: all[at].before };
    else all.push(change);
  }
  return all;
}
