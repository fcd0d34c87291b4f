/**
 * The lines of a quote as an ARIA grid: one cell is the tab stop, and the keys are those of a
 * spreadsheet. What others do never moves the focus, the caret or the window.
 */
import { COLUMNS, COMPUTED, DECIMAL, pathOf, placeOf, shorten } from '../fields.js';
import { toast } from '../notices.js';
import { CellEditor } from './cell-editor.js';
import { dragRows } from './drag.js';
import { actionOf } from './keys.js';
import { LineActions } from './line-actions.js';
import { Overlay } from './overlay.js';
import { fillRow, fillTotal, markHeld } from './row-content.js';
import { Rows } from './rows.js';
import { Selection } from './selection.js';

const LAST = COLUMNS.length - 1;

export class Grid {
  #session;
  #source;
  #viewport;
  /** What is rendered. */
  rows;
  #overlay;
  /** What is chosen. */
  selection = new Selection();
  #editor = null;
  #readOnly = true;
  /** Where a run of cells began that Tab takes one after the other; else Tab leaves the grid. */
  #run = null;
  #holds = {};
  #totals = {};
  #changed = new Map();
  #needs = new Set();

  /** (id, column) another cell has the focus. */
  onFocus = () => {};
  /** Other lines are held than before. */
  onHolds = () => {};
  /** (error) an edit that was not taken. */
  onError = () => {};

