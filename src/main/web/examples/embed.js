import { connect } from '/assets/client/quotey-live.js';

// The host system gives tokens of its own; these are those of the sample users.
const signIn = async () => (await (await fetch('/dev/token', { method: 'POST', body: '{"user":"cleo"}' })).json()).token;
const quote = connect({ token: signIn, quote: new URLSearchParams(location.search).get('quote') ?? 'Q-1001' });
const show = (id, text) => { document.getElementById(id).textContent = text; };

quote.on('state', ({ state }) => show('state', quote.hasPending ? 'saving' : state));
quote.on('participants', (people) => show('people', [...people.values()].map((one) => one.name).join(', ')));
quote.on('loss', ({ name, restore }) => { if (confirm(`${name} took your edit away. Put it back?`)) quote.edit(restore); });
quote.on('change', () => {
  show('customer', quote.header().customer);
  show('total', quote.totals().total);
  document.getElementById('lines').replaceChildren(...quote.lineIds().map((id) => {
    const row = document.createElement('tr');
    for (const name of ['description', 'quantity']) {
      const input = document.createElement('input');
      const path = `/lines/#${id}/${name}`;
      input.value = quote.line(id)[name];
      input.onfocus = () => quote.present({ path });
      input.onchange = () => (name === 'quantity' ? quote.setDecimal(path, input.value) : quote.setText(path, input.value));
      row.insertCell().append(input);
    }
    return row;
  }));
});
