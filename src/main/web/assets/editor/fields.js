/** The fields of a quote as people see them: columns, labels, numbers, and changes in words. */

export const TEXT = 'text';
export const PRODUCT = 'product';
export const CHOICE = 'choice';
export const DECIMAL = 'decimal';
export const COMPUTED = 'computed';
export const DATE = 'date';

const PRICE = { type: DECIMAL, digits: 2 };

/** The columns of the lines; `width` in CSS, `digits` the decimals shown at least. */
export const COLUMNS = [
  { name: 'sku', label: 'SKU', type: PRODUCT, width: 'minmax(96px, .7fr)' },
  { name: 'description', label: 'Description', type: TEXT, width: 'minmax(220px, 2.6fr)' },
  { name: 'quantity', label: 'Quantity', type: DECIMAL, digits: 0, width: 'minmax(84px, .6fr)' },
  { name: 'unit', label: 'Unit', type: TEXT, width: 'minmax(70px, .5fr)' },
  { name: 'list_price', label: 'List price', ...PRICE, width: 'minmax(96px, .7fr)' },
  { name: 'unit_price', label: 'Unit price', ...PRICE, width: 'minmax(96px, .7fr)' },
  { name: 'discount_percent', label: 'Discount %', type: DECIMAL, digits: 0, width: 'minmax(94px, .6fr)' },
  { name: 'discount_amount', label: 'Discount', ...PRICE, blankZero: true, width: 'minmax(88px, .6fr)' },
  { name: 'tax_code', label: 'Tax', type: CHOICE, width: 'minmax(64px, .4fr)' },
  { name: 'notes', label: 'Notes', type: TEXT, width: 'minmax(130px, 1.1fr)' },
  { name: 'line_total', label: 'Total', type: COMPUTED, digits: 2, width: 'minmax(110px, .8fr)' },
];

export const HEADER_FIELDS = [
  { name: 'customer', label: 'Customer', type: TEXT },
  { name: 'contact', label: 'Contact', type: TEXT },
  { name: 'valid_until', label: 'Valid until', type: DATE },
  { name: 'payment_terms', label: 'Payment terms', type: TEXT },
  { name: 'po_reference', label: 'PO reference', type: TEXT },
  { name: 'discount_percent', label: 'Discount %', type: DECIMAL },
  { name: 'discount_amount', label: 'Discount', type: DECIMAL },
  { name: 'customer_notes', label: 'Notes to the customer', type: TEXT, long: true },
  { name: 'internal_notes', label: 'Internal notes', type: TEXT, long: true },
];

const LABELS = new Map([...HEADER_FIELDS, ...COLUMNS].map((field) => [field.name, field.label]));
const OTHER_LABELS = { currency: 'Currency', owner: 'Owner', terms: 'Terms', term_months: 'Term', unit_cost: 'Unit cost', section_id: 'Section', optional: 'Optional', start_date: 'Start', end_date: 'End', tax_rates: 'Tax rates' };
const FAULTS = {
  MALFORMED_NUMBER: 'is not a number',
  NUMBER_OUT_OF_RANGE: 'is out of range',
  WRONG_TYPE: 'is not a number',
  OUT_OF_RANGE: 'is out of range: not below 0, and not above what is allowed',
  TOO_MANY_DECIMALS: 'has too many decimals',
  TOO_LONG: 'is too long',
  NO_DATE: 'is not a date',
};

export function labelOf(name) {
  return LABELS.get(name) ?? OTHER_LABELS[name] ?? name.replaceAll('_', ' ');
}

/** What is wrong with a value that was not taken, in words. */
export function faultOf(error, name, value) {
  const fault = FAULTS[error.code];
  return fault ? `${labelOf(name)}: “${shorten(value)}” ${fault}.` : `${error.message}.`;
}

const formats = new Map();

/** A decimal as people read it; exact, since Intl reads strings as decimals. */
export function shown(decimal, digits = 0) {
  if (decimal === undefined || decimal === '') return '';
  let format = formats.get(digits);
  if (!format) {
    format = new Intl.NumberFormat(undefined, { minimumFractionDigits: digits, maximumFractionDigits: 6 });
    formats.set(digits, format);
  }
  return format.format(decimal);
}

/**
 * A number as somebody typed or pasted it, with a decimal point: "1,234.50", "1.234,50", "€ 12", "15 %".
 * Of two kinds of separators the last is the decimal one; "1,234" is a thousand. Whatever cannot be
 * read comes back as it is, and is refused where it is used.
 */
