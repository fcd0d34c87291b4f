/** The quote as it was: a slider over the revisions, with what changed in each, and the way back to it. */
import { button, make } from './dom.js';
import { together } from './activity.js';
import { sentencesOf, timeOf } from './fields.js';
import { notice, toast } from './notices.js';

/** A slider that is dragged asks for the revision where it rests. */
const REST_MILLIS = 80;
const VERSIONS = 100;

export class HistoryPanel {
  #box;
  #session;
  #show;
  #slider = make('input', { type: 'range', min: 0, 'aria-label': 'Revision' });
  #label = make('output', { class: 'quiet', dir: 'auto' });
  #list = make('ol', { class: 'versions' });
  #view = null;
  #asked = 0;
  #timer = 0;

  /** @param show (view, changed, revision) shows a quote as it was; a view of null the one that is edited */
  constructor(box, session, show) {
    this.#box = box;
    this.#session = session;
    this.#show = show;
    this.#slider.addEventListener('input', () => {
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => this.#look(Number(this.#slider.value)), REST_MILLIS);
    });
    box.append(
      make('div', { class: 'slider' },
        button('◀', () => this.#step(-1), { 'aria-label': 'One revision back', class: 'plain' }), this.#slider,
        button('▶', () => this.#step(1), { 'aria-label': 'One revision on', class: 'plain' })),
      this.#label, this.#list);
    session.on('commit', () => { if (!this.#view) this.#atNow(); });
  }

  get isLooking() { return this.#view !== null; }

  async setOpen(open) {
    if (!open) {
      this.back();
      return;
    }
    this.#atNow();
    try {
      const newest = await this.#session.rest.newest(this.#session.sessionId, VERSIONS);
      this.#list.replaceChildren(...together(newest).map((entry) => make('li', {}, make(
        'button', { type: 'button', class: 'plain', onclick: () => this.#look(entry.revision) },
        make('b', { text: entry.name, dir: 'auto' }), ' ', make('time', { datetime: entry.timestamp, text: timeOf(entry.timestamp) }),
        make('span', { text: sentencesOf(entry.changes, (id) => this.#nameOf(id)).slice(0, 2).join('; ') || 'changed the quote', dir: 'auto' }),
      ))));
    } catch {
      this.#label.textContent = 'The history cannot be read now.';
    }
  }

  #atNow() {
    const { revision } = this.#session;
    this.#slider.max = String(revision);
    this.#slider.value = String(revision);
    this.#label.textContent = revision === 0 ? 'Nothing has been changed yet.' : `Now, revision ${revision}`;
  }

  #step(by) {
    this.#look(Math.max(0, Math.min(Number(this.#slider.max), Number(this.#slider.value) + by)));
  }

  async #look(revision) {
    const asked = ++this.#asked;
    this.#slider.value = String(revision);
    const { rest, sessionId } = this.#session;
    try {
      const [view, [entry]] = await Promise.all([
        rest.at(sessionId, revision),
        revision > 0 ? rest.newest(sessionId, 1, { before: revision + 1 }) : [],
      ]);
      if (asked !== this.#asked) {
        view.dispose();
        return;
      }
      const before = this.#view;
      this.#view = view;
      this.#show(view, changedIn(entry), revision);
      before?.dispose();
      this.#tell(revision, entry);
    } catch {
      this.#label.textContent = 'This revision cannot be read now.';
    }
  }

  #tell(revision, entry) {
    const who = entry ? `${entry.name}, ${timeOf(entry.timestamp)}: ${sentencesOf(entry.changes, (id) => this.#nameOf(id)).slice(0, 3).join('; ')}` : 'as the session began';
    this.#label.textContent = `Revision ${revision}. ${who}`;
    notice('past', `You see revision ${revision} of ${this.#session.revision}, as it was.`, 'Back to now', () => this.back());
    const restore = button('Restore this revision', () => this.#restore(revision));
    document.querySelector('.notice.past')?.append(restore);
  }

  #nameOf(id) {
    const line = (this.#view ?? this.#session).line(id);
    return line.description || line.sku || this.#session.line(id).description || 'a line';
  }

  async #restore(revision) {
    const error = await this.#session.restore(revision);
    this.back();
    if (error) toast(`Revision ${revision} was not restored: ${error.message}.`);
    else toast(`Revision ${revision} is restored. Nothing is lost: undo it by restoring the one before.`);
  }

  /** Shows the quote that is edited again. */
  back() {
    this.#asked++;
    clearTimeout(this.#timer);
    notice('past', '');
    if (!this.#view) return;
    this.#show(null, new Map(), 0);
    this.#view.dispose();
    this.#view = null;
    this.#atNow();
  }
}

/** path → who changed it in this revision, from what to what. */
function changedIn(entry) {
  return new Map((entry?.changes ?? []).map((change) => [change.path, { name: entry.name, ...change }]));
}
