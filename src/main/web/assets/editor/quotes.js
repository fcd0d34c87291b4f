/** The page with the list of quotes. */
import { USERS, chosenUser, quotes, signIn } from '/assets/editor/api.js';

const user = document.getElementById('user');
for (const [id, name] of Object.entries(USERS)) {
  const option = document.createElement('option');
  option.value = id;
  option.textContent = name;
  option.selected = id === chosenUser();
  user.append(option);
}
user.addEventListener('change', () => { location.search = `?user=${user.value}`; });

try {
  for (const quote of await quotes(await signIn(user.value))) {
    const item = document.createElement('li');
    const link = document.createElement('a');
    link.href = `/quotes/${encodeURIComponent(quote.quote_id)}?user=${user.value}`;
    const number = document.createElement('strong');
    number.textContent = quote.number ?? quote.quote_id;
    const customer = document.createElement('span');
    customer.textContent = quote.customer ?? '';
    const note = document.createElement('small');
    note.textContent = `${quote.currency ?? ''} · ${quote.status ?? ''}${quote.session_id ? ' · open now' : ''}`;
    link.append(number, customer, note);
    item.append(link);
    document.getElementById('quotes').append(item);
  }
} catch (fault) {
  document.getElementById('fault').textContent = fault.message;
}
