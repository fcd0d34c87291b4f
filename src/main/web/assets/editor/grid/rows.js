/**
 * The rows of the grid that can be seen: of any number of lines only so many rows are in the document
 * as fit the window, and the ones that have to stay, such as the one with the focus.
 */
import { make } from '../dom.js';
import { COLUMNS, COMPUTED, DECIMAL } from '../fields.js';

/** Rows above and below the window, so that a small scroll shows no gap. */
const OVERSCAN = 6;
const NUMERIC = new Set([DECIMAL, COMPUTED]);

export class Rows {
  #viewport;
  #canvas;
  #body;
  #fill;
  #ids = [];
  #index = new Map();
  #shown = new Map();
  #pool = [];
  #height = 38;
  #due = false;

  /** Called after rows came or went. */
  onRendered = () => {};

  /** @param fill (row, id, index) puts a line into a row */
  constructor(viewport, label, fill) {
    this.#viewport = viewport;
    this.#fill = fill;
    this.#body = make('div', { class: 'rows', role: 'rowgroup' });
    this.#canvas = make('div', { class: 'grid', role: 'grid', 'aria-label': label, 'aria-multiselectable': 'true', 'aria-colcount': COLUMNS.length + 1 }, this.#head(), this.#body);
    viewport.append(this.#canvas);
    this.#canvas.style.setProperty('--columns', ['52px', ...COLUMNS.map((column) => column.width)].join(' '));
    viewport.addEventListener('scroll', () => this.#soon(), { passive: true });
    new ResizeObserver(() => this.#measure()).observe(viewport);
    this.#measure();
  }

  get canvas() { return this.#canvas; }

  get ids() { return this.#ids; }

  get pageRows() { return Math.max(1, Math.floor((this.#viewport.clientHeight - this.#headHeight) / this.#height) - 1); }

  get #headHeight() { return this.#canvas.firstElementChild.offsetHeight; }

  indexOf(id) {
    return this.#index.get(id) ?? -1;
  }

  row(id) {
    return this.#shown.get(id);
  }

  /** The cell of a column, -1 for the row's header; undefined while the row is not rendered. */
  cell(id, column) {
    return this.#shown.get(id)?.children[column + 1];
  }

  /** The rows that are rendered: [[id, row]]. */
  rendered() {
    return [...this.#shown];
  }

  /** The lines' order; what is at the top of the window stays there. */
  setOrder(ids) {
    const top = Math.floor(this.#viewport.scrollTop / this.#height);
    const anchor = this.#ids.slice(top, top + 50).find((id) => ids.includes(id));
    const offset = anchor === undefined ? 0 : this.#index.get(anchor) * this.#height - this.#viewport.scrollTop;
    this.#ids = ids;
    this.#index = new Map(ids.map((id, index) => [id, index]));
    this.#canvas.setAttribute('aria-rowcount', ids.length + 1);
    this.#body.style.height = `${ids.length * this.#height}px`;
    if (anchor !== undefined && top > 0) this.#viewport.scrollTop = this.#index.get(anchor) * this.#height - offset;
    this.render();
  }

  /** Shows a line anew, if it is rendered. */
  refresh(id) {
    const row = this.#shown.get(id);
    if (row) this.#fill(row, id, this.#index.get(id));
  }

  refreshAll() {
    for (const id of this.#shown.keys()) this.refresh(id);
  }

  /** Lines that stay rendered wherever the window is. */
  keep = () => [];

  #soon() {
    if (this.#due) return;
    this.#due = true;
    requestAnimationFrame(() => {
      this.#due = false;
      this.render();
    });
  }

  #measure() {
    const height = parseFloat(getComputedStyle(this.#canvas).getPropertyValue('--row')) || this.#height;
    if (height !== this.#height) {
      this.#height = height;
      this.#body.style.height = `${this.#ids.length * height}px`;
    }
    this.render();
  }

  render() {
    const first = Math.max(0, Math.floor(this.#viewport.scrollTop / this.#height) - OVERSCAN);
    const last = Math.ceil((this.#viewport.scrollTop + this.#viewport.clientHeight) / this.#height) + OVERSCAN;
    const wanted = new Set(this.#ids.slice(first, last));
    for (const id of this.keep()) if (this.#index.has(id)) wanted.add(id);
    for (const [id, row] of this.#shown) {
      if (wanted.has(id)) continue;
      this.#shown.delete(id);
      this.#pool.push(row);
    }
    for (const id of wanted) {
      const index = this.#index.get(id);
      let row = this.#shown.get(id);
      if (!row) {
        row = this.#pool.pop() ?? this.#newRow();
        if (!row.isConnected) this.#body.append(row);
        row.dataset.line = id;
        this.#shown.set(id, row);
        this.#fill(row, id, index);
      }
      const place = `translateY(${index * this.#height}px)`;
      if (row.style.transform !== place) row.style.transform = place;
      if (row.ariaRowIndex !== String(index + 2)) {
        row.ariaRowIndex = String(index + 2);
        row.children[0].firstChild.textContent = String(index + 1);
      }
    }
    for (const row of this.#pool) row.remove();
    this.onRendered();
  }

  /** Scrolls as far as it takes to see a cell. */
  reveal(id, column) {
    const index = this.indexOf(id);
    if (index < 0) return;
    const top = index * this.#height;
    const room = this.#viewport.clientHeight - this.#headHeight;
    if (top < this.#viewport.scrollTop) this.#viewport.scrollTop = top;
    else if (top + this.#height > this.#viewport.scrollTop + room) this.#viewport.scrollTop = top + this.#height - room;
    this.render();
    const cell = this.cell(id, column);
    if (!cell || column < 0) return;
    const total = this.cell(id, COLUMNS.length - 1);
    // The header and the total stay in sight, before and behind what scrolls.
    if (cell === total) return;
    const start = cell.offsetLeft - this.cell(id, -1).offsetWidth;
    const end = cell.offsetLeft + cell.offsetWidth + total.offsetWidth - this.#viewport.clientWidth;
    // In a page that reads from right to left offsets count the other way; the browser knows.
    if (document.dir === 'rtl') cell.scrollIntoView({ block: 'nearest', inline: 'nearest' });
    else if (start < this.#viewport.scrollLeft) this.#viewport.scrollLeft = start;
    else if (end > this.#viewport.scrollLeft) this.#viewport.scrollLeft = end;
  }

  /** The line over which a point of the window is, and whether it is in the line's lower half. */
  at(clientY) {
    const y = clientY - this.#body.getBoundingClientRect().top;
    const index = Math.max(0, Math.min(this.#ids.length - 1, Math.floor(y / this.#height)));
    return { id: this.#ids[index], index, lower: y - index * this.#height > this.#height / 2, top: index * this.#height, height: this.#height };
  }

  #head() {
    const row = make('div', { class: 'row head', role: 'row', 'aria-rowindex': 1 });
    row.append(make('div', { role: 'columnheader', class: 'number', 'aria-colindex': 1, text: '#' }));
    COLUMNS.forEach((column, index) => row.append(make('div', {
      role: 'columnheader', class: NUMERIC.has(column.type) ? 'number' : '', 'aria-colindex': index + 2, text: column.label,
    })));
    return make('div', { role: 'rowgroup', class: 'heads' }, row);
  }

  #newRow() {
    const row = make('div', { class: 'row', role: 'row' });
    row.append(make('div', { class: 'header', role: 'rowheader', tabindex: -1, 'data-column': -1, 'aria-colindex': 1 }, make('span'), make('i', { 'aria-hidden': 'true' })));
    COLUMNS.forEach((column, index) => row.append(make('div', {
      class: `cell ${column.name} ${NUMERIC.has(column.type) ? 'number' : ''}`,
      role: 'gridcell', tabindex: -1,
      'data-column': index, 'data-label': column.label, 'aria-colindex': index + 2,
      'aria-readonly': column.type === COMPUTED ? 'true' : undefined,
    })));
    return row;
  }
}
