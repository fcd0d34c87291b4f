/** How the connection is, in words, and what to do about it. */
import { State } from '../client/quotey-live.js';
import { byId } from './dom.js';
import { alertSpoken, notice } from './notices.js';

/** A short break is not worth a word. */
const QUIET_MILLIS = 2_000;
const WORDS = {
  [State.CONNECTING]: 'Connecting…',
  [State.RECONNECTING]: 'Reconnecting…',
  [State.RESYNCING]: 'Catching up…',
  [State.CLOSED]: 'Closed',
};

export class ConnectionState {
  #session;
  #onReadOnly;
  #timer = 0;
  #said = false;

  /** @param onReadOnly (readOnly) the quote cannot be edited now, or can again */
  constructor(session, onReadOnly) {
    this.#session = session;
    this.#onReadOnly = onReadOnly;
    session.on('state', ({ state, reason }) => this.#show(state, reason));
    session.on('closing', (closing) => this.#closing(closing));
  }

  #show(state, reason) {
    const box = byId('state');
    box.dataset.state = state;
    if (state === State.LIVE) {
      this.#live(box);
      return;
    }
    box.textContent = reason && !/^[a-z_]+$/.test(reason) ? `${WORDS[state]}: ${reason}` : WORDS[state];
    if (state === State.CLOSED) {
      this.#readOnly();
      this.#closed(reason);
    } else if (state === State.CONNECTING) {
      this.#onReadOnly(true);
    } else if (!this.#timer && !this.#said) {
      this.#timer = setTimeout(() => {
        this.#timer = 0;
        this.#readOnly();
        this.#said = true;
        notice('connection', 'Reconnecting… What you have typed is kept and is sent when the connection is back.');
        alertSpoken('The connection is lost. Reconnecting.');
      }, QUIET_MILLIS);
    }
  }

  #live(box) {
    clearTimeout(this.#timer);
    this.#timer = 0;
    if (!this.#session.canEdit) box.textContent = 'View only';
    else box.textContent = this.#session.hasPending ? 'Saving…' : 'All changes saved';
    if (this.#said) alertSpoken('Connected again.');
    this.#said = false;
    notice('connection', '');
    this.#onReadOnly(!this.#session.canEdit);
  }

  #readOnly() {
    clearTimeout(this.#timer);
    this.#timer = 0;
    this.#onReadOnly(true);
  }

  #closed(reason) {
    if (reason === 'idle') {
      notice('connection', 'Nobody has edited this quote for a while, so its session was closed. Everything is saved.', 'Open again', () => this.#session.reopen());
    } else if (reason === 'switched_off') {
      notice('connection', 'Editing is switched off at the moment. Everything is saved; this page goes on by itself when it is switched on again.');
    } else if (reason === 'access_ended') {
      notice('connection', 'You have no access to this quote any more.');
    } else {
      notice('connection', `This quote is closed here${reason ? `: ${reason}` : ''}.`, 'Load the page again', () => location.reload());
    }
  }

  #closing(closing) {
    if (!closing) notice('closing', '');
    else if (closing.reason === 'switched_off') notice('closing', 'Editing is being switched off. What you have typed is saved.');
    else notice('closing', `Nobody edits this quote. Its session closes at ${closing.at.toLocaleTimeString()}.`, 'Keep it open', () => this.#session.extend());
  }
}
