/** The cell with the focus: who changed it, when, from what to what; and why its line costs what it does. */
import { colorClass, initials } from './api.js';
import { make } from './dom.js';
import { together } from './activity.js';
import { labelOf, placeOf, shorten, shown, timeOf } from './fields.js';

const ENTRIES = 12;
/** Sessions that are asked, back from this one, for a cell that nobody has changed lately. */
const SESSIONS_MAX = 8;
const STEPS = {
  line: 'Quantity × unit price, less its discount',
  section_discount: 'Section discount',
  header_discount: 'Discount on the quote',
  section_discount_share: 'Its share of the section’s discount',
  header_discount_share: 'Its share of the quote’s discount',
  tax: 'Tax',
  total: 'Net and tax',
};
/** Steps that add; all others take off. */
const ADDED = new Set(['tax', 'total']);
/** Steps that are named by what they are of. */
const NAMED = new Set(['tax', 'section_discount']);

export class CellPanel {
  #box;
  #session;
  #path = '';
  #asked = 0;
  #open = false;

  constructor(box, session) {
    this.#box = box;
    this.#session = session;
    session.on('commit', ({ changes }) => {
      if (changes.some(({ path }) => path === this.#path || this.#path.startsWith(`${path}/`))) this.#load();
    });
  }

  /** Tells of another cell; nothing is asked for while the panel is closed. */
  show(path) {
    if (path === this.#path) return;
    this.#path = path;
    this.#load();
  }

  setOpen(open) {
    this.#open = open;
    if (open) this.#load();
  }

  async #load() {
    if (!this.#open) return;
    const asked = ++this.#asked;
    const path = this.#path;
    if (!path) {
      this.#box.replaceChildren(make('p', { class: 'quiet', text: 'Choose a cell to see who changed it.' }));
      return;
    }
    const { id, name } = placeOf(path);
    const title = make('h3', { text: labelOf(name), dir: 'auto' });
    if (id) title.append(make('small', { text: ` ${shorten(this.#session.line(id).description || id)}` }));
    let content;
    try {
      content = this.#entries(await this.#past(path));
    } catch {
      content = [make('p', { class: 'quiet', text: 'This cannot be read now.' })];
    }
    if (asked === this.#asked) this.#box.replaceChildren(title, ...content, ...(id ? this.#why(id) : []));
  }

  async #past(path) {
    const { rest, quoteId, sessionId } = this.#session;
    const now = await rest.newest(sessionId, ENTRIES, { path });
    if (now.length > 0) return now;
    for (const { session_id: earlier } of (await rest.sessions(quoteId)).filter((one) => one.session_id !== sessionId).slice(0, SESSIONS_MAX)) {
      const then = await rest.newest(earlier, ENTRIES, { path });
      if (then.length > 0) return then;
    }
    return [];
  }

  #entries(newestFirst) {
    const past = together(newestFirst);
    if (past.length === 0) return [make('p', { class: 'quiet', text: 'Nobody has changed this here; it came with the quote.' })];
    return [make('ol', { class: 'entries' }, ...past.map(({ user_id: user, name, timestamp, changes }) => make(
      'li', {},
      make('span', { class: `avatar small ${colorClass(user)}`, 'aria-hidden': 'true', text: initials(name) }),
      make('div', {},
        make('b', { text: name, dir: 'auto' }), ' ', make('time', { datetime: timestamp, text: timeOf(timestamp) }),
        make('div', { dir: 'auto' }, make('del', { text: valueOf(changes[0].before) }), ' → ', make('ins', { text: valueOf(changes.at(-1).after) }))),
    )))];
  }

  /** The steps from the line's quantity to what is left of it. */
  #why(id) {
    const { trace, currency } = this.#session.pricing();
    const steps = trace.filter((step) => step.subject === id);
    if (steps.length === 0) return [];
    return [make('h3', { text: 'Why this total' }), stepList(steps, currency)];
  }
}

/** The steps of a pricing trace as a table. */
export function stepList(steps, currency) {
  return make('table', { class: 'trace' }, make('caption', { text: `Amounts in ${currency}` }), make(
    'tbody', {}, ...steps.flatMap(({ kind, subject, before, amount, after }) => [
      make('tr', {}, make('th', { scope: 'rowgroup', colspan: 3, text: `${STEPS[kind] ?? kind}${NAMED.has(kind) ? ` ${subject}` : ''}`, dir: 'auto' })),
      make('tr', {}, make('td', { text: shown(before, 2) }), make('td', { text: `${ADDED.has(kind) ? '+' : '−'}${shown(amount, 2)}` }), make('td', {}, make('b', { text: shown(after, 2) }))),
    ])));
}

function valueOf(value) {
  if (value === undefined || value === '') return 'nothing';
  return shorten(typeof value === 'object' ? JSON.stringify(value) : value, 80);
}
