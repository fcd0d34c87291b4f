/** What commits did to a quote, as the events that a session tells. */
import * as engine from '../engine.js';

/**
 * @param commits as the server gave them, already taken in by the engine
 * @param missed whether they were committed while this page was away
 * @param person (clientId) → {user_id, name} of somebody who is there, or undefined
 * @returns [[event, value]]: a `commit` for each, then each `loss` and `gain`
 */
export function eventsOf(handle, commits, ownClientId, missed, person) {
  const changes = new Map(JSON.parse(engine.activity(handle)).map((one) => [one.revision, one.changes]));
  const authors = new Map(commits.map((one) => [one.client_id, one]));
  const conflicts = (event, list) => JSON.parse(list).map((conflict) => {
    const other = authors.get(conflict.client_id) ?? person(conflict.client_id);
    return [event, { ...conflict, user_id: other?.user_id ?? '', name: other?.name ?? 'Somebody' }];
  });
  return [
    ...commits.map(({ revision, client_id, user_id, name, timestamp }) => ['commit', {
      revision, client_id, user_id, name, timestamp, own: client_id === ownClientId, missed, changes: changes.get(revision) ?? [],
    }]),
    ...conflicts('loss', engine.losses(handle)),
    ...conflicts('gain', engine.gains(handle)),
  ];
}

/**
 * Takes in what the sessions from `from` up to `to` have committed, and goes on at the beginning of `to`
 * with what is not committed; `told` gets the commits. Resolves with false where the one does not lead
 * to the other.
 */
export async function continueQuote(handle, rest, quoteId, from, to, told) {
  const sessions = (await rest.sessions(quoteId)).toReversed().map((one) => one.session_id);
  const first = sessions.indexOf(from);
  const next = sessions.indexOf(to);
  if (first < 0 || next < first) return false;
  for (const ended of sessions.slice(first, next)) {
    for (let known = -1; known < engine.revision(handle);) {
      known = engine.revision(handle);
      const raw = await rest.operationsText(ended, known + 1);
      engine.resume(handle, `{"body":${raw}}`);
      told(JSON.parse(raw).operations);
    }
    engine.continueInNext(handle);
  }
  return true;
}
