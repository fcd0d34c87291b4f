/** Small helpers that make elements; whatever people typed goes in as text. */

/** An element with attributes, listeners (`onclick`…) and children; undefined children are left out. */
export function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === false) continue;
    if (name.startsWith('on')) element.addEventListener(name.slice(2), value);
    else if (name === 'text') element.textContent = value;
    else if (name === 'class') element.className = value;
    else element.setAttribute(name, value === true ? '' : String(value));
  }
  element.append(...children.filter((child) => child !== undefined && child !== null));
  return element;
}

export function button(label, onclick, attributes = {}) {
  return make('button', { type: 'button', text: label, onclick, ...attributes });
}

export const byId = (id) => document.getElementById(id);

/** Calls once in the next frame, however often it is asked to. */
export function oncePerFrame(call) {
  let due = false;
  return () => {
    if (due) return;
    due = true;
    requestAnimationFrame(() => {
      due = false;
      call();
    });
  };
}
