/** Ranges of cells as a spreadsheet copies and pastes them: tab-separated values. */
import { newId } from '../../client/quotey-live.js';
import { CHOICE, COLUMNS, COMPUTED, DECIMAL, labelOf, pathOf, readDecimal, shorten } from '../fields.js';

/** Operations of one change; a larger paste is several. */
const OPERATIONS_MAX = 900;
const NUMBER = /^\d+(\.\d+)?$/;
const OTHER_DISCOUNT = { discount_percent: 'discount_amount', discount_amount: 'discount_percent' };

/** The text of a table: cells with tabs, line breaks or quotes are quoted. */
export function writeTable(table) {
  return table
    .map((row) => row.map((cell) => (/[\t\n\r"]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)).join('\t'))
    .join('\n');
}

/** The cells of a text that a spreadsheet has copied. */
export function readTable(text) {
  const table = [[]];
  const cells = /("(?:[^"]|"")*"|[^\t\r\n]*)(\t|\r\n|\n|\r|$)/y;
  while (cells.lastIndex < text.length) {
    const [, cell, end] = cells.exec(text) ?? [];
    if (cell === undefined) break;
    table.at(-1).push(cell.startsWith('"') && cell.length > 1 ? cell.slice(1, -1).replaceAll('""', '"') : cell);
    if (end === '') break;
    if (end !== '\t') table.push([]);
    else if (cells.lastIndex === text.length) table.at(-1).push('');
  }
  while (table.length > 1 && table.at(-1).length === 0) table.pop();
  return table;
}

/**
 * What a table does at a place: the operations, as JSON texts of one change each, and what cannot be
 * read. Rows below the last line become new lines; columns that are computed are passed over.
 */
export function pasteOf(quote, table, at, column, newLine) {
  const ids = quote.lineIds();
  const codes = new Set(['', ...Object.keys(quote.header().tax_rates ?? {})]);
  const faults = [];
  const changes = [];
  let operations = [];
  let end = ids.length;
  table.forEach((row, down) => {
    const id = ids[at + down];
    const values = valuesOf(row, column, codes, (fault) => faults.push(`row ${at + down + 1}, ${fault}`));
    const made = id ? setsOf(id, quote.line(id), values) : [insertOf({ ...newLine, id: newId() }, values, end++)];
    if (operations.length + made.length > OPERATIONS_MAX) {
      changes.push(`[${operations.join(',')}]`);
      operations = [];
    }
    operations.push(...made);
  });
  if (operations.length > 0) changes.push(`[${operations.join(',')}]`);
  return { changes, faults };
}

/** {field: JSON text}; numbers stay as they are written. */
function valuesOf(row, column, codes, fault) {
  const values = {};
  row.forEach((text, right) => {
    const field = COLUMNS[column + right];
    if (!field || field.type === COMPUTED) return;
    if (field.type !== DECIMAL) {
      if (field.type === CHOICE && !codes.has(text)) fault(`${labelOf(field.name)}: the quote has no “${shorten(text)}”`);
      values[field.name] = JSON.stringify(text);
      return;
    }
    const decimal = text.trim() === '' ? '0' : readDecimal(text);
    if (!NUMBER.test(decimal)) fault(`${labelOf(field.name)}: “${shorten(text)}” is no number`);
    values[field.name] = decimal.replace(/^0+(?=\d)/, '');
  });
  for (const [one, other] of Object.entries(OTHER_DISCOUNT)) {
    if (Number(values[one] ?? 0) > 0 && !(other in values)) values[other] = '0';
  }
  return values;
}

function setsOf(id, line, values) {
  return Object.entries(values)
    .filter(([name, value]) => (line[name] ?? '') !== (value.startsWith('"') ? JSON.parse(value) : value))
    .map(([name, value]) => `{"op_type":"set","path":${JSON.stringify(pathOf(id, name))},"value":${value}}`);
}

function insertOf(line, values, index) {
  const members = Object.entries(line).filter(([name]) => !(name in values)).map(([name, value]) => [name, JSON.stringify(value)]);
  const text = [...members, ...Object.entries(values)].map(([name, value]) => `${JSON.stringify(name)}:${value}`).join(',');
  return `{"op_type":"insert","path":"/lines","index":${index},"value":{${text}}}`;
}
