/** The editor page: a quote's header, lines and totals, and the people in it. */
import { RestApi, connect } from '../client/quotey-live.js';
import { ActivityFeed } from './activity.js';
import { chosenUser, signIn } from './api.js';
import { ApprovalBar } from './approval.js';
import { CellPanel } from './cell-panel.js';
import { tellConflicts } from './conflicts.js';
import { ConnectionState } from './connection-state.js';
import { byId, oncePerFrame } from './dom.js';
import { COLUMNS, DECIMAL, HEADER_FIELDS, labelOf, placeOf, sentencesOf } from './fields.js';
import { Grid } from './grid/grid.js';
import { HeaderFields } from './header.js';
import { HistoryPanel } from './history.js';
import { notice, speak, toast } from './notices.js';
import { Panels } from './panels.js';
import { People } from './people.js';
import { blankLine, lineOfProduct } from './products.js';
import { cursorsHidden, nextTheme, setCursorsHidden, setSpoken, showDirection, showTheme, spoken, theme } from './settings.js';
import { Totals } from './totals.js';

/** Policy is looked at when people pause. */
const NEEDS_MILLIS = 300;
const DECIMALS = new Set([...COLUMNS, ...HEADER_FIELDS].filter((field) => field.type === DECIMAL).map((field) => field.name));

class EditorPage {
  #session;
  #grid;
  #header;
  #approval;
  #totals = new Totals(byId('totals'), byId('why'));
  #cell;
  #history;
  #panels;
  #readOnly = true;
  #dueTotals = oncePerFrame(() => this.#showTotals());

