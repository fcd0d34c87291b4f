/** Who took whose edit away: both are told, and either can bring it back with one click. */
import { labelOf, placeOf, shorten } from './fields.js';
import { toast } from './notices.js';

/** As long as that an own value is so fresh that its author wants to know when it is replaced. */
const FRESH_MILLIS = 10_000;

/** @param restore (operations) makes what was lost again */
export function tellConflicts(session, restore) {
  const fresh = new Map();

  session.on('loss', ({ kind, path, name, restore: operations }) => {
    const what = kind === 'DELETED' ? `deleted ${lineName(session, path)}, which you were editing` : `changed ${place(session, path)}, which you had just changed`;
    toast(`${name} ${what}.`, operations.length > 0 ? 'Put mine back' : '', () => restore(operations));
  });

  session.on('gain', ({ kind, path, name, restore: operations }) => {
    const what = kind === 'DELETED' ? `was editing ${lineName(session, path)}, which you deleted` : `changed ${place(session, path)}, too; yours stands`;
    toast(`${name} ${what}.`, operations.length > 0 ? `Restore ${name}’s` : '', () => restore(operations));
  });

  session.on('commit', ({ own, missed, name, changes }) => {
    for (const { op_type: type, path, before, after } of changes) {
      if (own && type === 'set') fresh.set(path, { value: after, at: Date.now() });
      const mine = fresh.get(path);
      if (own || missed || type !== 'set' || !mine || mine.value !== before || after === before) continue;
      fresh.delete(path);
      if (Date.now() - mine.at > FRESH_MILLIS) continue;
      const { id, name: field } = placeOf(path);
      const back = [{ op_type: 'set', path, value: before }];
      toast(`${name} changed ${id ? place(session, path) : labelOf(field)} from your ${shorten(before)} to ${shorten(after)}.`, 'Put mine back', () => restore(back, path, before));
    }
  });
}

function place(session, path) {
  const { id, name } = placeOf(path);
  if (!id) return labelOf(name ?? '');
  return name ? `${labelOf(name)} of ${lineName(session, path)}` : lineName(session, path);
}

function lineName(session, path) {
  const { id } = placeOf(path);
  const line = id ? session.line(id) : {};
  return shorten(line.description || line.sku || 'the line', 30);
}
