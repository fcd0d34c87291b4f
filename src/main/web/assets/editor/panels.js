/** The panels beside the quote, of which one or none is open. */
import { byId } from './dom.js';

export class Panels {
  #panels;
  #open = '';

  /** @param panels {name: (isOpen) => …}, called when a panel opens or closes */
  constructor(panels) {
    this.#panels = panels;
    for (const tab of document.querySelectorAll('[data-panel]')) {
      tab.addEventListener('click', () => this.toggle(tab.dataset.panel));
    }
    byId('side').addEventListener('keydown', (event) => {
      if (event.key === 'Escape') this.toggle(this.#open);
    });
  }

  get open() { return this.#open; }

  toggle(name) {
    const before = this.#open;
    this.#open = before === name ? '' : name;
    byId('side').hidden = this.#open === '';
    for (const tab of document.querySelectorAll('[data-panel]')) tab.setAttribute('aria-expanded', String(tab.dataset.panel === this.#open));
    for (const panel of document.querySelectorAll('#side > section')) panel.hidden = panel.id !== `panel-${this.#open}`;
    if (before) this.#panels[before]?.(false);
    if (this.#open) this.#panels[this.#open]?.(true);
  }
}
