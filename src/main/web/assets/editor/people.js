/** The people in the quote: who is there and how, and following one of them. */
import { colorClass, initials } from './api.js';
import { button, make } from './dom.js';
import { notice } from './notices.js';

const AVATARS_MAX = 5;
const IDLE_MILLIS = 60_000;
const AWAY_MILLIS = 5 * 60_000;
const WORDS = { active: 'here', idle: 'idle', away: 'away' };
const BEST = ['active', 'idle', 'away'];

export class People {
  #box;
  #session;
  #grid;
  #following = '';

  constructor(box, session, grid) {
    this.#box = box;
    this.#session = session;
    this.#grid = grid;
    session.on('participants', () => this.show());
    session.on('presence', () => {
      this.show();
      this.#follow();
    });
    for (const name of ['keydown', 'pointerdown', 'wheel']) {
      addEventListener(name, (event) => { if (!event.target.closest?.('.people')) this.stop(); }, { passive: true });
    }
    this.#watchMyself();
  }

  /** One avatar for each person, however many pages they have open; I come first. */
  show() {
    const me = this.#session.user?.user_id;
    const people = [...this.#session.participants.values()].sort((a, b) => (b.user_id === me) - (a.user_id === me));
    const shown = people.length > AVATARS_MAX + 1 ? people.slice(0, AVATARS_MAX) : people;
    const items = shown.map((one) => this.#avatar(one, one.user_id === me));
    const more = people.slice(shown.length);
    if (more.length > 0) items.push(make('span', { class: 'avatar more', title: more.map((one) => one.name).join(', '), text: `+${more.length}` }));
    this.#box.replaceChildren(...items);
  }

  #avatar({ user_id: user, name }, isMe) {
    const status = isMe ? 'active' : this.#statusOf(user);
    const words = isMe ? `${name} (you)` : `${name}, ${WORDS[status]}`;
    const attributes = { class: `avatar ${colorClass(user)} ${status}`, title: words, 'aria-label': words };
    if (isMe) return make('span', { ...attributes, role: 'img', text: initials(name) });
    return button(initials(name), () => this.#toggle(user, name), {
      ...attributes, 'aria-label': `${words}. Follow`, 'aria-pressed': String(this.#following === user),
    });
  }

  /** The most present of a person's pages counts. */
  #statusOf(user) {
    const all = this.#session.others().filter((one) => one.user_id === user).map((one) => one.status);
    return BEST.find((status) => all.includes(status)) ?? 'active';
  }

  #toggle(user, name) {
    if (this.#following === user) {
      this.stop();
      return;
    }
    this.#following = user;
    notice('follow', `Following ${name}. Anything you do ends it.`, 'Stop', () => this.stop());
    this.show();
    this.#follow();
  }

  stop() {
    if (!this.#following) return;
    this.#following = '';
    notice('follow', '');
    this.show();
  }

  #follow() {
    if (!this.#following) return;
    const other = this.#session.others().find((one) => one.user_id === this.#following && one.cursor);
    if (other) this.#grid.revealPath(other.cursor.path);
    if (!this.#session.participants.has(this.#following)) this.stop();
  }

  /** Idle after a minute without a key or a move, away after five or where nobody looks. */
  #watchMyself() {
    let timers = [];
    const active = () => {
      timers.forEach(clearTimeout);
      this.#session.become(document.hidden ? 'away' : 'active');
      timers = [
        setTimeout(() => this.#session.become('idle'), IDLE_MILLIS),
        setTimeout(() => this.#session.become('away'), AWAY_MILLIS),
      ];
    };
    for (const name of ['keydown', 'pointerdown', 'pointermove', 'wheel', 'visibilitychange']) {
      document.addEventListener(name, active, { passive: true });
    }
    active();
  }
}
