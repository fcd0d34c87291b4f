/** The quote and the mix of edits of docs/BENCHMARKS.md: the same as Edits.java makes for Quotey Live. */

export const LINES = 50;

export function quote(lines) {
  return {
    currency: 'USD',
    tax_rates: { STD: 8.25 },
    lines: Array.from({ length: lines }, (_, i) => ({
      id: `ln_${i}`,
      sku: `SKU-${i}`,
      description: `Line number ${i}`,
      quantity: 1,
      unit: 'each',
      list_price: 12.5,
      unit_price: 10,
      discount_percent: 0,
      tax_code: 'STD',
      notes: '',
    })),
  };
}

/** Numbers from 0 to below 1, the same for the same seed. */
function random(seed) {
  let state = seed + 1;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    // The high bits of such a generator are the good ones.
    return (state >>> 8) / 2 ** 24;
  };
}

export class Mix {
  constructor(seed, author) {
    this.random = random(Math.imul(seed, 2654435761));
    this.author = author;
    this.nextLine = 0;
  }

  below(limit) {
    return Math.floor(this.random() * limit);
  }

  /** 60 % a number (half set, half add), 20 % text, 15 % insert, 5 % delete of a line. */
  next(client, linesMax = Infinity) {
    const lines = client.lineCount();
    const dice = this.below(100);
    if (lines > linesMax) {
      return { kind: 'delete', at: this.below(lines) };
    }
    if (lines === 0 || (dice >= 80 && dice < 95)) {
      return { kind: 'insert', at: this.below(lines + 1), line: this.line() };
    }
    const at = this.below(lines);
    if (dice < 30) {
      return { kind: 'set', at, value: dice };
    }
    if (dice < 60) {
      return { kind: 'add', at };
    }
    return dice < 80 ? this.text(client.description(at), at) : { kind: 'delete', at };
  }

  text(text, at) {
    // Long texts give back what they got, so that documents stay of one size.
    return text.length > 80
      ? { kind: 'text', at, offset: this.below(text.length - 10), remove: 10, insert: '' }
      : { kind: 'text', at, offset: this.below(text.length + 1), remove: 0, insert: `k${this.below(10)}` };
  }

  line() {
    return {
      id: `ln_${this.author}_${this.nextLine++}`,
      description: `Line of ${this.author}`,
      quantity: 1,
      unit_price: 10,
      tax_code: 'STD',
    };
  }
}
