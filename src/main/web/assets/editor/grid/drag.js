/** Lines that are dragged by their headers, with the mouse, a pen or a finger. */
import { make } from '../dom.js';

const START_PIXELS = 4;
const EDGE_PIXELS = 36;
const SCROLL_PIXELS = 12;

/**
 * @param rows the grid's rows
 * @param chosen (id) the ids that go along when this line is dragged
 * @param drop (ids, before) they are dropped before that line; '' for the end
 */
export function dragRows(viewport, rows, chosen, drop) {
  const place = make('div', { class: 'drop', hidden: true });
  rows.canvas.querySelector('.rows').append(place);
  let drag = null;

  viewport.addEventListener('pointerdown', (event) => {
    const header = event.target.closest('[role="rowheader"]');
    if (!header || event.button !== 0) return;
    drag = { id: header.parentElement.dataset.line, y: event.clientY, pointer: event.pointerId, under: false, before: '' };
  });

  viewport.addEventListener('pointermove', (event) => {
    if (!drag || event.pointerId !== drag.pointer) return;
    if (!drag.under) {
      if (Math.abs(event.clientY - drag.y) < START_PIXELS) return;
      drag.under = true;
      drag.ids = chosen(drag.id);
      viewport.setPointerCapture(drag.pointer);
      viewport.classList.add('dragging');
    }
    const box = viewport.getBoundingClientRect();
    if (event.clientY < box.top + EDGE_PIXELS * 2) viewport.scrollTop -= SCROLL_PIXELS;
    else if (event.clientY > box.bottom - EDGE_PIXELS) viewport.scrollTop += SCROLL_PIXELS;
    const over = rows.at(event.clientY);
    drag.before = over.lower ? rows.ids[over.index + 1] ?? '' : over.id;
    place.hidden = false;
    place.style.transform = `translateY(${over.top + (over.lower ? over.height : 0)}px)`;
  });

  const end = (event, dropped) => {
    if (!drag || event.pointerId !== drag.pointer) return;
    const { under, ids, before } = drag;
    drag = null;
    place.hidden = true;
    viewport.classList.remove('dragging');
    if (under && dropped && !ids.includes(before)) drop(ids, before);
  };
  viewport.addEventListener('pointerup', (event) => end(event, true));
  viewport.addEventListener('pointercancel', (event) => end(event, false));
  viewport.addEventListener('keydown', (event) => {
    if (event.key === 'Escape' && drag?.under) end({ pointerId: drag.pointer }, false);
  });
}
