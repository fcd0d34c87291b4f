/** The editor page: a quote's header, lines and totals, and the people in it. */
import { QuoteSession, State } from '/assets/client/session.js';
import { chosenUser, colorClass, initials, signIn } from '/assets/editor/api.js';
import { ApprovalBar } from '/assets/editor/approval.js';
import { Grid } from '/assets/editor/grid.js';

const TOAST_MILLIS = 6_000;
const HEADER_FIELDS = [
  ['customer', 'Customer'], ['contact', 'Contact'], ['valid_until', 'Valid until'],
  ['payment_terms', 'Payment terms'], ['discount_percent', 'Discount %'], ['discount_amount', 'Discount'],
  ['customer_notes', 'Notes to the customer'],
];
const DECIMAL_FIELDS = new Set(['discount_percent', 'discount_amount']);
const DATE_FIELDS = new Set(['valid_until']);
const WORDS = {
  [State.CONNECTING]: 'Connecting…',
  [State.RECONNECTING]: 'Reconnecting…',
  [State.RESYNCING]: 'Catching up…',
  [State.CLOSED]: 'Closed',
};

const element = (id) => document.getElementById(id);
const quoteId = decodeURIComponent(location.pathname.split('/').pop());
const inputs = new Map();
let toastTimer = 0;
let totalsDue = false;

/** A notice; with an action, a button that does it. */
function toast(text, label = '', action = () => {}) {
  const box = element('toast');
  box.textContent = text;
  if (label) {
    const button = document.createElement('button');
    button.textContent = label;
    button.addEventListener('click', () => { box.hidden = true; action(); });
    box.append(' ', button);
  }
  box.hidden = false;
  clearTimeout(toastTimer);
  toastTimer = setTimeout(() => { box.hidden = true; }, TOAST_MILLIS);
}

/** A line above the quote that stays; "" takes it away. */
function notice(text, label = '', action = () => {}) {
  const box = element('notice');
  box.hidden = text === '';
  box.textContent = text;
  if (!label) return;
  const button = document.createElement('button');
  button.textContent = label;
  button.addEventListener('click', action);
  box.append(' ', button);
}

function start(token) {
  const session = new QuoteSession('/eventbus', token, quoteId);
  const grid = new Grid(element('grid'), session);
  grid.onError = (error) => toast(error.message);
  const approval = new ApprovalBar(element('approval'), session);
  approval.onError = (error) => toast(error.message);
  headerFields(session);
  session.onChange = (touched) => {
    grid.show(touched);
    if (touched.header) {
      showHeader(session);
      approval.show();
      grid.showHolds(session.header().holds ?? {});
    }
    dueTotals(session, grid);
  };
  session.onState = (state, reason) => {
    showState(session, state, reason);
    element('app').inert = state === State.CLOSED;
    if (state === State.CLOSED && reason === 'idle') {
      notice('Nobody has edited this quote for a while, so its session was closed. Everything is saved.', 'Open again', () => session.reopen());
    } else if (state === State.CLOSED && reason === 'switched_off') {
      notice('Editing is switched off at the moment. Everything is saved; this page goes on by itself when it is switched on again.');
    } else if (state !== State.CONNECTING && state !== State.RESYNCING) {
      notice('');
    }
  };
  session.onClosing = (at, reason) => {
    if (at && reason === 'switched_off') notice('Editing is being switched off. What you have typed is saved.');
    else if (at) notice(`Nobody edits this quote. Its session closes at ${at.toLocaleTimeString()}.`, 'Keep it open', () => session.extend());
    else notice('');
  };
  session.onParticipants = () => showPeople(session, grid);
  session.onPresence = (updates) => grid.showPresence(updates);
  session.onRejected = (error) => toast(`Your last edit was not accepted: ${error.message}`);
  session.onLoss = (loss, commit) => {
    const what = loss.kind === 'DELETED' ? 'deleted the line that you were editing' : 'changed what you had just changed';
    const restorable = loss.restore.length > 0;
    toast(`${commit.name} ${what}.`, restorable ? 'Put mine back' : '', () => report(session.edit(loss.restore)));
  };
  session.onGivenUp = () => toast('The quote was opened anew while you were away. Your last edits could not be saved.');
  tools(session, grid);
  undoKeys(session, grid);
  session.open();
}

function headerFields(session) {
  for (const [name, label] of HEADER_FIELDS) {
    const field = document.createElement('label');
    field.textContent = label;
    const input = document.createElement('input');
    input.name = name;
    field.append(input);
    element('header').append(field);
    inputs.set(name, input);
    if (DECIMAL_FIELDS.has(name)) {
      input.inputMode = 'decimal';
      input.addEventListener('change', () => report(session.setDecimal(`/${name}`, input.value.trim().replace(',', '.'))));
    } else if (DATE_FIELDS.has(name)) {
      input.type = 'date';
      input.addEventListener('change', () => report(session.setValue(`/${name}`, input.value)));
    } else {
      input.addEventListener('input', () => report(session.setText(`/${name}`, input.value)));
    }
    input.addEventListener('focus', () => session.present(`/${name}`));
    input.addEventListener('blur', () => session.pause());
  }
}

