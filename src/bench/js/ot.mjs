/**
 * W6 of docs/BENCHMARKS.md on Node: the browser build beside ot-json1 and ot-json0, in one run.
 * node src/bench/js/ot.mjs PEERS, where PEERS is a folder in which
 * `npm install ot-json1 ot-json0 ot-text-unicode` was run. Prints operations per second, the
 * median of seven rounds that take turns.
 */
import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import * as engine from '../../../target/classes/webroot/assets/engine.js';

const require = createRequire(resolve(process.argv[2] ?? 'target/peers', 'package.json'));
const json1 = require('ot-json1').type;
json1.registerSubtype(require('ot-text-unicode').type);
const json0 = require('ot-json0').type;

const PAIRS = 256;
const ROUNDS = 7;
const ROUND_MILLIS = 300;
const position = (i) => (i * 37) % 50;
const range = (make) => Array.from({ length: PAIRS }, (_, i) => make(i));

const ours = {
  insert: range((i) => engine.parseChange(JSON.stringify([{ op_type: 'insert', path: '/lines', index: position(i), value: 'x' }]))),
  set: range((i) => engine.parseChange(JSON.stringify([{ op_type: 'set', path: `/lines/#ln_${position(i)}/quantity`, value: i }]))),
  text: range((i) => engine.parseChange(JSON.stringify([{ op_type: 'text', path: '/lines/#ln_1/description', value: splice(i % 11, i % 3, (n) => ({ delete: n })) }]))),
};
const theirs1 = {
  insert: range((i) => ['lines', position(i), { i: 'x' }]),
  set: range((i) => ['lines', position(i), 'quantity', { r: true, i }]),
  text: range((i) => ['lines', 1, 'description', { es: splice(i % 11, i % 3, (n) => ({ d: n })) }]),
};
const theirs0 = {
  insert: range((i) => [{ p: ['lines', position(i)], li: 'x' }]),
  set: range((i) => [{ p: ['lines', position(i), 'quantity'], od: 0, oi: i }]),
  text: range((i) => [{ p: ['lines', 1, 'description'], t: 'text0', o: [{ p: i % 11, i: 'abc' }] }]),
};

function splice(offset, deleted, remove) {
  const edit = offset ? [offset, 'abc'] : ['abc'];
  return deleted ? [...edit, remove(deleted)] : edit;
}

function transforms(mine, others, transform) {
  let next = 0;
  return () => {
    next = (next + 1) % PAIRS;
    return transform(mine[next], others[(next * 7 + 1) % PAIRS]);
  };
}

function applies(lines) {
  const line = (i) => ({ id: `ln_${i}`, sku: `SKU-${i}`, description: `Line number ${i}`, quantity: 1, unit: 'each', list_price: 12.5, unit_price: 10, discount_percent: 0, tax_code: 'STD', notes: '' });
  const quote = { currency: 'USD', lines: Array.from({ length: lines }, (_, i) => line(i)) };
  const document = engine.parseDocument(JSON.stringify(quote));
  const at = (i) => (i * 641) % lines;
  const sets = range((i) => engine.parseChange(JSON.stringify([{ op_type: 'set', path: `/lines/#ln_${at(i)}/quantity`, value: i }])));
  const sets1 = range((i) => ['lines', at(i), 'quantity', { r: true, i }]);
  let next = 0;
  const turn = () => { next = (next + 1) % PAIRS; return next; };
  return {
    quotey: () => engine.applyChange(document, sets[turn()]),
    json1: () => json1.apply(quote, sets1[turn()]),
  };
}

const cases = {
  'insert past insert': {
    quotey: transforms(ours.insert, ours.insert, (a, b) => engine.transformChange(a, b, true)),
    json1: transforms(theirs1.insert, theirs1.insert, (a, b) => json1.transformNoConflict(a, b, 'right')),
    json0: transforms(theirs0.insert, theirs0.insert, (a, b) => json0.transform(a, b, 'right')),
  },
  'set past insert': {
    quotey: transforms(ours.set, ours.insert, (a, b) => engine.transformChange(a, b, true)),
    json1: transforms(theirs1.set, theirs1.insert, (a, b) => json1.transformNoConflict(a, b, 'right')),
    json0: transforms(theirs0.set, theirs0.insert, (a, b) => json0.transform(a, b, 'right')),
  },
  'text past text': {
    quotey: transforms(ours.text, ours.text, (a, b) => engine.transformChange(a, b, true)),
    json1: transforms(theirs1.text, theirs1.text, (a, b) => json1.transformNoConflict(a, b, 'right')),
    json0: transforms(theirs0.text, theirs0.text, (a, b) => json0.transform(a, b, 'right')),
  },
  'apply set, 50 lines': applies(50),
  'apply set, 500 lines': applies(500),
  'apply set, 2000 lines': applies(2000),
};

/** Operations per second in one round. The results are kept, so that none is optimized away. */
let sink;
function round(run) {
  const start = process.hrtime.bigint();
  const end = start + BigInt(ROUND_MILLIS) * 1_000_000n;
  let count = 0;
  let now = start;
  while (now < end) {
    for (let i = 0; i < 1000; i++) sink = run();
    count += 1000;
    now = process.hrtime.bigint();
  }
  return (count * 1e9) / Number(now - start);
}

for (const [name, systems] of Object.entries(cases)) {
  const seen = Object.fromEntries(Object.keys(systems).map((system) => [system, []]));
  for (let i = -2; i < ROUNDS; i++) {
    // The first two rounds warm up.
    for (const [system, run] of Object.entries(systems)) {
      const figure = round(run);
      if (i >= 0) seen[system].push(figure);
    }
  }
  const median = (list) => [...list].sort((a, b) => a - b)[list.length >> 1];
  const figures = Object.entries(seen).map(([system, list]) => `${system}=${Math.round(median(list))}`);
  console.log(`workload=W6 case="${name}" ${figures.join(' ')}`);
}
if (sink === undefined) throw new Error('nothing ran');