  constructor(session) {
    this.#session = session;
    this.#grid = new Grid(byId('grid'), session);
    this.#grid.onError = (error) => toast(`${error.message}.`);
    this.#grid.actions.newLine = () => blankLine(session.header());
    this.#grid.actions.lineOf = (product, line) => lineOfProduct(product, session.header(), line);
    this.#header = new HeaderFields(byId('header'), session);
    this.#approval = new ApprovalBar(byId('approval'), session);
    this.#approval.onError = (error) => toast(`${error.message}.`);
    this.#cell = new CellPanel(byId('cell'), session);
    this.#history = new HistoryPanel(byId('history'), session, (...past) => this.#showPast(...past));
    const feed = new ActivityFeed(byId('feed'), session, (id, name) => this.#go(id, name));
    this.#panels = new Panels({
      activity: (open) => feed.setOpen(open),
      cell: (open) => this.#cell.setOpen(open),
      history: (open) => this.#history.setOpen(open),
      price: (open) => { if (open) this.#totals.explain(this.#shown); },
    });
    new People(byId('people'), session, this);
    new ConnectionState(session, (readOnly) => this.#setReadOnly(readOnly));
    tellConflicts(session, (operations, path, value) => this.#restore(operations, path, value));
    this.#listen();
    this.#tools();
    this.#keys();
  }

  get #shown() { return this.#past ?? this.#session; }

  /** The quote as it was, while that is shown. */
  #past = null;
  #pastRevision = 0;
  #dueNeeds = 0;

  #listen() {
    const session = this.#session;
    session.on('change', (touched) => this.#change(touched));
    session.on('state', () => this.#grid.showPending());
    session.on('presence', (others) => {
      this.#grid.showOthers(others);
      this.#header.showOthers(cursorsHidden() ? [] : others);
    });
    session.on('commit', (commit) => this.#committed(commit));
    session.on('state', ({ state }) => { if (state === 'live') this.#showAsked(); });
    session.on('rejected', (error) => toast(`Your last edit was not accepted: ${error.message}.`));
    session.on('givenup', () => toast('The quote was opened anew while you were away. Your last edits could not be saved.'));
    session.on('diverged', () => toast('This page had fallen out of step and has been loaded anew. Please tell us.'));
    session.on('caughtup', (missed) => {
      const names = [...new Set(missed.map((one) => one.name))];
      toast(`You’re back. ${missed.length} ${missed.length === 1 ? 'change' : 'changes'} from ${names.slice(0, 3).join(', ')} while you were away.`, 'Show', () => { if (this.#panels.open !== 'activity') this.#panels.toggle('activity'); });
    });
    this.#grid.onFocus = () => {
      this.#cell.show(this.#grid.focusedPath);
      this.#showHold();
    };
    this.#grid.onHolds = () => this.#showHold();
  }

  #change(touched) {
    if (this.#past) return;
    this.#grid.show(touched);
    if (touched.header) this.#showHeader();
    if (!touched.own || touched.order) this.#grid.showOthers(this.#session.others());
    this.#dueTotals();
  }

  #showHeader() {
    const header = this.#shown.header();
    const number = header.number ?? this.#session.quoteId;
    byId('number').textContent = number;
    byId('customer-name').textContent = header.customer ?? '';
    document.title = `${number} · Quotey Live`;
    this.#header.show(header);
    if (this.#past) return;
    this.#approval.show();
    this.#grid.showHolds(header.holds ?? {});
  }

  #showTotals() {
    if (!this.#shown.isOpen) return;
    const { line_totals: lineTotals } = this.#totals.show(this.#shown, this.#past ? this.#pastRevision : this.#session.revision);
    this.#grid.showTotals(lineTotals);
    if (this.#panels.open === 'price') this.#totals.explain(this.#shown);
    clearTimeout(this.#dueNeeds);
    this.#dueNeeds = setTimeout(() => this.#showNeeds(), NEEDS_MILLIS);
  }

  /** What breaks a policy is taken, and marked: somebody has to approve it. */
  #showNeeds() {
    if (this.#past || !this.#session.isOpen) return;
    const required = this.#session.pricing().approvals_required;
    this.#approval.showNeeds(required);
    this.#grid.showNeeds(new Set(required.map((one) => one.line_id).filter(Boolean)));
  }

  #showPast(view, changed, revision) {
    this.#past = view;
    this.#pastRevision = revision;
    document.body.classList.toggle('past', view !== null);
    this.#grid.showSource(view ?? this.#session, changed);
    this.#header.setReadOnly(view !== null || this.#readOnly);
    this.#showHeader();
    this.#showTotals();
    if (!view) this.#grid.showOthers(this.#session.others());
  }

  #committed({ own, missed, name, changes }) {
    if (own) return;
    for (const change of changes) this.#grid.noteRemote(name, change);
    if (missed) return;
    const [sentence] = sentencesOf(changes, (id) => this.#session.line(id).description ?? 'a line');
    if (sentence && spoken()) speak(`${name} ${sentence}`);
  }

  #restore(operations, path, value) {
    const name = path && placeOf(path).name;
    const error = name && DECIMALS.has(name) ? this.#session.setDecimal(path, value) : this.#session.edit(operations);
    if (error) toast(`${error.message}.`);
  }

  #setReadOnly(readOnly) {
    this.#readOnly = readOnly;
    this.#grid.setReadOnly(readOnly);
    this.#header.setReadOnly(readOnly || this.#past !== null);
    for (const button of document.querySelectorAll('.tools button[data-edits]')) button.disabled = readOnly;
  }

  #go(id, name) {
    if (id) this.#grid.go(id, Math.max(0, COLUMNS.findIndex((column) => column.name === name)));
    else byId('header').querySelector(`[name="${CSS.escape(name)}"]`)?.focus();
  }

  /** Shows the place of somebody who is followed; my focus stays. */
  revealPath(path) {
    const { id, name } = placeOf(path);
    if (id) this.#grid.reveal(id, Math.max(0, COLUMNS.findIndex((column) => column.name === name)));
    else byId('details').scrollIntoView({ block: 'nearest' });
  }

  /** The panel that the address asks for, once. */
  #showAsked() {
    if (location.hash !== '#history') return;
    history.replaceState(null, '', location.pathname + location.search);
    if (this.#panels.open !== 'history') this.#panels.toggle('history');
  }

  #showHold() {
    const mine = this.#grid.holder(this.#grid.focusedLine)?.user_id === this.#session.user?.user_id;
    byId('hold').textContent = mine ? 'Release line' : 'Hold line';
    byId('hold').setAttribute('aria-pressed', String(mine));
  }

  #tools() {
    const grid = this.#grid;
    const click = (id, action) => byId(id).addEventListener('click', action);
    click('add', () => grid.actions.add());
    click('duplicate', () => grid.actions.duplicate());
    click('delete', () => grid.actions.delete());
    click('up', () => grid.actions.move(-1));
    click('down', () => grid.actions.move(1));
    click('undo', () => this.#undo(false));
    click('redo', () => this.#undo(true));
    click('hold', () => this.#hold());
    click('theme', () => { byId('theme').title = `Colours: ${nextTheme()}`; });
    click('cursors', () => this.#toggleCursors());
    click('keys', () => byId('keys-help').showModal());
    byId('theme').title = `Colours: ${theme()}`;
    byId('spoken-setting').checked = spoken();
    byId('spoken-setting').addEventListener('change', (event) => setSpoken(event.target.checked));
    this.#showCursors();
  }

  async #hold() {
    const line = this.#grid.focusedLine;
    if (!line) return;
    const mine = this.#grid.holder(line)?.user_id === this.#session.user.user_id;
    const error = await this.#session.command({ command: mine ? 'release' : 'hold', line_id: line });
    if (error) toast(`${error.message}.`);
  }

  #toggleCursors() {
    setCursorsHidden(!cursorsHidden());
    this.#showCursors();
  }

  #showCursors() {
    const hidden = cursorsHidden();
    byId('cursors').setAttribute('aria-pressed', String(hidden));
    this.#grid.setCursorsHidden(hidden);
    this.#header.showOthers(hidden ? [] : this.#session.others());
  }

  /** One's own edits, also while typing in a cell; the browser's undo knows nothing of the others. */
  #keys() {
    document.addEventListener('keydown', (event) => {
      if (!(event.ctrlKey || event.metaKey) || event.altKey) return;
      const key = event.key.toLowerCase();
      const redo = key === 'y' || (key === 'z' && event.shiftKey);
      if (!redo && key !== 'z') return;
      event.preventDefault();
      this.#undo(redo);
    });
  }

  #undo(redo) {
    if (this.#readOnly || this.#past) return;
    this.#grid.leave();
    const result = redo ? this.#session.redo() : this.#session.undo();
    if (result.nothing) toast(redo ? 'There is nothing to do again.' : 'There is nothing to undo.');
    if (!result.overtaken) return;
    const { client_id: client, path } = result.overtaken;
    toast(`${this.#session.nameOf(client)} has changed ${labelOf(placeOf(path).name ?? 'line')} since, so it was left as it is.`);
  }
}

showTheme();
showDirection();
byId('details').open = matchMedia('(min-width: 721px)').matches;
try {
  const quote = decodeURIComponent(location.pathname.split('/').pop());
  const user = chosenUser();
  const invite = new URLSearchParams(location.search).get('invite');
  // A link for one person is nobody else's; it says no more than that.
  if (invite !== null) await new RestApi('', () => signIn(user)).json(`/api/invites/${encodeURIComponent(invite)}`);
  // Signs in anew at each connect, since a token may have run out in the meantime.
  const session = connect({ quote, token: () => signIn(user), transports: transports() });
  new EditorPage(session);
  // For the console, and for whoever automates the page.
  globalThis.quotey = session;
} catch (fault) {
  notice('connection', fault.code ? `This link does not open the quote: ${fault.message}.` : fault.message);
}

/** Which transports are tried, if the address says so. */
function transports() {
  const asked = new URLSearchParams(location.search).get('transports');
  return asked ? asked.split(',') : undefined;
}