function report(error) {
  if (error) toast(error.message);
}

function showHeader(session) {
  const header = session.header();
  element('number').textContent = header.number ?? quoteId;
  element('customer-name').textContent = header.customer ?? '';
  document.title = `${header.number ?? quoteId} · Quotey Live`;
  for (const [name, input] of inputs) {
    const text = header[name] ?? '';
    const typing = document.activeElement === input;
    const whole = DECIMAL_FIELDS.has(name) || DATE_FIELDS.has(name);
    if (input.value === text || (typing && whole)) continue;
    if (whole) {
      input.value = text;
      continue;
    }
    const [from, to] = [input.selectionStart, input.selectionEnd];
    input.value = text;
    if (typing) input.setSelectionRange(from, to);
  }
}

/** Totals are of the document on the screen; many changes in one frame are priced once. */
function dueTotals(session, grid) {
  if (totalsDue) return;
  totalsDue = true;
  requestAnimationFrame(() => {
    totalsDue = false;
    const totals = session.totals();
    grid.showTotals(totals.line_totals);
    const currency = session.header().currency ?? '';
    const rows = [['Subtotal', totals.subtotal]];
    if (Number(totals.discount_total) !== 0) rows.push(['Discount', `−${totals.discount_total}`]);
    for (const [code, tax] of Object.entries(totals.taxes)) rows.push([`Tax ${code}`, tax]);
    rows.push([`Total ${currency}`, totals.total]);
    element('totals').replaceChildren(...rows.map(([label, amount], index) => {
      const item = document.createElement('div');
      item.className = index === rows.length - 1 ? 'total grand' : 'total';
      const name = document.createElement('span');
      name.textContent = label;
      const value = document.createElement('output');
      value.textContent = amount;
      item.append(name, value);
      return item;
    }), revision(session));
  });
}

function revision(session) {
  const note = document.createElement('small');
  note.id = 'revision';
  note.textContent = `revision ${session.revision}`;
  return note;
}

function showState(session, state, reason) {
  const box = element('state');
  box.dataset.state = state;
  if (state === State.LIVE) box.textContent = session.hasPending ? 'Saving…' : 'All changes saved';
  else box.textContent = reason && !reason.includes('_') ? `${WORDS[state]}: ${reason}` : WORDS[state];
}

function showPeople(session, grid) {
  element('people').replaceChildren(...[...session.participants.values()].map((one) => {
    const avatar = document.createElement('span');
    avatar.className = `avatar ${colorClass(one.user_id)}`;
    avatar.textContent = initials(one.name);
    avatar.title = one.name;
    avatar.setAttribute('aria-label', one.name);
    avatar.setAttribute('role', 'img');
    return avatar;
  }));
  grid.keepOnly(new Set(session.participants.keys()));
}

/** New lines are taxed as the standard says, where there is one. */
function defaultTaxCode(session) {
  return Object.keys(session.header().tax_rates ?? {}).includes('STD') ? 'STD' : '';
}

function tools(session, grid) {
  element('add').addEventListener('click', () => {
    const id = `ln_${crypto.randomUUID().slice(0, 13)}`;
    const ids = session.lineIds();
    const at = ids.indexOf(grid.focusedLine);
    const line = {
      id, product_id: '', sku: '', description: '', quantity: 1, unit: 'each',
      list_price: 0, unit_price: 0, discount_percent: 0, tax_code: defaultTaxCode(session), notes: '',
    };
    report(session.insertLine(at < 0 ? ids.length : at + 1, JSON.stringify(line)));
    grid.focusLine(id);
  });
  element('delete').addEventListener('click', () => grid.delete());
  element('up').addEventListener('click', () => grid.move(-1));
  element('down').addEventListener('click', () => grid.move(1));
  element('hold').addEventListener('click', async () => {
    const line = grid.focusedLine;
    if (!line) return;
    const mine = grid.holder(line)?.user_id === session.user.user_id;
    report(await session.command({ command: mine ? 'release' : 'hold', line_id: line }));
  });
  grid.onFocus = grid.onHolds = () => {
    const mine = grid.holder(grid.focusedLine)?.user_id === session.user?.user_id;
    element('hold').textContent = mine ? 'Release line' : 'Hold line';
    element('hold').setAttribute('aria-pressed', String(mine));
  };
}

/** One's own edits, also while typing in a cell; the browser's undo knows nothing of the others. */
function undoKeys(session, grid) {
  document.addEventListener('keydown', (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.altKey) return;
    const key = event.key.toLowerCase();
    const redo = key === 'y' || (key === 'z' && event.shiftKey);
    if (!redo && key !== 'z') return;
    event.preventDefault();
    grid.leave();
    const result = redo ? session.redo() : session.undo();
    if (result === 'overtaken') toast('Somebody has changed that since, so it was left as it is.');
    if (result === 'nothing') toast(redo ? 'There is nothing to do again.' : 'There is nothing to undo.');
  });
}

signIn(chosenUser()).then(start).catch((fault) => toast(fault.message));
