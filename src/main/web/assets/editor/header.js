/** The fields of the quote as a whole. */
import { colorClass } from './api.js';
import { make } from './dom.js';
import { DATE, DECIMAL, HEADER_FIELDS, TEXT, faultOf, placeOf, readDecimal } from './fields.js';

export class HeaderFields {
  #session;
  #inputs = new Map();
  #faults = new Map();

  constructor(box, session) {
    this.#session = session;
    for (const field of HEADER_FIELDS) box.append(this.#field(field));
  }

  #field({ name, label, type, long }) {
    const input = make(long ? 'textarea' : 'input', { name, rows: long ? 2 : undefined, dir: type === TEXT ? 'auto' : undefined, autocomplete: 'off' });
    const hint = make('span', { class: 'hint wrong', role: 'alert', id: `hint-${name}` });
    this.#inputs.set(name, input);
    if (type === DECIMAL) input.inputMode = 'decimal';
    if (type === DATE) input.type = 'date';
    const store = () => this.#store(name, type, input, hint);
    input.addEventListener(type === TEXT ? 'input' : 'change', store);
    input.addEventListener('focus', () => this.#tellPlace(name, input));
    input.addEventListener('keyup', () => this.#tellPlace(name, input));
    input.addEventListener('blur', () => this.#session.pause());
    return make('label', { class: long ? 'long' : '', 'data-field': name }, make('span', { text: label }), input, hint);
  }

  #tellPlace(name, input) {
    const caret = input.type === 'date' ? 0 : input.selectionStart ?? 0;
    this.#session.present({ path: `/${name}`, offset: [...input.value.slice(0, caret)].length, editing: document.activeElement === input });
  }

  #store(name, type, input, hint) {
    const { value } = input;
    const path = `/${name}`;
    let error;
    if (type === TEXT) error = this.#session.setText(path, value);
    else if (type === DECIMAL) error = this.#session.setDecimal(path, readDecimal(value === '' ? '0' : value));
    else error = this.#session.setValue(path, value);
    hint.textContent = error ? faultOf(error, name, value) : '';
    if (error) input.setAttribute('aria-describedby', hint.id);
    else input.removeAttribute('aria-describedby');
    input.setAttribute('aria-invalid', String(Boolean(error)));
    this.#faults.set(name, Boolean(error));
  }

  /** Shows the header of a quote; what is being typed stays, with the caret where it stood. */
  show(header) {
    for (const { name, type } of HEADER_FIELDS) {
      const input = this.#inputs.get(name);
      const text = header[name] ?? '';
      const typing = document.activeElement === input;
      if (input.value === text || this.#faults.get(name) || (typing && type !== TEXT)) continue;
      if (!typing) {
        input.value = text;
        continue;
      }
      const [from, to] = [input.selectionStart, input.selectionEnd];
      input.value = text;
      input.setSelectionRange(from, to);
    }
  }

  setReadOnly(readOnly) {
    for (const input of this.#inputs.values()) input.readOnly = readOnly;
  }

  /** Marks the fields where others are. */
  showOthers(others) {
    for (const [name, input] of this.#inputs) {
      const label = input.parentElement;
      const other = others.find((one) => one.cursor && !placeOf(one.cursor.path).id && placeOf(one.cursor.path).name === name);
      label.className = `${input.tagName === 'TEXTAREA' ? 'long' : ''} ${other ? `taken ${colorClass(other.user_id)}` : ''}`;
      if (other) label.dataset.other = `${other.cursor.editing ? '✎ ' : ''}${other.name}`;
      else delete label.dataset.other;
    }
  }
}
