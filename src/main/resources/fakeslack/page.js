// What people wrote reaches the page as text nodes alone.
const byId = (id) => document.getElementById(id);
const place = { channel: 'C0DEALS', thread: '' };
let me = new URLSearchParams(location.search).get('user') ?? sessionStorage.getItem('me') ?? 'U0ANA';
let state = null;

function element(name, className, ...children) {
  const made = document.createElement(name);
  if (className) made.className = className;
  made.append(...children);
  return made;
}

// The escapes of mrkdwn.
const plain = (text) => text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');

function link(url, label) {
  if (!/^(https?|mailto):/i.test(url)) return label;
  const made = element('a', '', label);
  made.href = url;
  made.target = '_blank';
  made.rel = 'noopener noreferrer';
  return made;
}

function nameOf(id) {
  if (id === 'U0QUOTEY') return 'Quotey Live';
  return state.people.find((one) => one.id === id)?.name ?? id;
}

function bracketed(inner) {
  const bar = inner.indexOf('|');
  const target = plain(bar < 0 ? inner : inner.slice(0, bar));
  const label = bar < 0 ? '' : plain(inner.slice(bar + 1));
  if (target.startsWith('@')) return element('span', 'mention', '@' + nameOf(target.slice(1)));
  if (target.startsWith('#')) {
    const channel = state.channels.find((one) => one.id === target.slice(1));
    return element('span', 'mention', '#' + (channel?.name ?? target.slice(1)));
  }
  if (target.startsWith('!date^')) return label;
  if (target.startsWith('!')) return element('span', 'mention', label || '@' + target.slice(1));
  return link(target, label || target);
}

const MARK = /<([^<>\n]+)>|`([^`\n]+)`|(?<![\w*])\*(\S(?:[^*\n]*\S)?)\*(?![\w*])|(?<!\w)_(\S(?:[^_\n]*\S)?)_(?!\w)|(?<!\w)~(\S(?:[^~\n]*\S)?)~(?!\w)/g;

function mrkdwn(text) {
  const parts = [];
  let from = 0;
  for (const found of text.matchAll(MARK)) {
    parts.push(plain(text.slice(from, found.index)));
    const [, inner, code, bold, italic, struck] = found;
    if (inner !== undefined) parts.push(bracketed(inner));
    else if (code !== undefined) parts.push(element('code', '', plain(code)));
    else if (bold !== undefined) parts.push(element('strong', '', ...mrkdwn(bold)));
    else if (italic !== undefined) parts.push(element('em', '', ...mrkdwn(italic)));
    else parts.push(element('s', '', ...mrkdwn(struck)));
    from = found.index + found[0].length;
  }
  parts.push(plain(text.slice(from)));
  return parts;
}

const textOf = (object) => (object.type === 'mrkdwn' ? mrkdwn(object.text) : [object.text]);

function confirmed(asked) {
  if (!asked) return Promise.resolve(true);
  byId('confirm-title').replaceChildren(...textOf(asked.title));
  byId('confirm-text').replaceChildren(...textOf(asked.text));
  byId('agree').replaceChildren(...textOf(asked.confirm));
  byId('deny').replaceChildren(...textOf(asked.deny));
  const dialog = byId('confirm');
  return new Promise((resolve) => {
    const end = (agreed) => { dialog.onclose = null; dialog.close(); resolve(agreed); };
    byId('agree').onclick = () => end(true);
    byId('deny').onclick = () => end(false);
    dialog.onclose = () => resolve(false);
    dialog.showModal();
  });
}

function button(given, where) {
  const style = given.style ? ' ' + given.style : '';
  const made = element(given.url ? 'a' : 'button', 'element' + style, ...textOf(given.text));
  if (given.url && /^https?:/i.test(given.url)) {
    made.href = given.url;
    made.target = '_blank';
    made.rel = 'noopener noreferrer';
  }
  if (given.accessibility_label) made.setAttribute('aria-label', given.accessibility_label);
  made.addEventListener('click', async () => {
    if (!given.url && !await confirmed(given.confirm)) return;
    made.setAttribute('aria-busy', 'true');
    await act('press', { channel: where.channel, ts: where.ts, action_id: given.action_id });
    made.removeAttribute('aria-busy');
  });
  return made;
}

function accessory(given, where) {
  if (given.type === 'button') return button(given, where);
  return element('span', 'note', given.alt_text ?? given.type);
}

function block(given, where) {
  switch (given.type) {
    case 'header': return element('div', 'block header', given.text.text);
    case 'divider': return element('hr', 'block divider');
    case 'context':
      return element('div', 'block context', ...given.elements.map((one) =>
        element('span', 'text', ...(one.type === 'image' ? [one.alt_text] : textOf(one)))));
    case 'actions':
      return element('div', 'block actions', ...given.elements.map((one) => accessory(one, where)));
    case 'section': {
      const grow = element('div', 'grow');
      if (given.text) grow.append(element('div', 'text', ...textOf(given.text)));
      if (given.fields) {
        grow.append(element('div', 'fields', ...given.fields.map((one) => element('div', 'text', ...textOf(one)))));
      }
      const made = element('div', 'block section', grow);
      if (given.accessory) made.append(accessory(given.accessory, where));
      return made;
    }
    default: return element('div', 'block note', given.alt_text ?? given.type);
  }
}

function said(message, where) {
  const made = element('div', 'said');
  if (message.blocks.length) made.append(...message.blocks.map((one) => block(one, where)));
  else made.append(element('div', 'text', ...mrkdwn(message.text)));
  return made;
}

function time(ts) {
  const at = new Date(Number(ts.split('.')[0]) * 1000);
  const made = element('small', '', at.toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' }));
  made.title = at.toLocaleString();
  return made;
}

function row(message, channel) {
  const where = { channel: channel.id, ts: message.ts };
  const initials = message.name.split(' ').map((word) => word[0]).join('').slice(0, 2);
  const avatar = element('div', message.app ? 'avatar app' : 'avatar', initials);
  avatar.setAttribute('aria-hidden', 'true');
  const hue = [...message.name].reduce((sum, letter) => sum + letter.codePointAt(0) * 7, 0) % 360;
  avatar.style.setProperty('--hue', hue);
  const who = element('div', 'who', element('strong', '', message.name));
  if (message.app) who.append(element('span', 'tag', 'APP'));
  who.append(time(message.ts));
  if (message.edited) who.append(element('small', '', '(edited)'));
  if (message.only) who.append(element('small', '', 'Only visible to you'));
  const body = element('div', '', who, said(message, where));
  for (const preview of message.unfurls ?? []) body.append(element('div', 'unfurl', said(preview, where)));
  return element('li', message.only ? 'aside' : '', avatar, body);
}

function threadButton(message, channel) {
  const root = message.thread ?? message.ts;
  const count = channel.messages.filter((one) => one.thread === root).length;
  const words = count === 0 ? 'Reply in thread' : count === 1 ? '1 reply' : `${count} replies`;
  const made = element('button', count ? 'replies' : 'replies none', words);
  made.type = 'button';
  made.addEventListener('click', () => { location.hash = `${channel.id}/${root}`; });
  const status = channel.statuses[root];
  return status ? element('div', '', made, ' ', element('span', 'note', status)) : made;
}

// The newest stays in sight for those who were looking at it.
function fill(list, rows) {
  const atEnd = list.scrollHeight - list.scrollTop - list.clientHeight < 40;
  list.replaceChildren(...rows);
  if (atEnd || list.dataset.place !== JSON.stringify(place)) list.scrollTop = list.scrollHeight;
  list.dataset.place = JSON.stringify(place);
}

function withAsides(messages, channel, thread) {
  const asides = state.ephemerals.filter((one) => one.channel === channel.id && (one.thread ?? '') === thread)
    .map((one) => ({ ...one, app: true, only: true }));
  return [...messages, ...asides].sort((a, b) => (a.ts < b.ts ? -1 : 1));
}

function show() {
  const channel = state.channels.find((one) => one.id === place.channel) ?? state.channels[0];
  byId('channels').replaceChildren(...state.channels.map((one) => {
    const made = element('button', '', '# ' + one.name);
    made.type = 'button';
    if (one === channel) made.setAttribute('aria-current', 'true');
    made.addEventListener('click', () => { location.hash = one.id; });
    return made;
  }));
  byId('channel-name').textContent = '# ' + channel.name;
  const input = byId('write').elements.text;
  input.placeholder = `Message #${channel.name}, or a /command`;
  input.setAttribute('aria-label', input.placeholder);
  const roots = withAsides(channel.messages.filter((one) => !one.thread || one.broadcast), channel, '');
  const rows = roots.map((one) => {
    const made = row(one, channel);
    if (!one.only) made.lastChild.append(threadButton(one, channel));
    return made;
  });
  fill(byId('messages'), rows.length ? rows : [element('li', 'empty', 'Nothing has been said here yet.')]);
  showThread(channel);
}

