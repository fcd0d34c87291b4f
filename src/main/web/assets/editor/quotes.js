/** The page with the list of quotes. */
import { RestApi } from '../client/quotey-live.js';
import { USERS, chosenUser, signIn } from './api.js';
import { byId, make } from './dom.js';
import { readDecimal } from './fields.js';
import { showDirection, showTheme } from './settings.js';

const user = chosenUser();
const rest = new RestApi('', () => signIn(user));
let quotes = [];

showTheme();
showDirection();
byId('user').append(...Object.entries(USERS).map(([id, name]) => new Option(name, id, false, id === user)));
byId('user').addEventListener('change', () => { location.search = `?user=${byId('user').value}`; });
byId('find').addEventListener('input', show);
byId('new').addEventListener('click', () => byId('new-quote').showModal());
byId('new-cancel').addEventListener('click', () => byId('new-quote').close());
byId('new-form').addEventListener('submit', (event) => {
  event.preventDefault();
  create(new FormData(event.target));
});
try {
  quotes = await rest.quotes();
  show();
} catch (fault) {
  byId('fault').textContent = `The quotes cannot be read now: ${fault.message}.`;
}

function address(id) {
  return `/quotes/${encodeURIComponent(id)}?user=${user}`;
}

function show() {
  const words = byId('find').value.toLowerCase();
  const found = quotes.filter((quote) => `${quote.quote_id} ${quote.number ?? ''} ${quote.customer ?? ''}`.toLowerCase().includes(words));
  byId('quotes').replaceChildren(...found.map((quote) => make('li', {}, make(
    'a', { href: address(quote.quote_id) },
    make('strong', { text: quote.number ?? quote.quote_id }),
    make('span', { text: quote.customer ?? '', dir: 'auto' }),
    make('small', { text: [quote.currency, quote.status, quote.session_id && 'open now'].filter(Boolean).join(' · ') }),
  ))));
}

async function create(form) {
  const id = form.get('number');
  const tax = readDecimal(form.get('tax') || '0');
  const members = { number: id, customer: form.get('customer'), currency: form.get('currency'), status: 'draft', lines: [] };
  if (!/^\d+(\.\d+)?$/.test(tax)) {
    byId('new-fault').textContent = 'The tax is a number of percent.';
    return;
  }
  if (quotes.some((quote) => quote.quote_id === id)) {
    byId('new-fault').textContent = 'There is a quote with this number already.';
    return;
  }
  try {
    const body = `${JSON.stringify(members).slice(0, -1)},"tax_rates":{"STD":${tax}}}`;
    await rest.text(`/api/quotes/${encodeURIComponent(id)}`, { method: 'PUT', body });
    location.href = address(id);
  } catch (fault) {
    byId('new-fault').textContent = `The quote was not made: ${fault.message}.`;
  }
}
