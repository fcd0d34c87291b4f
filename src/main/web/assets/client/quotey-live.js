/**
 * Quotey Live for a page: a quote that several people edit at the same time. docs/CLIENT.md explains
 * it, quotey-live.d.ts has the types.
 */
import { QuoteSession } from './session.js';

export { QuoteSession } from './session.js';
export { State } from './state.js';
export { QuoteView, newId } from './quote.js';
export { RestApi } from './rest.js';

/** Opens a quote; what happens from then on is told to the listeners of the session. */
export function connect(options) {
  const session = new QuoteSession(options);
  session.open();
  return session;
}
