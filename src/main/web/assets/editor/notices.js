/** What the page says: passing notices, one that stays, and the words for who cannot see. */
import { button, byId, make } from './dom.js';

const TOAST_MILLIS = 8_000;
const TOASTS_MAX = 4;
/** Changes of others are read aloud together. */
const SPEAK_MILLIS = 5_000;

/** A notice that passes; with an action, a button that does it. */
export function toast(text, label = '', action = () => {}) {
  const box = byId('toasts');
  const item = make('div', { class: 'toast', role: 'status' }, make('span', { text, dir: 'auto' }));
  if (label) item.append(button(label, () => { item.remove(); action(); }));
  item.append(button('×', () => item.remove(), { class: 'plain', 'aria-label': 'Dismiss' }));
  box.append(item);
  while (box.childElementCount > TOASTS_MAX) box.firstElementChild.remove();
  let timer = setTimeout(() => item.remove(), TOAST_MILLIS);
  // Whoever is about to press the button has all the time they need.
  item.addEventListener('pointerenter', () => clearTimeout(timer));
  item.addEventListener('focusin', () => clearTimeout(timer));
  item.addEventListener('pointerleave', () => { timer = setTimeout(() => item.remove(), TOAST_MILLIS); });
}

const notices = new Map();

/** A line above the quote that stays, one for each kind; "" takes it away. */
export function notice(kind, text, label = '', action = () => {}) {
  if (text === '') notices.delete(kind);
  else notices.set(kind, { text, label, action });
  byId('notices').replaceChildren(...[...notices].map(([name, one]) => {
    const line = make('div', { class: `notice ${name}`, role: 'status' }, make('span', { text: one.text }));
    if (one.label) line.append(button(one.label, one.action));
    return line;
  }));
}

let waiting = [];
let speaking = 0;

/** Read aloud when there is a pause. */
export function speak(sentence) {
  waiting.push(sentence);
  if (speaking) return;
  speaking = setTimeout(() => {
    speaking = 0;
    byId('spoken').textContent = waiting.length > 3 ? `${waiting.length} changes, the last: ${waiting.at(-1)}` : waiting.join('. ');
    waiting = [];
  }, SPEAK_MILLIS);
}

/** Read aloud at once. */
export function alertSpoken(sentence) {
  byId('alert').textContent = sentence;
}
