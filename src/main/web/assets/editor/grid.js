/**
 * The lines of a quote as an ARIA grid. Rows are kept by line id, so that what others do never moves
 * the focus or the caret; one cell is the tab stop.
 */
import { colorClass } from '/assets/editor/api.js';

const TEXT = 'text';
const CHOICE = 'choice';
const DECIMAL = 'decimal';
const COMPUTED = 'computed';

const NUMERIC = new Set([DECIMAL, COMPUTED]);

const COLUMNS = [
  { name: 'sku', label: 'SKU', type: TEXT },
  { name: 'description', label: 'Description', type: TEXT },
  { name: 'quantity', label: 'Quantity', type: DECIMAL },
  { name: 'unit', label: 'Unit', type: TEXT },
  { name: 'list_price', label: 'List price', type: DECIMAL },
  { name: 'unit_price', label: 'Unit price', type: DECIMAL },
  { name: 'discount_percent', label: 'Discount %', type: DECIMAL },
  { name: 'discount_amount', label: 'Discount', type: DECIMAL },
  { name: 'tax_code', label: 'Tax', type: CHOICE },
  { name: 'notes', label: 'Notes', type: TEXT },
  { name: 'line_total', label: 'Total', type: COMPUTED },
];

export class Grid {
  #session;
  #table;
  #body = document.createElement('tbody');
  #rows = new Map();
  #order = [];
  #focus = { id: '', column: 1 };
  #editor = null;
  #others = new Map();
  #holds = {};

  /** Another line has the focus. */
  onFocus = () => {};
  /** Other lines are held than before. */
  onHolds = () => {};
  /** (error) an edit that the engine did not take. */
  onError = () => {};