function showThread(channel) {
  const messages = channel.messages.filter((one) => one.ts === place.thread || one.thread === place.thread);
  byId('thread-pane').hidden = place.thread === '' || messages.length === 0;
  byId('status').textContent = channel.statuses[place.thread] ?? '';
  fill(byId('thread'), withAsides(messages, channel, place.thread).map((one) => row(one, channel)));
}

async function act(what, given) {
  byId('fault').textContent = '';
  try {
    const answer = await fetch('/ui/' + what, {
      method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ user: me, ...given }),
    });
    const { ok, error } = await answer.json();
    if (!ok) byId('fault').textContent = `The app did not take this: ${error}`;
    return ok;
  } catch {
    byId('fault').textContent = 'Fake Slack cannot be reached.';
    return false;
  }
}

function writes(form, thread) {
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    const input = form.elements.text;
    const text = input.value.trim();
    if (!text) return;
    input.value = '';
    await act('say', { channel: place.channel, text, thread: thread() });
  });
}

function go() {
  const [channel, thread] = location.hash.slice(1).split('/');
  place.channel = channel || 'C0DEALS';
  place.thread = thread ?? '';
  byId('fault').textContent = '';
  if (state) show();
}

function chooseMe() {
  const choice = byId('me');
  if (choice.options.length) return;
  for (const one of state.people) choice.append(new Option(one.name, one.id, false, one.id === me));
  me = choice.value;
  choice.addEventListener('change', () => {
    me = choice.value;
    sessionStorage.setItem('me', me);
    listening.abort();
  });
}

let listening = new AbortController();

// Each answer is whole; the next question waits at the server until something has changed.
async function listen() {
  for (let since = ''; ;) {
    const who = me;
    listening = new AbortController();
    try {
      const answer = await fetch(`/ui/state?since=${since}&me=${encodeURIComponent(me)}`, { signal: listening.signal });
      const { version, ...fresh } = await answer.json();
      since = version;
      // Calls that nobody sees leave the page, and whatever has the focus, as it is.
      if (JSON.stringify(fresh) === JSON.stringify(state)) continue;
      state = fresh;
      chooseMe();
      show();
    } catch (fault) {
      if (fault.name === 'AbortError') since = '';
      else await new Promise((resolve) => { setTimeout(resolve, 1000); });
    }
    if (who !== me) since = '';
  }
}

writes(byId('write'), () => '');
writes(byId('reply'), () => place.thread);
byId('close').addEventListener('click', () => { location.hash = place.channel; });
addEventListener('hashchange', go);
go();
listen();
