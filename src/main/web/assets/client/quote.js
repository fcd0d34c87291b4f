/** A quote's document behind a handle of the engine: what can be read of it, and how it is edited. */
import * as engine from '../engine.js';

/** What is shown of a quote; numbers are strings, since a script's own are not exact. */
export class QuoteView {
  /** The engine's; below 0 where there is no document yet. */
  handle = -1;

  /** A quote as it was, from the raw text of a reply to `replay`. */
  static at(raw) {
    const view = new QuoteView();
    view.handle = engine.open('view', 'view', `{"body":{"snapshot":${raw}}}`);
    return view;
  }

  get isOpen() {
    return this.handle >= 0;
  }

  /** The members of the quote, without its lines. */
  header() {
    return JSON.parse(engine.header(this.handle));
  }

  /** The ids of the lines, in their order. */
  lineIds() {
    return JSON.parse(engine.lineIds(this.handle));
  }

  /** The members of a line; empty where it is not there. */
  line(id) {
    return JSON.parse(engine.line(this.handle, id));
  }

  /** {line_totals, subtotal, discount_total, taxes, total} of what is shown. */
  totals() {
    return JSON.parse(engine.totals(this.handle));
  }

  /** As totals, with what is left of each line (line_nets), why (trace) and who has to approve it (approvals_required). */
  pricing() {
    return JSON.parse(engine.pricing(this.handle));
  }

  /** The whole document as exact JSON text. */
  documentText() {
    return engine.document(this.handle);
  }

  /** Forgets the document. */
  dispose() {
    if (this.isOpen) engine.close(this.handle);
    this.handle = -1;
  }
}

/** A quote that is edited. Every edit returns the error, {code, message}, or null when it was taken. */
export class EditableQuote extends QuoteView {
  /** Makes a text what it says, by the smallest splice: others' letters in it stay. */
  setText(path, text) {
    return this.#edit(engine.setText(this.handle, path, text));
  }

  /** A text that is chosen as a whole: of two choices made at once the later stands. */
  setValue(path, text) {
    return this.#edit(engine.setValue(this.handle, path, text));
  }

  /** A number, written with a decimal point. */
  setDecimal(path, decimal) {
    return this.#edit(engine.setDecimal(this.handle, path, decimal));
  }

  /** Operations in the form of the protocol, as one change. */
  edit(operations) {
    return this.#edit(engine.edit(this.handle, JSON.stringify(operations)));
  }

  /** As edit, of operations that are JSON text already, with numbers as they are written. */
  editText(operationsText) {
    return this.#edit(engine.edit(this.handle, operationsText));
  }

  /** A line given as JSON text; it stands behind the line `after` and its bundle, at the end without. */
  insertLine(after, lineText) {
    return this.#edit(engine.insertLine(this.handle, after, lineText));
  }

  /** Deletes lines, bundles with their components. */
  deleteLines(ids) {
    return this.#edit(engine.deleteLines(this.handle, JSON.stringify(ids)));
  }

  /** Moves lines to stand before `before`, to the end where that is ''. */
  moveLines(ids, before) {
    return this.#edit(engine.moveLines(this.handle, JSON.stringify(ids), before));
  }

  /** Moves lines past their neighbours: up where `by` is negative. */
  stepLines(ids, by) {
    return this.#edit(engine.stepLines(this.handle, JSON.stringify(ids), by));
  }

  /** Copies lines; the copies' ids begin with `prefix`. */
  duplicateLines(ids, prefix = newId()) {
    return this.#edit(engine.duplicateLines(this.handle, JSON.stringify(ids), `${prefix}_`));
  }

  /** The next edit is undone on its own. */
  pause() {
    if (this.isOpen) engine.pause(this.handle);
  }

  /** Undoes one's newest edit: {done: true}, or {nothing: true}, or {overtaken: {client_id, path}}. */
  undo() {
    return this.#made(engine.undo(this.handle));
  }

  /** Does again what was undone last; answers as undo does. */
  redo() {
    return this.#made(engine.redo(this.handle));
  }

  /** Called with what to show anew: {lines, order, header}. */
  edited() {}

  #made(result) {
    if (result === 'nothing') return { nothing: true };
    const made = JSON.parse(result);
    if (made.overtaken) return made;
    this.edited(made);
    return { done: true };
  }

  #edit(resultText) {
    const result = JSON.parse(resultText);
    if (result.error) return result.error;
    if (result.edited) this.edited(result);
    return null;
  }
}

/** An id for a new line. */
export function newId() {
  return `ln_${crypto.randomUUID().slice(0, 13)}`;
}
