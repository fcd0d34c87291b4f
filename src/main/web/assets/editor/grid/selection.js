/** What is chosen in the grid: the cell with the focus, a range from another cell to it, or whole rows. */
export class Selection {
  /** The cell with the focus; column -1 is the row's header. */
  id = '';
  column = 1;
  #anchor = null;
  #rows = new Set();

  /** The focus goes to a cell; with `extend` the range from where it was grows or shrinks. */
  moveTo(id, column, extend) {
    if (extend) this.#anchor ??= { id: this.id, column: this.column };
    else this.clear();
    this.id = id;
    this.column = column;
  }

  /** No range and no rows. */
  clear() {
    this.#anchor = null;
    this.#rows.clear();
  }

  /** Chooses a row, or no longer, beside those that are. */
  toggleRow(id) {
    this.#anchor = null;
    if (!this.#rows.delete(id)) this.#rows.add(id);
  }

  chooseRows(ids) {
    this.#anchor = null;
    this.#rows = new Set(ids);
  }

  /** A whole column of these lines. */
  chooseColumn(ids) {
    this.#rows.clear();
    this.#anchor = { id: ids[0], column: this.column };
    this.id = ids.at(-1);
  }

  get hasRows() { return this.#rows.size > 0 || this.column < 0; }

  get isRange() { return this.#anchor !== null || this.#rows.size > 0; }

  /** Lines that are gone are no longer chosen. */
  keepOnly(present) {
    for (const id of this.#rows) if (!present.has(id)) this.#rows.delete(id);
    if (this.#anchor && !present.has(this.#anchor.id)) this.#anchor = null;
  }

  /** The lines that are chosen, in their order. */
  lines(order) {
    if (this.#rows.size > 0) return order.filter((id) => this.#rows.has(id));
    const [from, to] = this.#span(order);
    return from < 0 ? [] : order.slice(from, to + 1);
  }

  /** The first and last of the columns that are chosen. */
  columns(last) {
    if (this.hasRows) return [0, last];
    const other = this.#anchor?.column ?? this.column;
    return [Math.min(other, this.column), Math.max(other, this.column)];
  }

  isRowChosen(id) {
    return this.#rows.has(id);
  }

  #span(order) {
    const at = order.indexOf(this.id);
    const other = this.#anchor ? order.indexOf(this.#anchor.id) : at;
    return [Math.min(at, other), Math.max(at, other)];
  }
}
