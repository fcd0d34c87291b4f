/**
 * Does in the browser's engine what the JVM did, and compares every result by its hash. `text` has
 * a case on each line, as EngineAgreementIT writes them; returns the number of cases and the first
 * differences, each with its seed.
 */
export function disagreements(engine, text) {
  const found = [];
  let cases = 0;
  for (const line of text.split('\n')) {
    if (line === '') continue;
    const one = JSON.parse(line);
    const results = run(engine, one);
    for (const [name, expected] of Object.entries(one.results)) {
      if (hash(results[name]) !== expected && found.length < 5) {
        found.push({ ...one, results: undefined, name, actual: results[name] });
      }
    }
    cases++;
  }
  return { cases, found };
}

function run(engine, { document, quote, a, b, cursor, offset }) {
  const start = engine.parseDocument(document);
  const first = engine.parseChange(a);
  const second = engine.parseChange(b);
  const after = engine.applyChange(start, first);
  const later = engine.transformChange(second, first, true);
  return {
    document: engine.documentText(start),
    applied: engine.documentText(after),
    later: engine.changeText(later),
    earlier: engine.changeText(engine.transformChange(first, second, false)),
    composed: engine.changeText(engine.composeChanges(first, later)),
    inverse: engine.changeText(engine.invertChange(start, first)),
    cursor: engine.transformCursor(cursor, offset, first, false),
    pricing: engine.priceDocument(engine.parseDocument(quote)),
    own: engine.transformCursor(cursor, offset, first, true),
  };
}

/** As java.lang.String.hashCode. */
function hash(text) {
  let value = 0;
  for (let i = 0; i < text.length; i++) value = (Math.imul(31, value) + text.charCodeAt(i)) | 0;
  return value;
}