  constructor(table, session) {
    this.#table = table;
    this.#session = session;
    table.append(this.#head(), this.#body);
    table.addEventListener('keydown', (event) => this.#key(event));
    table.addEventListener('mousedown', (event) => this.#click(event));
    table.addEventListener('dblclick', () => this.#edit());
  }

  get focusedLine() {
    return this.#focus.id;
  }

  /** Shows anew what a change has touched. */
  show(touched) {
    if (touched.order) this.#showOrder();
    const ids = touched.order && touched.lines.length === 0 ? this.#order : touched.lines;
    for (const id of ids) this.#showLine(id);
  }

  showTotals(lineTotals) {
    for (const [id, row] of this.#rows) {
      const cell = row.cells[COLUMNS.length - 1];
      const text = lineTotals[id] ?? '';
      if (cell.textContent !== text) cell.textContent = text;
    }
  }

  /** Who holds a line: {user_id, name, until}, or undefined. */
  holder(id) {
    return this.#holds[id];
  }

  /** Marks the lines that somebody holds. */
  showHolds(holds) {
    this.#holds = holds;
    for (const [id, row] of this.#rows) this.#markHeld(id, row);
    this.onHolds();
  }

  #markHeld(id, row) {
    const hold = this.#holds[id];
    row.classList.toggle('held', Boolean(hold));
    row.title = hold ? `${hold.name} holds this line` : '';
    if (hold) row.cells[0].dataset.held = hold.name;
    else delete row.cells[0].dataset.held;
  }

  /** Marks the cells where others are. */
  showPresence(updates) {
    for (const update of updates) {
      if (update.cursor) this.#others.set(update.client_id, update);
      else this.#others.delete(update.client_id);
    }
    this.#markOthers();
  }

  /** Forgets the cursors of everybody who is not among these users. */
  keepOnly(userIds) {
    for (const [client, update] of this.#others) {
      if (!userIds.has(update.user_id)) this.#others.delete(client);
    }
    this.#markOthers();
  }

  focusLine(id) {
    this.#moveFocus(id, 1);
    this.#edit();
  }

  /** Ends what is being typed, and keeps it. */
  leave() {
    if (!this.#editor) return;
    this.#close(true);
    this.#cell(this.#focus.id, this.#focus.column)?.focus();
  }

  move(by) {
    const { id } = this.#focus;
    const at = this.#order.indexOf(id);
    if (at < 0) return;
    this.#report(this.#session.moveLine(id, at + by));
    this.#cell(id, this.#focus.column)?.focus();
  }

  delete() {
    const { id } = this.#focus;
    const at = this.#order.indexOf(id);
    if (at < 0) return;
    this.#close(false);
    this.#report(this.#session.deleteLine(id));
    const next = this.#order[Math.min(at, this.#order.length - 1)];
    if (next) this.#moveFocus(next, this.#focus.column);
  }

  #head() {
    const head = document.createElement('thead');
    const row = head.insertRow();
    row.setAttribute('role', 'row');
    for (const column of COLUMNS) {
      const cell = document.createElement('th');
      cell.setAttribute('role', 'columnheader');
      cell.className = NUMERIC.has(column.type) ? 'number' : '';
      cell.textContent = column.label;
      row.append(cell);
    }
    return head;
  }

  #showOrder() {
    this.#order = this.#session.lineIds();
    const present = new Set(this.#order);
    for (const [id, row] of this.#rows) {
      if (!present.has(id)) {
        if (this.#editor?.id === id) this.#editor = null;
        row.remove();
        this.#rows.delete(id);
      }
    }
    let next = this.#body.firstElementChild;
    for (const id of this.#order) {
      const row = this.#rows.get(id) ?? this.#newRow(id);
      // A row in its place is not touched: taking it out would take the focus with it.
      if (row === next) next = next.nextElementSibling;
      else this.#body.insertBefore(row, next);
    }
    if (!present.has(this.#focus.id) && this.#order.length > 0) {
      this.#focus = { id: this.#order[0], column: this.#focus.column };
      this.#rove();
    }
  }

  #newRow(id) {
    const row = document.createElement('tr');
    row.setAttribute('role', 'row');
    row.dataset.line = id;
    COLUMNS.forEach((column, index) => {
      const cell = row.insertCell();
      cell.setAttribute('role', 'gridcell');
      cell.tabIndex = -1;
      cell.dataset.column = String(index);
      cell.className = `${column.name} ${NUMERIC.has(column.type) ? 'number' : ''}`;
      if (column.type === COMPUTED) cell.setAttribute('aria-readonly', 'true');
    });
    this.#rows.set(id, row);
    this.#markHeld(id, row);
    this.#fill(id, row);
    return row;
  }

  #showLine(id) {
    const row = this.#rows.get(id);
    if (row) this.#fill(id, row);
  }

  #fill(id, row) {
    const line = this.#session.line(id);
    row.classList.toggle('component', Boolean(line.parent_id));
    COLUMNS.forEach((column, index) => {
      if (column.type === COMPUTED) return;
      const text = line[column.name] ?? '';
      if (this.#editor?.id === id && this.#editor.column === index) this.#remoteText(column, text);
      else if (row.cells[index].textContent !== text) row.cells[index].textContent = text;
    });
  }

  /** Somebody else typed in the text that I am typing in: my caret stays where it stood. */
  #remoteText(column, text) {
    const { input } = this.#editor;
    if (column.type !== TEXT || input.value === text) return;
    const old = input.value;
    const shift = (caret) => {
      let start = 0;
      while (start < old.length && start < text.length && old[start] === text[start]) start++;
      return caret <= start ? caret : Math.max(start, caret + text.length - old.length);
    };
    const [from, to] = [shift(input.selectionStart), shift(input.selectionEnd)];
    input.value = text;
    input.setSelectionRange(from, to);
  }

  #cell(id, column) {
    return this.#rows.get(id)?.cells[column];
  }

  #moveFocus(id, column) {
    this.#focus = { id, column };
    this.#rove();
    this.#cell(id, column)?.focus();
    this.#session.present(`/lines/#${id}/${COLUMNS[column].name}`);
    this.onFocus();
  }

  #rove() {
    for (const stop of this.#body.querySelectorAll('[tabindex="0"]')) stop.tabIndex = -1;
    const cell = this.#cell(this.#focus.id, this.#focus.column);
    if (cell) cell.tabIndex = 0;
  }

  #click(event) {
    const cell = event.target.closest('td');
    if (!cell || event.target === this.#editor?.input) return;
    event.preventDefault();
    const id = cell.parentElement.dataset.line;
    const column = Number(cell.dataset.column);
    const again = this.#focus.id === id && this.#focus.column === column && document.activeElement === cell;
    this.#close(true);
    this.#moveFocus(id, column);
    if (again) this.#edit();
  }

  #key(event) {
    if (this.#editor) this.#keyInEditor(event);
    else this.#keyInGrid(event);
  }

  #keyInEditor(event) {
    const step = { Enter: [1, 0], Tab: [0, event.shiftKey ? -1 : 1] }[event.key];
    if (event.key === 'Escape') {
      event.preventDefault();
      this.#close(false);
      this.#cell(this.#focus.id, this.#focus.column)?.focus();
    } else if (step) {
      event.preventDefault();
      this.#close(true);
      this.#step(...step);
    }
  }

