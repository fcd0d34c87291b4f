/** W5 of docs/BENCHMARKS.md on a peer: joining a quote with a long log, and coming back to it. */
import { LINES, Mix, quote } from './quote.mjs';
import { percentiles } from './percentiles.mjs';

const AUTHORS = 5;
const LINES_MAX = 60;
const MISSED = 1_000;
const UNLOAD_MILLIS = 500;

const wait = (millis) => new Promise((resolve) => setTimeout(resolve, millis));
const median = (millis) => percentiles(millis)[0];

/**
 * Milliseconds, medians. Cold is only where the quote is stored: after everybody has left, so that the
 * server has to read it.
 */
export async function joins(Client, system, port, url, { log, copies }) {
  const quoteId = `W5-${log}-${Date.now().toString(36)}`;
  const client = (name) => new Client(system, port, quoteId, name, url);
  const authors = Array.from({ length: AUTHORS }, (_, i) => client(`author-${i}`));
  for (const [i, author] of authors.entries()) {
    await author.open(i === 0 ? quote(LINES) : undefined);
  }
  await write(authors, log);
  const missed = await comeBacks(client, authors, copies);
  const warm = [];
  for (let i = 0; i < copies; i++) {
    warm.push(await joined(client(`warm-${i}`)));
  }
  authors.forEach((author) => author.close());
  const cold = [];
  for (let i = 0; url && i < copies; i++) {
    await wait(UNLOAD_MILLIS);
    cold.push(await joined(client(`cold-${i}`)));
  }
  return {
    log,
    copies,
    cold_join_ms: url ? median(cold) : null,
    warm_join_ms: median(warm),
    missed_1000_ms: median(missed),
  };
}

/** So many edits, of all authors, each with one in flight. */
function write(authors, edits) {
  let left = edits;
  return Promise.all(authors.map((author, i) => new Promise((resolve, reject) => {
    const mix = new Mix(i, `w5_${i}_${edits}`);
    const next = () => {
      if (left === 0) {
        resolve();
      } else {
        left--;
        author.edit(mix.next(author, LINES_MAX));
      }
    };
    author.onError = reject;
    author.onAcknowledged = () => setImmediate(next);
    next();
  })));
}

async function joined(one) {
  const start = performance.now();
  await one.open();
  const millis = performance.now() - start;
  if (one.lineCount() === 0) {
    throw new Error('the quote is empty');
  }
  one.close();
  return millis;
}

/** Who has been away for a thousand edits, until the quote is there. */
async function comeBacks(client, authors, copies) {
  const away = Array.from({ length: copies }, (_, i) => client(`away-${i}`));
  for (const one of away) {
    await one.open();
    await one.leave();
  }
  await write(authors, MISSED);
  await wait(UNLOAD_MILLIS);
  const millis = [];
  for (const one of away) {
    const start = performance.now();
    one.comeBack();
    while (one.revision() < authors[0].revision()) {
      await new Promise(setImmediate);
    }
    millis.push(performance.now() - start);
    one.close();
  }
  return millis;
}
