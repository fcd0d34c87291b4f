/**
 * Where the others are, drawn over the cells: an outline with a name for each, and a caret in a text
 * that is being typed. A cursor that moves never renders a cell.
 */
import { colorClass } from '../api.js';
import { make } from '../dom.js';
import { COLUMNS, placeOf } from '../fields.js';

export class Overlay {
  #rows;
  #layer = make('div', { class: 'overlay', 'aria-hidden': 'true' });
  #marks = new Map();
  #others = [];
  #described = new Set();
  #measure = document.createElement('canvas').getContext('2d');
  hidden = false;

  constructor(rows) {
    this.#rows = rows;
    rows.canvas.append(this.#layer);
  }

  /** @param others as session.others() gives them */
  show(others) {
    this.#others = others;
    this.draw();
  }

  /** Puts each mark where its cell is now. */
  draw() {
    const gone = new Set(this.#marks.keys());
    const described = new Set();
    for (const other of this.hidden ? [] : this.#others) {
      const cell = this.#cellOf(other);
      if (!cell) continue;
      gone.delete(other.client_id);
      this.#place(this.#mark(other), other, cell);
      // For whoever hears the page, and does not see the outlines.
      cell.ariaDescription = `${other.name} ${other.cursor.editing ? 'is editing here' : 'is here'}`;
      described.add(cell);
    }
    for (const cell of this.#described) if (!described.has(cell)) cell.ariaDescription = null;
    this.#described = described;
    for (const client of gone) {
      this.#marks.get(client).remove();
      this.#marks.delete(client);
    }
  }

  #cellOf({ cursor }) {
    if (!cursor) return undefined;
    const { id, name } = placeOf(cursor.path);
    return id && this.#rows.cell(id, COLUMNS.findIndex((column) => column.name === name));
  }

  #mark(other) {
    let mark = this.#marks.get(other.client_id);
    if (!mark) {
      mark = make('div', { class: `other ${colorClass(other.user_id)}` }, make('b'), make('i'));
      this.#marks.set(other.client_id, mark);
      this.#layer.append(mark);
    }
    return mark;
  }

  #place(mark, { name, status, cursor }, cell) {
    const row = cell.parentElement;
    const [flag, caret] = mark.children;
    const text = cursor.editing ? `✎ ${name}` : name;
    if (flag.textContent !== text) flag.textContent = text;
    mark.dataset.status = status;
    // It glides where somebody goes, and not where the page is laid out anew.
    mark.classList.toggle('gliding', mark.dataset.path !== undefined && mark.dataset.path !== cursor.path);
    mark.dataset.path = cursor.path;
    mark.style.width = `${cell.offsetWidth}px`;
    mark.style.height = `${cell.offsetHeight}px`;
    const top = row.offsetTop + new DOMMatrix(row.style.transform).m42 + cell.offsetTop + row.parentElement.offsetTop;
    mark.style.transform = `translate(${cell.offsetLeft}px, ${top}px)`;
    mark.classList.toggle('first', row.ariaRowIndex === '2');
    const [left, right] = covered(cell);
    mark.style.clipPath = left || right ? `inset(-20px ${right}px 0 ${left}px)` : '';
    this.#placeCaret(caret, cursor, cell);
  }

  #placeCaret(caret, cursor, cell) {
    const input = cell.querySelector('input');
    const value = input ? input.value : cell.textContent;
    const isText = cursor.editing && !cell.classList.contains('number');
    caret.hidden = !isText;
    if (!isText) return;
    const style = getComputedStyle(input ?? cell);
    // The shorthand is empty where a part of it, as tabular figures, has no place in it.
    this.#measure.font = `${style.fontStyle} ${style.fontWeight} ${style.fontSize} ${style.fontFamily}`;
    const before = [...value].slice(0, cursor.offset).join('');
    const x = parseFloat(style.paddingLeft) + this.#measure.measureText(before).width - (input?.scrollLeft ?? 0);
    caret.style.transform = `translateX(${Math.max(2, Math.min(cell.offsetWidth - 3, x))}px)`;
  }
}

/** How much of a cell, from its left and from its right, is under the row's header and total, which do not scroll. */
function covered(cell) {
  const { firstElementChild: header, lastElementChild: total } = cell.parentElement;
  const [left, right] = document.dir === 'rtl' ? [total, header] : [header, total];
  // A phone has a card of several lines for each row.
  const inLine = (fixed) => fixed !== cell && fixed.offsetTop === cell.offsetTop;
  return [
    inLine(left) ? Math.max(0, left.offsetLeft + left.offsetWidth - cell.offsetLeft) : 0,
    inLine(right) ? Math.max(0, cell.offsetLeft + cell.offsetWidth - right.offsetLeft) : 0,
  ];
}
