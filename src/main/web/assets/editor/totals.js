/** What the quote costs, always of the revision that is shown; and why. */
import { stepList } from './cell-panel.js';
import { make } from './dom.js';
import { shown } from './fields.js';

const DIGITS = { JPY: 0, KRW: 0, KWD: 3, BHD: 3 };

export class Totals {
  #box;
  #why;

  constructor(box, why) {
    this.#box = box;
    this.#why = why;
  }

  show(source, revision) {
    const totals = source.totals();
    const currency = source.header().currency ?? '';
    const digits = DIGITS[currency] ?? 2;
    const rows = [['Subtotal', totals.subtotal]];
    if (Number(totals.discount_total) !== 0) rows.push(['Discount', `-${totals.discount_total}`]);
    for (const [code, tax] of Object.entries(totals.taxes)) rows.push([`Tax ${code}`, tax]);
    rows.push([`Total ${currency}`, totals.total]);
    this.#box.replaceChildren(...rows.map(([label, amount], index) => make(
      'div', { class: index === rows.length - 1 ? 'total grand' : 'total' },
      make('span', { text: label }), make('output', { text: shown(amount, digits) }),
    )), make('small', { id: 'revision', text: `revision ${revision}` }));
    return totals;
  }

  /** The steps of the quote as a whole. */
  explain(source) {
    const { trace, currency } = source.pricing();
    const whole = trace.filter((step) => step.kind !== 'line' && !step.kind.endsWith('_share'));
    this.#why.replaceChildren(
      make('p', { class: 'quiet', text: 'Each line is rounded; discounts and tax are computed from the rounded lines. Choose a line to see its own steps under “Cell”.' }),
      stepList(whole, currency));
  }
}
