/** The page on which somebody in Slack says which user that is. */
import { RestApi } from '../client/quotey-live.js';
import { USERS, chosenUser, linkedPerson, signIn } from './api.js';
import { byId } from './dom.js';
import { showDirection, showTheme } from './settings.js';

const link = new URLSearchParams(location.search).get('link') ?? '';
let user = chosenUser();

showTheme();
showDirection();
byId('user').append(...Object.entries(USERS).map(([id, name]) => new Option(name, id, false, id === user)));
byId('user').addEventListener('change', () => {
  user = byId('user').value;
  ask();
});
byId('yes').addEventListener('click', confirm);
ask();

function ask() {
  byId('question').textContent = `Is “${linkedPerson(link)}” in Slack you, ${USERS[user]}? Then buttons and commands there act in your name.`;
  byId('yes').disabled = false;
  byId('answer').textContent = '';
}

async function confirm() {
  byId('yes').disabled = true;
  try {
    const linked = await new RestApi('', () => signIn(user)).json('/api/slack/links', { method: 'POST', body: JSON.stringify({ link }) });
    byId('answer').textContent = `From now on “${linked.slack_name}” in Slack is ${linked.name}. You can go back there.`;
  } catch (fault) {
    byId('answer').textContent = `That did not work: ${fault.message}.`;
  }
}
