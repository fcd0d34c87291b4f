/** The hash that the server gives of its document now and then; StateHash.java says how it is made. */
import { State } from './state.js';

const PRIME = 0x01000193;

export function stateHash(text) {
  let first = 0x811c9dc5;
  let second = 0x3c6ef372;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    first = Math.imul(first ^ unit, PRIME);
    second = Math.imul(second ^ unit, PRIME);
  }
  return hex(first) + hex(second);
}

function hex(number) {
  return (number >>> 0).toString(16).padStart(8, '0');
}

/**
 * Compares the session's document with the hash of a revision when there is time for it, unless it has
 * gone on till then.
 */
export function compareLater(session, revision, hash, diverged) {
  const wait = globalThis.requestIdleCallback ?? setTimeout;
  wait(() => {
    if (session.revision !== revision || session.hasPending || session.state !== State.LIVE) return;
    if (stateHash(session.documentText()) !== hash) diverged();
  });
}