export function readDecimal(text) {
  const bare = text.trim().replace(/[\s\u00a0\u202f'’]/g, '').replace(/^(?:\p{Sc}|[A-Z]{3})|(?:\p{Sc}|[A-Z]{3}|%)$/gu, '');
  const comma = bare.lastIndexOf(',');
  const point = bare.lastIndexOf('.');
  if (comma < 0) return (bare.match(/\./g) ?? []).length > 1 ? bare.replaceAll('.', '') : bare;
  if (point < 0) return /^[+-]?\d{1,3}(,\d{3})+$/.test(bare) ? bare.replaceAll(',', '') : bare.replace(',', '.');
  return comma > point ? bare.replaceAll('.', '').replace(',', '.') : bare.replaceAll(',', '');
}

/** The line and the field that a path names; {} where it names none. */
export function placeOf(path) {
  const [, id, name] = /^\/lines\/#([^/]+)(?:\/([^/]+))?$/.exec(path) ?? [];
  if (id) return { id: id.replaceAll('~1', '/').replaceAll('~0', '~'), name };
  return path.startsWith('/lines') ? {} : { name: path.slice(1).split('/')[0] };
}

/** The path of a line, or of one of its fields. */
export function pathOf(id, name) {
  const line = `/lines/#${id.replaceAll('~', '~0').replaceAll('/', '~1')}`;
  return name === undefined ? line : `${line}/${name}`;
}

export function shorten(text, most = 40) {
  const flat = String(text).replace(/\s+/g, ' ');
  return flat.length > most ? `${flat.slice(0, most - 1)}…` : flat;
}

const TODAY = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit' });
const EARLIER = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' });

/** A time as people say it. */
export function timeOf(timestamp) {
  const at = new Date(timestamp);
  return (new Date().toDateString() === at.toDateString() ? TODAY : EARLIER).format(at);
}

/** What a product brings into a line. */
const OF_PRODUCT = new Set(['product_id', 'sku', 'description', 'unit', 'list_price', 'unit_price', 'tax_code', 'section_id']);
const WHOLE = { insert: 'added', delete: 'deleted', move: 'moved' };

/** What somebody's change did, as sentences without the name: "changed Discount % on Pro seats: 10 → 15". */
export function sentencesOf(changes, nameOfLine) {
  const products = new Map(changes.filter(({ path }) => placeOf(path).name === 'product_id').map(({ path }) => [placeOf(path).id, '']));
  const whole = new Map(Object.keys(WHOLE).map((type) => [type, changes.filter((one) => one.op_type === type && isLine(one))]));
  const told = new Set();
  const sentences = changes.map((change) => {
    const { id, name } = placeOf(change.path);
    const kind = isLine(change) ? change.op_type : products.has(id) && OF_PRODUCT.has(name) ? `product ${id}` : '';
    if (kind && told.has(kind)) return '';
    told.add(kind);
    if (kind.startsWith('product')) return `chose ${shorten(nameOfLine(id))}`;
    const more = (whole.get(change.op_type)?.length ?? 0) - 1;
    return `${sentenceOf(change, nameOfLine)}${kind && more > 0 ? ` and ${more} more` : ''}`;
  });
  return sentences.filter((sentence) => sentence !== '');
}

function isLine({ op_type: type, path }) {
  const { id, name } = placeOf(path);
  return id !== undefined && name === undefined && type in WHOLE;
}

function sentenceOf({ op_type: type, path, before, after }, nameOfLine) {
  const { id, name } = placeOf(path);
  if (id && !name) {
    const line = shorten(after?.description || before?.description || after?.sku || before?.sku || nameOfLine(id));
    return `${WHOLE[type] ?? 'replaced'} ${line || 'a line'}`;
  }
  if (name === 'holds') return heldSentence(before ?? {}, after ?? {}, nameOfLine);
  if (name === 'approval') return approvalSentence(after);
  const isNothing = before === undefined && (after === '0' || after === 0 || after === '');
  if (!name || name === 'status' || isNothing) return '';
  const place = id && name !== 'description' ? ` on ${shorten(nameOfLine(id))}` : '';
  return `changed ${labelOf(name)}${place}: ${valueOf(before)} → ${valueOf(after)}`;
}

function valueOf(value) {
  if (value === undefined || value === '') return 'nothing';
  return typeof value === 'object' ? '…' : shorten(value, 28);
}

function heldSentence(before, after, nameOfLine) {
  const held = Object.keys(after).find((id) => !(id in before));
  const freed = Object.keys(before).find((id) => !(id in after));
  if (held) return `holds ${nameOfLine(held)}`;
  return freed ? `released ${nameOfLine(freed)}` : '';
}

function approvalSentence(approval) {
  const words = { PENDING: 'submitted the quote for approval', APPROVED: 'approved the quote', DECLINED: 'declined the quote', STALE: 'changed what was submitted for approval' };
  return words[approval?.state] ?? 'took the quote back into work';
}
