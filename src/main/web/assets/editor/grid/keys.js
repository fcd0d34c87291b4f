/** What the keys of a spreadsheet do in the grid while no cell is edited. */
import { COLUMNS } from '../fields.js';

const LAST = COLUMNS.length - 1;

/** The action of a key, or undefined where it has none. */
export function actionOf({ key, shiftKey: shift, ctrlKey, metaKey, altKey }, grid, actions) {
  const { ids, pageRows } = grid.rows;
  const { id, column } = grid.selection;
  if (altKey) return { ArrowUp: () => actions.move(-1), ArrowDown: () => actions.move(1) }[key];
  if (ctrlKey || metaKey) {
    return {
      Home: () => grid.moveTo(ids[0], 0, shift),
      End: () => grid.moveTo(ids.at(-1), LAST, shift),
      ArrowUp: () => grid.moveTo(ids[0], column, shift),
      ArrowDown: () => grid.moveTo(ids.at(-1), column, shift),
      ' ': () => grid.choose((selection) => selection.chooseColumn(ids)),
      a: () => grid.choose((selection) => selection.chooseRows(ids)),
      d: () => actions.duplicate(),
      Enter: () => actions.add(),
    }[key];
  }
  const forward = document.dir === 'rtl' ? -1 : 1;
  return {
    ArrowUp: () => grid.step(-1, 0, shift),
    ArrowDown: () => grid.step(1, 0, shift),
    ArrowLeft: () => grid.step(0, -forward, shift),
    ArrowRight: () => grid.step(0, forward, shift),
    PageUp: () => grid.step(-pageRows, 0, shift, true),
    PageDown: () => grid.step(pageRows, 0, shift, true),
    Home: () => grid.moveTo(id, 0, shift),
    End: () => grid.moveTo(id, LAST, shift),
    Enter: () => grid.edit(),
    F2: () => grid.edit(),
    Delete: () => actions.clearOrDelete(),
    Backspace: () => actions.clearOrDelete(),
    Escape: () => grid.choose((selection) => selection.clear()),
    ' ': shift ? () => grid.choose((selection) => selection.chooseRows(grid.chosenLines)) : undefined,
  }[key];
}