  #keyInGrid(event) {
    const { key } = event;
    if (event.altKey && (key === 'ArrowUp' || key === 'ArrowDown')) {
      event.preventDefault();
      this.move(key === 'ArrowUp' ? -1 : 1);
      return;
    }
    const steps = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };
    if (steps[key]) {
      event.preventDefault();
      this.#step(...steps[key]);
    } else if (key === 'Home' || key === 'End') {
      event.preventDefault();
      this.#moveFocus(this.#focus.id, key === 'Home' ? 0 : COLUMNS.length - 1);
    } else if (key === 'Enter' || key === 'F2') {
      event.preventDefault();
      this.#edit();
    } else if (key.length === 1 && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault();
      this.#edit(key);
    }
  }

  #step(rows, columns) {
    const at = this.#order.indexOf(this.#focus.id) + rows;
    const column = this.#focus.column + columns;
    if (at < 0 || at >= this.#order.length || column < 0 || column >= COLUMNS.length) {
      this.#cell(this.#focus.id, this.#focus.column)?.focus();
      return;
    }
    this.#moveFocus(this.#order[at], column);
  }

  #edit(typed) {
    const { id, column } = this.#focus;
    const cell = this.#cell(id, column);
    if (!cell || this.#editor || COLUMNS[column].type === COMPUTED) return;
    const before = cell.textContent;
    const input = COLUMNS[column].type === CHOICE ? this.#choice(before) : document.createElement('input');
    input.setAttribute('aria-label', COLUMNS[column].label);
    if (COLUMNS[column].type === DECIMAL) input.inputMode = 'decimal';
    if (COLUMNS[column].type !== CHOICE) input.value = typed ?? before;
    cell.replaceChildren(input);
    cell.classList.add('editing');
    this.#editor = { id, column, input, before, typed: false };
    this.#session.pause();
    input.focus();
    input.addEventListener('input', () => this.#typed());
    input.addEventListener('blur', () => this.#close(true));
    if (COLUMNS[column].type === CHOICE) return;
    if (typed === undefined) input.select();
    else this.#typed();
  }

  /** The tax codes that the quote has rates for, and none. */
  #choice(chosen) {
    const select = document.createElement('select');
    for (const code of ['', ...Object.keys(this.#session.header().tax_rates ?? {})]) {
      select.add(new Option(code || '–', code, false, code === chosen));
    }
    return select;
  }

  #path({ id, column }) {
    return `/lines/#${id}/${COLUMNS[column].name}`;
  }

  /** A text goes out as it is typed; a number when it is whole. */
  #typed() {
    const editor = this.#editor;
    if (COLUMNS[editor.column].type === TEXT) {
      editor.typed = true;
      this.#report(this.#session.setText(this.#path(editor), editor.input.value));
    }
  }

  #close(keep) {
    const editor = this.#editor;
    if (!editor) return;
    this.#editor = null;
    const value = editor.input.value.trim();
    if (COLUMNS[editor.column].type === TEXT) {
      // Takes back what was typed here, and nothing that others typed meanwhile.
      if (!keep && editor.typed) this.#session.undo();
    } else if (COLUMNS[editor.column].type === CHOICE) {
      if (keep && value !== editor.before) this.#report(this.#session.setValue(this.#path(editor), value));
    } else if (keep && value !== editor.before) {
      this.#report(this.#session.setDecimal(this.#path(editor), value.replace(',', '.')));
    }
    const cell = this.#cell(editor.id, editor.column);
    if (cell) {
      cell.classList.remove('editing');
      cell.replaceChildren();
      this.#showLine(editor.id);
    }
  }

  #report(error) {
    if (error) this.onError(error);
  }

  #markOthers() {
    for (const cell of this.#body.querySelectorAll('.other')) {
      cell.classList.remove('other', ...[...cell.classList].filter((name) => name.startsWith('hue-')));
      delete cell.dataset.other;
    }
    for (const update of this.#others.values()) {
      const [, id, name] = /^\/lines\/#(.+)\/(.+)$/.exec(update.cursor.path) ?? [];
      const cell = this.#cell(id, COLUMNS.findIndex((column) => column.name === name));
      if (cell) {
        cell.classList.add('other', colorClass(update.user_id));
        cell.dataset.other = update.name;
      }
    }
  }
}
