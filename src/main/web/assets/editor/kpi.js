/** The page on which an operator sees the KPIs of the contract, as they are and over time. */
import { RestApi } from '../client/quotey-live.js';
import { USERS, chosenUser, signIn } from './api.js';
import { byId, make } from './dom.js';
import { showDirection, showTheme } from './settings.js';

const HOUR_MILLIS = 3_600_000;
const SVG = 'http://www.w3.org/2000/svg';
const WIDTH = 1_000;
const HEIGHT = 100;

const percent = (ratio) => (ratio === null ? '–' : `${(ratio * 100).toFixed(ratio === 1 ? 0 : 2)} %`);
const millis = (seconds) => (seconds === null ? '–' : `${Math.round(seconds * 1000)} ms`);
const of = ({ numerator, denominator }, what) => (denominator === 0
  ? `no ${what} yet` : `${numerator.toLocaleString()} of ${denominator.toLocaleString()} ${what}`);

/** What is shown of each: its name, the value of a time, the figure, what it was counted from, and the highest of its plot. */
const KPIS = [
  {
    name: 'Editors of one quote at a time', key: 'concurrent_editors', value: (one) => one.value, target: (one) => one.target,
    figure: (one) => `${one.value}`, from: (one) => `at most; the target is ${one.target}`, top: (most) => Math.max(most, 6),
  },
  {
    name: 'Edits seen by others', key: 'sync_latency', value: (one) => one.p95_seconds, target: () => 0.2,
    figure: (one) => `${millis(one.p95_seconds)} at p95`,
    from: (one) => `${millis(one.p99_seconds)} at p99; ${of(one.within_200_ms, 'within 200 ms')}, ${of(one.within_500_ms, 'within 500 ms')}`,
    top: (most) => Math.max(most, 0.25),
  },
  {
    name: 'Conflicts resolved', key: 'conflicts_resolved', value: (one) => one.ratio, target: (one) => one.target,
    figure: (one) => percent(one.ratio), from: (one) => of(one, 'operations that met'), top: () => 1,
  },
  {
    name: 'Stays that did not end by a lost connection', key: 'session_stability', value: (one) => one.ratio, target: (one) => one.target,
    figure: (one) => percent(one.ratio), from: (one) => `${of(one, 'stays')}; never lost: ${percent(one.strict.ratio)}`, top: () => 1,
  },
  {
    name: 'Sessions edited by two or more', key: 'adoption', value: (one) => one.ratio, target: (one) => one.target,
    figure: (one) => percent(one.ratio), from: (one) => `${of(one, 'edited sessions')}; by edits: ${percent(one.by_edits.ratio)}`, top: () => 1,
  },
];

let user = chosenUser();

showTheme();
showDirection();
byId('user').append(...Object.entries(USERS).map(([id, name]) => new Option(name, id, false, id === user)));
byId('user').addEventListener('change', () => {
  user = byId('user').value;
  show();
});
byId('time').addEventListener('change', show);
show();

async function show() {
  const to = new Date();
  const from = new Date(to.getTime() - byId('time').value * HOUR_MILLIS);
  byId('fault').textContent = '';
  try {
    const kpis = await new RestApi('', () => signIn(user)).json(`/api/kpi?from=${from.toISOString()}&to=${to.toISOString()}`);
    byId('kpis').replaceChildren(...KPIS.map((kpi) => section(kpi, kpis)));
  } catch (fault) {
    byId('kpis').replaceChildren();
    byId('fault').textContent = `The KPIs cannot be shown: ${fault.message}.`;
  }
}

function section(kpi, kpis) {
  const now = kpis[kpi.key];
  const state = now.met === null ? 'nothing yet' : now.met ? 'met' : 'missed';
  return make(
    'section', { class: 'kpi' },
    make('h2', {}, make('span', { text: kpi.name }), make('span', { class: 'value', text: kpi.figure(now) }), make('span', { class: state, text: state })),
    make('p', { class: 'quiet', text: kpi.from(now) }),
    plot(kpi, kpis),
    make('div', { class: 'axis' }, make('span', { text: new Date(kpis.from).toLocaleString() }), make('span', { text: new Date(kpis.to).toLocaleString() })),
  );
}

/** Times in which nothing was counted have no point, and part the line. */
function plot(kpi, kpis) {
  const from = Date.parse(kpis.from);
  const width = Date.parse(kpis.to) - from;
  const points = kpis.points
    .map((point) => ({ at: Date.parse(point.from), value: kpi.value(point[kpi.key]) }))
    .filter(({ value }) => value !== null);
  const top = kpi.top(Math.max(0, ...points.map(({ value }) => value)));
  const x = (at) => ((at - from) / width) * WIDTH;
  const y = (value) => HEIGHT - (value / top) * HEIGHT;
  const target = y(kpi.target(kpis[kpi.key]));
  const svg = shape('svg', { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, preserveAspectRatio: 'none', role: 'img', 'aria-label': `${kpi.name} over time` });
  svg.append(shape('line', { class: 'target', x1: 0, x2: WIDTH, y1: target, y2: target }));
  let path = '';
  points.forEach(({ at, value }, i) => {
    const joined = i > 0 && at - points[i - 1].at <= kpis.step_seconds * 1000;
    path += `${joined ? 'L' : 'M'}${x(at).toFixed(1)} ${y(value).toFixed(1)}`;
    // A line of no length is a dot, wherever it is the only one.
    svg.append(shape('path', { class: 'dot', d: `M${x(at).toFixed(1)} ${y(value).toFixed(1)}h0` }));
  });
  svg.append(shape('path', { class: 'line', d: path }));
  return svg;
}

function shape(name, attributes) {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  return element;
}
