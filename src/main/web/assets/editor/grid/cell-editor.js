/**
 * A cell that is being edited. Texts go out as they are typed, so that others see them and may type in
 * them, too; numbers and choices when they are whole. What is wrong is said under the cell.
 */
import { make } from '../dom.js';
import { CHOICE, COLUMNS, DECIMAL, PRODUCT, TEXT, faultOf, pathOf, readDecimal, shorten } from '../fields.js';
import { ProductPicker } from './product-picker.js';

export class CellEditor {
  #session;
  #cell;
  #input;
  #picker = null;
  #hint = null;
  #before;
  #typed = false;
  #fault = null;
  #theirs = null;

  /**
   * @param typed the letter that began the edit and replaces what is there; undefined for an edit of it
   * @param products (text) resolves with what the catalogue has
   * @param choose (product) a product was chosen for the line
   */
  constructor(session, id, column, cell, { typed, products, choose }) {
    this.id = id;
    this.column = column;
    this.#session = session;
    this.#cell = cell;
    this.#before = session.line(id)[this.#name] ?? '';
    this.#input = this.#type === CHOICE ? this.#choices() : make('input', { dir: this.#type === DECIMAL ? undefined : 'auto', autocomplete: 'off', spellcheck: 'false' });
    this.#input.setAttribute('aria-label', COLUMNS[column].label);
    if (this.#type === DECIMAL) this.#input.inputMode = 'decimal';
    if (this.#type !== CHOICE) this.#input.value = typed ?? this.#before;
    cell.replaceChildren(this.#input);
    cell.classList.add('editing');
    session.pause();
    this.#input.focus();
    this.#input.addEventListener('input', () => this.#onInput());
    this.#input.addEventListener('keyup', () => this.tellPlace());
    this.#input.addEventListener('pointerup', () => this.tellPlace());
    if (this.#type === PRODUCT) this.#picker = new ProductPicker(this.#input, session.header().currency ?? '', products, choose);
    if (typed === undefined && this.#type !== CHOICE) this.#input.select();
  }

  /** The letter that began the edit counts as typed; from here on the cell is this editor's. */
  begin() {
    if (this.#input.value !== this.#before && this.#type !== CHOICE) this.#onInput();
    this.tellPlace();
  }

  get #name() { return COLUMNS[this.column].name; }

  get #type() { return COLUMNS[this.column].type; }

  get path() { return pathOf(this.id, this.#name); }

  get input() { return this.#input; }

  /** Takes the keys that are a list's; returns whether it was one. */
  key(event) {
    return this.#picker?.key(event) ?? false;
  }

  focus() {
    this.#input.focus();
  }

  /** The connection is away: what is there stays, and waits. */
  setReadOnly(readOnly) {
    if (this.#type === CHOICE) this.#input.disabled = readOnly;
    else this.#input.readOnly = readOnly;
  }

  /** Tells the others where the caret is, in code points. */
  tellPlace() {
    const caret = this.#type === CHOICE ? 0 : this.#input.selectionStart ?? 0;
    this.#session.present({ path: this.path, offset: [...this.#input.value.slice(0, caret)].length, editing: true });
  }

  #onInput() {
    this.#typed = true;
    this.#say(null);
    if (this.#type !== TEXT) return;
    this.#fault = this.#session.setText(this.path, this.#input.value);
    this.#say(this.#fault && faultOf(this.#fault, this.#name, this.#input.value));
    this.tellPlace();
  }

  /** Somebody else has changed the value: in a text my caret stays where it stood. */
  remote(text) {
    if (this.#type !== TEXT || this.#input.value === text || this.#fault) return;
    const old = this.#input.value;
    const shift = (caret) => {
      let start = 0;
      while (start < old.length && start < text.length && old[start] === text[start]) start++;
      return caret <= start ? caret : Math.max(start, caret + text.length - old.length);
    };
    const [from, to] = [shift(this.#input.selectionStart), shift(this.#input.selectionEnd)];
    this.#input.value = text;
    this.#input.setSelectionRange(from, to);
  }

  /** Somebody else has set the value that I am about to set. */
  overtakenBy(name, value) {
    if (this.#type === TEXT) return;
    this.#theirs = { name, value };
    this.#say(`${name} set this to ${shorten(value || 'nothing')}. Enter sets yours, Escape leaves it.`, false);
  }

  /**
   * Takes the value over and ends the edit; null if it is not taken, and then the edit goes on. Else
   * {theirs} names whose value, set meanwhile, was replaced.
   */
  commit() {
    const value = this.#input.value;
    const error = this.#store(value);
    if (error) {
      this.#say(faultOf(error, this.#name, value));
      this.#input.setAttribute('aria-invalid', 'true');
      return null;
    }
    this.#end();
    const replaced = this.#theirs && this.#typed ? this.#theirs : null;
    return { theirs: replaced };
  }

  #store(value) {
    switch (this.#type) {
      case TEXT:
        return this.#fault && value !== (this.#session.line(this.id)[this.#name] ?? '') ? this.#session.setText(this.path, value) : null;
      case DECIMAL: {
        const decimal = readDecimal(value === '' ? '0' : value);
        return this.#typed && decimal !== this.#session.line(this.id)[this.#name] ? this.#session.setDecimal(this.path, decimal) : null;
      }
      default:
        return value !== this.#before && value !== (this.#session.line(this.id)[this.#name] ?? '') ? this.#session.setValue(this.path, value) : null;
    }
  }

  /** Ends the edit; of what was typed here nothing stays, of what others typed everything. */
  cancel() {
    if (this.#type === TEXT && this.#typed && this.#input.value !== this.#before) this.#session.undo();
    this.#end();
  }

  #end() {
    this.#say(null);
    this.#cell.classList.remove('editing');
    this.#cell.replaceChildren();
    this.#session.pause();
  }

  /** Says under the cell what is wrong, or what to know. */
  #say(text, wrong = true) {
    this.#hint?.remove();
    this.#hint = null;
    this.#input.removeAttribute('aria-invalid');
    this.#input.removeAttribute('aria-describedby');
    if (!text) return;
    this.#hint = make('div', { class: wrong ? 'hint wrong' : 'hint', role: wrong ? 'alert' : 'status', id: 'cell-hint', text, dir: 'auto' });
    this.#input.setAttribute('aria-describedby', 'cell-hint');
    this.#cell.append(this.#hint);
  }

  /** The tax codes that the quote has rates for, and none. */
  #choices() {
    const select = make('select');
    for (const code of new Set(['', ...Object.keys(this.#session.header().tax_rates ?? {}), this.#before])) {
      select.add(new Option(code || '–', code, false, code === this.#before));
    }
    return select;
  }
}
