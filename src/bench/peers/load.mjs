/**
 * Loads a peer as LoadGenerator.java loads Quotey Live: node load.mjs SYSTEM PORT [URL of a database].
 * Reads a workload as a line of JSON, opens its clients, says {"phase":"opened"}, and on the next line
 * runs it, says {"phase":"settled"} and then its figures; then it reads the next. All clients share this
 * process and one monotonic clock.
 */
import { createInterface } from 'node:readline';
import { isDeepStrictEqual } from 'node:util';
import { HocuspocusClient } from './hocuspocus.mjs';
import { joins } from './joins.mjs';
import { LINES, Mix, quote } from './quote.mjs';
import { ShareDbClient } from './sharedb.mjs';
import { percentiles } from './percentiles.mjs';

const SETTLE_MILLIS_MAX = 30_000;
const EQUAL_MILLIS_MAX = 10_000;
const QUOTES_AT_A_TIME = 20;

const [system, port, url] = process.argv.slice(2);
const Client = system.startsWith('hocuspocus') ? HocuspocusClient : ShareDbClient;
const say = (message) => process.stdout.write(`${JSON.stringify(message)}\n`);
const wait = (millis) => new Promise((resolve) => setTimeout(resolve, millis));
let runs = 0;

/** A client that edits, and times what it and the others see of each edit. */
class Editor {
  sent = 0;
  acknowledged = 0;
  errors = 0;
  acknowledge = [];
  sync = [];

  constructor(quoteId, number, edited) {
    this.quoteId = quoteId;
    this.client = new Client(system, port, quoteId, `editor-${number}`, url);
    this.mix = new Mix(number, `${quoteId}_${number}`);
    this.client.onError = (error) => {
      this.errors++;
      console.error(error);
    };
    this.client.onDelivered = (key) => {
      const at = edited.get(key);
      if (at !== undefined) {
        this.sync.push(performance.now() - at);
      }
    };
    this.client.onAcknowledged = () => {
      this.acknowledged++;
      this.acknowledge.push(performance.now() - this.at);
      this.next();
    };
    this.edited = edited;
    this.next = () => {};
  }

  /** One edit, unless the one before is still in flight: then this turn is passed. */
  edit() {
    if (this.client.hasPending()) {
      return;
    }
    this.sent++;
    const edit = this.mix.next(this.client);
    this.at = performance.now();
    const key = this.client.edit(edit);
    // Of two who delete the same at once, the others see the first.
    if (!this.edited.has(key)) {
      this.edited.set(key, this.at);
    }
  }

  moveCursor() {
    const lines = this.client.lineCount();
    if (lines > 0) {
      const line = this.mix.below(lines);
      this.client.cursor(line, this.mix.below(this.client.description(line).length + 1));
    }
  }
}

async function open(workload) {
  const editors = [];
  const run = `${Date.now().toString(36)}-${runs++}`;
  const opening = async (number) => {
    const edited = new Map();
    for (let i = 0; i < workload.clients; i++) {
      const editor = new Editor(`${run}-${number}`, number * workload.clients + i, edited);
      editors.push(editor);
      await editor.client.open(i === 0 ? quote(LINES) : undefined);
      if (workload.cursorMillis > 0) {
        await editor.client.openCursors();
      }
    }
  };
  for (let from = 0; from < workload.quotes; from += QUOTES_AT_A_TIME) {
    const to = Math.min(workload.quotes, from + QUOTES_AT_A_TIME);
    await Promise.all(Array.from({ length: to - from }, (_, i) => opening(from + i)));
  }
  return editors;
}

/** Clients begin one after the other, so that their edits are spread over the pause. */
function each(editors, millis, end, action) {
  editors.forEach((editor, i) => {
    const turn = () => {
      if (performance.now() < end) {
        action(editor);
      } else {
        clearInterval(timer);
      }
    };
    let timer;
    setTimeout(() => {
      turn();
      timer = setInterval(turn, millis);
    }, (millis * i) / editors.length);
  });
}

async function edit(workload, editors) {
  const end = performance.now() + workload.seconds * 1000;
  if (workload.cursorMillis > 0) {
    each(editors, workload.cursorMillis, end, (editor) => editor.moveCursor());
  }
  if (workload.pauseMillis > 0) {
    each(editors, workload.pauseMillis, end, (editor) => editor.edit());
  } else {
    for (const editor of editors) {
      editor.next = () => {
        if (performance.now() < end) {
          // Not inside the callback of the acknowledgement, where the edit is still pending.
          setImmediate(() => editor.edit());
        }
      };
      editor.edit();
    }
  }
  await wait(workload.seconds * 1000);
  const late = performance.now() + SETTLE_MILLIS_MAX;
  while (performance.now() < late && editors.some((editor) => editor.client.hasPending())) {
    await wait(50);
  }
}

/** Whether all replicas and what is stored are equal, and have each acknowledged edit. */
async function areSound(editors) {
  const end = performance.now() + EQUAL_MILLIS_MAX;
  const documents = () => editors.map((editor) => editor.client.document());
  const equal = () => documents().every((document, i, all) => isDeepStrictEqual(document, all[0]));
  while (!equal() && performance.now() < end) {
    await wait(50);
  }
  const stored = await editors[0].client.stored(editors);
  return equal() && stored.complete && isDeepStrictEqual(stored.document, documents()[0]);
}

async function figures(editors, cpu) {
  let equal = true;
  for (const quoteId of new Set(editors.map((editor) => editor.quoteId))) {
    equal &&= await areSound(editors.filter((editor) => editor.quoteId === quoteId));
  }
  const sum = (of) => editors.reduce((all, editor) => all + of(editor), 0);
  const sync = editors.flatMap((editor) => editor.sync);
  return {
    phase: 'figures',
    clients: editors.length,
    sent: sum((editor) => editor.sent),
    acknowledged: sum((editor) => editor.acknowledged),
    deliveries: sync.length,
    equal: equal && sum((editor) => editor.errors) === 0,
    cpu_ms: (cpu.user + cpu.system) / 1000,
    cursors: sum((editor) => editor.client.cursors),
    ack: percentiles(editors.flatMap((editor) => editor.acknowledge)),
    sync: percentiles(sync),
  };
}

const commands = createInterface({ input: process.stdin })[Symbol.asyncIterator]();
for (;;) {
  const { value, done } = await commands.next();
  if (done) {
    process.exit(0);
  }
  const workload = JSON.parse(value);
  if (workload.name === 'W5') {
    say({ phase: 'figures', ...(await joins(Client, system, port, url, workload)) });
    continue;
  }
  const editors = await open(workload);
  say({ phase: 'opened' });
  await commands.next();
  const before = process.cpuUsage();
  await edit(workload, editors);
  const cpu = process.cpuUsage(before);
  say({ phase: 'settled' });
  say(await figures(editors, cpu));
  editors.forEach((editor) => editor.client.close());
}
