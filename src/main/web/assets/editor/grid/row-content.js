/** What a row shows of its line. */
import { COLUMNS, COMPUTED, DECIMAL, pathOf, shorten, shown } from '../fields.js';

const TOTAL = COLUMNS.length - 1;

/**
 * @param changed path → what happened there in the revision that is shown
 * @param editor what edits a cell of this row, or null; that cell is left to it
 */
export function fillRow(row, id, line, changed, editor) {
  row.classList.toggle('component', Boolean(line.parent_id));
  row.classList.toggle('new', changed.has(pathOf(id)));
  COLUMNS.forEach((column, index) => {
    if (column.type === COMPUTED) return;
    const value = line[column.name] ?? '';
    if (editor?.column === index) {
      editor.remote(value);
      return;
    }
    const cell = row.children[index + 1];
    const text = column.type === DECIMAL ? decimalText(value, column) : value;
    if (cell.textContent !== text) cell.textContent = text;
    markChanged(cell, changed.get(pathOf(id, column.name)));
  });
}

function decimalText(value, { digits, blankZero }) {
  return blankZero && Number(value) === 0 ? '' : shown(value, digits);
}

function markChanged(cell, change) {
  cell.classList.toggle('changed', Boolean(change));
  if (change) cell.title = `${change.name}: ${shorten(change.before ?? 'nothing')} → ${shorten(change.after ?? 'nothing')}`;
  else if (cell.title) cell.removeAttribute('title');
}

/** @param name of who holds the line, or '' where nobody does */
export function markHeld(row, name) {
  const header = row.children[0];
  row.classList.toggle('held', name !== '');
  header.title = name && `${name} holds this line`;
  header.lastChild.textContent = name;
}

/** @param total a decimal, or undefined while it is not known */
export function fillTotal(row, total) {
  const cell = row.children[TOTAL + 1];
  const text = total === undefined ? '' : shown(total, COLUMNS[TOTAL].digits);
  if (cell.textContent !== text) cell.textContent = text;
}