  constructor(viewport, session) {
    this.actions = new LineActions(this, session);
    this.#viewport = viewport;
    this.#session = session;
    this.#source = session;
    this.rows = new Rows(viewport, 'Lines', (row, id) => this.#fill(row, id));
    this.rows.keep = () => [this.selection.id, this.#editor?.id];
    this.#overlay = new Overlay(this.rows);
    this.rows.onRendered = () => this.#overlay.draw();
    viewport.addEventListener('keydown', (event) => this.#key(event));
    viewport.addEventListener('pointerdown', (event) => this.#press(event));
    viewport.addEventListener('dblclick', (event) => { if (event.target.closest('.cell')) this.edit(); });
    viewport.addEventListener('focusout', (event) => this.#blur(event));
    for (const name of ['copy', 'cut', 'paste']) viewport.addEventListener(name, (event) => { if (!this.#editor) this.actions.clip(name, event); });
    dragRows(viewport, this.rows, (id) => this.#draggedWith(id), (ids, before) => this.actions.drop(ids, before));
  }

  get focusedLine() { return this.selection.id; }

  /** The path of the cell with the focus; '' for none. */
  get focusedPath() {
    const { id, column } = this.selection;
    return id && column >= 0 ? pathOf(id, COLUMNS[column].name) : '';
  }

  get chosenLines() { return this.selection.lines(this.rows.ids); }

  get isEditing() { return this.#editor !== null; }

  /** Shows anew what a change has touched. */
  show({ lines, order }) {
    if (order) this.#showOrder();
    if (order && lines.length === 0) this.rows.refreshAll();
    else for (const id of lines) this.rows.refresh(id);
    if (order || lines.length > 0) this.#overlay.draw();
  }

  /** Shows another source: the quote as it was, with what changed there, or the session again. */
  showSource(source, changed = new Map()) {
    this.leave();
    this.#source = source;
    this.#changed = changed;
    this.#overlay.hidden = source !== this.#session || this.hideCursors;
    this.show({ lines: [], order: true });
    const [first] = changed.keys();
    const { id, name } = placeOf(first ?? '/');
    if (id) this.rows.reveal(id, COLUMNS.findIndex((column) => column.name === name));
  }

  hideCursors = false;

  setCursorsHidden(hidden) {
    this.hideCursors = hidden;
    this.#overlay.hidden = hidden;
    this.#overlay.draw();
  }

  setReadOnly(readOnly) {
    this.#readOnly = readOnly;
    this.rows.canvas.setAttribute('aria-readonly', String(readOnly));
    this.#editor?.setReadOnly(readOnly);
  }

  showTotals(lineTotals) {
    this.#totals = lineTotals;
    for (const [id, row] of this.rows.rendered()) fillTotal(row, lineTotals[id]);
  }

  /** Who holds a line: {user_id, until}, or undefined. */
  holder(id) { return this.#holds[id]; }

  /** Documents have ids and no names; who holds a line is in the session. */
  #nameOf(hold) { return hold ? this.#session.participants.get(hold.user_id)?.name ?? 'Somebody' : ''; }

  showHolds(holds) {
    this.#holds = holds;
    this.rows.refreshAll();
    this.onHolds();
  }

  /** Marks the lines that somebody has to approve. */
  showNeeds(ids) {
    this.#needs = ids;
    for (const [id, row] of this.rows.rendered()) row.classList.toggle('needs', ids.has(id));
  }

  showOthers(others) {
    this.#overlay.show(others);
  }

  /** Rows whose edits are not saved yet look so. */
  showPending() {
    for (const [id, row] of this.rows.rendered()) row.classList.toggle('pending', this.#session.pendingLines.has(id));
  }

  /** Somebody else has changed a value; whoever is about to set it is told. */
  noteRemote(name, { path, after, op_type: type }) {
    if (this.#editor?.path === path && type !== 'text') this.#editor.overtakenBy(name, after);
  }

  reveal(id, column = 1) {
    this.rows.reveal(id, column);
  }

  /** Goes to a cell, as if it had been clicked. */
  go(id, column) {
    if (this.rows.indexOf(id) < 0) return;
    if (this.commit()) this.moveTo(id, column);
  }

  /** Ends what is being typed, and keeps it. */
  leave() {
    if (this.#editor && this.commit()) this.#focusCell();
  }

  #showOrder() {
    const before = this.rows.ids;
    const ids = this.#source.lineIds();
    const present = new Set(ids);
    if (this.#editor && !present.has(this.#editor.id)) this.#editor = null;
    this.selection.keepOnly(present);
    const { id, column } = this.selection;
    const hadFocus = this.#viewport.contains(document.activeElement);
    if (!present.has(id)) this.selection.moveTo(ids[Math.min(Math.max(0, before.indexOf(id)), ids.length - 1)] ?? '', column, false);
    this.rows.setOrder(ids);
    if (!present.has(id)) {
      this.#rove();
      if (hadFocus) this.#focusCell();
    }
  }

  #fill(row, id) {
    const editor = this.#editor?.id === id ? this.#editor : null;
    fillRow(row, id, this.#source.line(id), this.#changed, editor);
    markHeld(row, this.#nameOf(this.#holds[id]));
    row.classList.toggle('pending', this.#session.pendingLines.has(id));
    row.classList.toggle('needs', this.#needs.has(id));
    fillTotal(row, this.#totals[id]);
    this.#mark(row, id);
  }

  /** The tab stop and what is chosen. */
  #mark(row, id) {
    const { id: focused, column } = this.selection;
    const chosen = this.selection.isRange && this.#chosenIds.has(id);
    const [from, to] = this.selection.columns(LAST);
    row.ariaSelected = this.selection.isRowChosen(id) ? 'true' : 'false';
    for (let index = -1; index <= LAST; index++) {
      const cell = row.children[index + 1];
      const stop = id === focused && index === column ? 0 : -1;
      if (cell.tabIndex !== stop) cell.tabIndex = stop;
      cell.classList.toggle('chosen', chosen && index >= from && index <= to);
    }
  }

  #chosenIds = new Set();

  #rove() {
    this.#chosenIds = new Set(this.selection.isRange ? this.chosenLines : []);
    for (const [id, row] of this.rows.rendered()) this.#mark(row, id);
  }

  moveTo(id, column, extend = false) {
    this.selection.moveTo(id, column, extend);
    this.rows.reveal(id, column);
    this.#rove();
    this.#focusCell();
    if (column >= 0) this.#session.present({ path: this.focusedPath });
    this.onFocus(id, column);
  }

  #focusCell() {
    this.rows.cell(this.selection.id, this.selection.column)?.focus({ preventScroll: true });
  }

  #press(event) {
    const cell = event.target.closest('.cell, .header');
    if (!cell || event.button !== 0 || this.#editor?.input.parentElement === cell) return;
    if (event.pointerType !== 'touch') event.preventDefault();
    const id = cell.parentElement.dataset.line;
    const column = Number(cell.dataset.column);
    this.#run = null;
    if (!this.commit()) {
      this.#editor.focus();
      return;
    }
    const again = this.selection.id === id && this.selection.column === column && document.activeElement === cell;
    if (column < 0 && (event.ctrlKey || event.metaKey)) {
      this.selection.toggleRow(id);
      this.#rove();
    } else if (column < 0 && event.shiftKey) {
      const [from, to] = [this.rows.indexOf(this.selection.id), this.rows.indexOf(id)].sort((a, b) => a - b);
      this.selection.chooseRows(this.rows.ids.slice(Math.max(0, from), to + 1));
      this.#rove();
    } else {
      const keep = column < 0 && this.selection.isRowChosen(id);
      const rows = keep ? this.chosenLines : [id];
      this.moveTo(id, column, event.shiftKey);
      if (column < 0) {
        this.selection.chooseRows(rows);
        this.#rove();
      } else if (again) {
        this.edit();
      }
    }
  }

  #draggedWith(id) {
    return this.selection.isRowChosen(id) ? this.chosenLines : [id];
  }

  #blur(event) {
    // A window that loses the focus has it back in the same cell; a button of ours ends the edit.
    if (this.#editor && event.relatedTarget && !this.#viewport.contains(event.relatedTarget)) this.commit();
  }

  #key(event) {
    if (event.isComposing) return;
    if (this.#editor) this.#keyInEditor(event);
    else this.#keyInGrid(event);
  }

  #keyInEditor(event) {
    if (this.#editor.key(event)) return;
    const back = event.shiftKey ? -1 : 1;
    const { column } = this.selection;
    if (event.key === 'Escape') {
      event.preventDefault();
      this.#cancel();
    } else if (event.key === 'Tab') {
      event.preventDefault();
      if (!this.commit()) return;
      this.#run ??= column;
      this.step(0, back);
    } else if (event.key === 'Enter') {
      event.preventDefault();
      if (!this.commit()) return;
      // At the end of a run of cells the next row begins where the run did.
      this.step(back, this.#run === null ? 0 : this.#run - column);
      this.#run = null;
    } else if (event.key === 'F2') {
      event.preventDefault();
      if (this.commit()) this.#focusCell();
    }
  }

  #keyInGrid(event) {
    const { key } = event;
    if (key === 'Tab' && this.#run !== null) {
      const next = this.selection.column + (event.shiftKey ? -1 : 1);
      if (next < 0 || next > LAST) return;
      event.preventDefault();
      this.step(0, next - this.selection.column);
      return;
    }
    const control = event.ctrlKey || event.metaKey;
    const act = actionOf(event, this, this.actions);
    if (act) {
      event.preventDefault();
      this.#run = null;
      act();
    } else if (key.length === 1 && key !== ' ' && !control && !event.altKey) {
      event.preventDefault();
      this.edit(key);
    }
  }

  /** Chooses something else: (selection) => … */
  choose(choice) {
    choice(this.selection);
    this.#rove();
  }

  /** Scrolls to the cell with the focus, and gives it the focus again. */
  showFocus() {
    this.rows.reveal(this.selection.id, this.selection.column);
    this.#focusCell();
  }

  step(rows, columns, extend = false, clamp = false) {
    const ids = this.rows.ids;
    const at = this.rows.indexOf(this.selection.id) + rows;
    const row = clamp ? Math.max(0, Math.min(ids.length - 1, at)) : at;
    const column = this.selection.column + columns;
    if (row < 0 || row >= ids.length || column < -1 || column > LAST) this.#focusCell();
    else this.moveTo(ids[row], column, extend);
  }

  /** Begins to edit the cell with the focus; a letter that was typed replaces what is there. */
  edit(typed) {
    const { id, column } = this.selection;
    const cell = this.rows.cell(id, column);
    if (!cell || this.#editor || column < 0 || COLUMNS[column].type === COMPUTED) return;
    if (!this.mayEdit(COLUMNS[column])) return;
    this.selection.clear();
    this.#rove();
    this.#editor = new CellEditor(this.#session, id, column, cell, {
      typed,
      products: (text) => this.#session.rest.products(text),
      choose: (product) => {
        this.#cancel();
        this.actions.choose(id, product);
      },
    });
    this.#editor.begin();
  }

  /** @param column the one that is meant, if it is one */
  mayEdit(column) {
    if (this.#source !== this.#session) toast('This is the quote as it was. Go back to now to edit it.');
    else if (this.#session.rights.access === 'viewer') toast('You may view this quote, not edit it.');
    else if (this.#session.rights.fixed_columns.includes(column?.name)) toast(`${column.label} is not for you to change.`);
    else if (this.#readOnly) toast('Without a connection the quote cannot be edited. It goes on by itself.');
    else return true;
    return false;
  }

  /** Ends the edit if its value is taken; returns whether nothing is being edited any more. */
  commit() {
    const editor = this.#editor;
    if (!editor) return true;
    const done = editor.commit();
    if (!done) return false;
    this.#closed(editor);
    if (done.theirs) this.#offerTheirs(editor, done.theirs);
    return true;
  }

  #offerTheirs(editor, { name, value }) {
    const restore = () => this.report(COLUMNS[editor.column].type === DECIMAL
      ? this.#session.setDecimal(editor.path, value) : this.#session.setValue(editor.path, value ?? ''));
    toast(`${name} set this to ${shorten(value || 'nothing')} while you typed. Yours was applied.`, `Restore ${name}’s`, restore);
  }

  #cancel() {
    const editor = this.#editor;
    editor.cancel();
    this.#closed(editor);
    this.#focusCell();
  }

  #closed(editor) {
    this.#editor = null;
    this.rows.refresh(editor.id);
    this.#session.present({ path: this.focusedPath || editor.path });
  }

  /** The values of a line, column by column, as they are copied. */
  valuesOf(id) {
    const line = { ...this.#source.line(id), line_total: this.#totals[id] };
    return COLUMNS.map((column) => line[column.name] ?? '');
  }

  report(error) {
    if (error) this.onError(error);
  }
}

