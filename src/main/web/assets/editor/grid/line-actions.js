/** What is done with whole lines and with ranges of cells. */
import { newId } from '../../client/quotey-live.js';
import { COLUMNS, pathOf } from '../fields.js';
import { toast } from '../notices.js';
import { pasteOf, readTable, writeTable } from './clipboard.js';

const LAST = COLUMNS.length - 1;
const QUANTITY = COLUMNS.findIndex((column) => column.name === 'quantity');
const FAULTS_MAX = 3;

export class LineActions {
  #grid;
  #session;

  /** The members of a new line. */
  newLine = () => ({});
  /** What a product makes of a line: {line, components}, as products.js tells it. */
  lineOf = () => ({});

  constructor(grid, session) {
    this.#grid = grid;
    this.#session = session;
  }

  /** An edit of lines, after what is being typed; the focus stays. */
  edited(edit) {
    if (!this.#grid.mayEdit() || !this.#grid.commit()) return;
    this.#grid.report(edit());
    this.#grid.showFocus();
  }

  move(by) {
    this.edited(() => this.#session.stepLines(this.#grid.chosenLines, by));
  }

  /** Dropped before that line; '' for the end. */
  drop(ids, before) {
    this.edited(() => this.#session.moveLines(ids, before));
  }

  delete() {
    const ids = this.#grid.chosenLines;
    if (ids.length > 0) this.edited(() => this.#session.deleteLines(ids));
  }

  duplicate() {
    const ids = this.#grid.chosenLines;
    const prefix = newId();
    this.edited(() => this.#session.duplicateLines(ids, prefix));
    const copy = `${prefix}_0`;
    if (this.#grid.rows.indexOf(copy) >= 0) this.#grid.moveTo(copy, Math.max(0, this.#grid.selection.column));
  }

  /** A new line behind the one with the focus; the product is chosen next. */
  add() {
    if (!this.#grid.mayEdit() || !this.#grid.commit()) return;
    const id = newId();
    const error = this.#session.insertLine(this.#grid.selection.id, JSON.stringify({ ...this.newLine(), id }));
    this.#grid.report(error);
    if (error) return;
    this.#grid.moveTo(id, 0);
    this.#grid.edit();
  }

  /** The line becomes that product, a bundle with its components; as one change. */
  choose(id, product) {
    const { line, components } = this.lineOf(product, this.#session.line(id));
    const operations = Object.entries(line).map(([name, value]) => `{"op_type":"set","path":${JSON.stringify(pathOf(id, name))},"value":${value}}`);
    // A line that is a component itself takes no components.
    if (!this.#session.line(id).parent_id) {
      const at = this.#grid.rows.indexOf(id) + 1;
      components.forEach((component, index) => operations.push(
        `{"op_type":"insert","path":"/lines","index":${at + index},"value":${component(newId(), id)}}`));
    }
    this.#grid.report(this.#session.editText(`[${operations.join(',')}]`));
    this.#grid.moveTo(id, QUANTITY);
  }

  clearOrDelete() {
    if (this.#grid.selection.hasRows) {
      this.delete();
      return;
    }
    const [from, to] = this.#grid.selection.columns(LAST);
    this.#paste(this.#grid.chosenLines.map(() => Array(to - from + 1).fill('')), from);
  }

  /** A copy, cut or paste of the chosen cells. */
  clip(name, event) {
    event.preventDefault();
    const [from, to] = this.#grid.selection.columns(LAST);
    if (name === 'paste') {
      this.#paste(readTable(event.clipboardData.getData('text/plain')), from);
      return;
    }
    const table = this.#grid.chosenLines.map((id) => this.#grid.valuesOf(id).slice(from, to + 1));
    event.clipboardData.setData('text/plain', writeTable(table));
    if (name === 'cut') this.clearOrDelete();
  }

  #paste(table, column) {
    if (!this.#grid.mayEdit()) return;
    const [first] = this.#grid.chosenLines;
    const at = first ? this.#grid.rows.indexOf(first) : 0;
    const { changes, faults } = pasteOf(this.#session, table, at, column, this.newLine());
    if (faults.length > 0) {
      const more = faults.length > FAULTS_MAX ? `; and ${faults.length - FAULTS_MAX} more` : '';
      toast(`Nothing was pasted. ${faults.slice(0, FAULTS_MAX).join('; ')}${more}.`);
      return;
    }
    this.#session.pause();
    for (const change of changes) {
      const error = this.#session.editText(change);
      this.#grid.report(error);
      if (error) break;
    }
  }
}
