/** Products to choose from, below a cell: what begins as the letters that were typed. */
import { make } from '../dom.js';
import { shown } from '../fields.js';

/** People type faster than a server should be asked. */
const ASK_MILLIS = 120;
/** Where there is less room below the cell, the list opens above it. */
const ROOM_PIXELS = 270;

let nextId = 1;

export class ProductPicker {
  #input;
  #find;
  #currency;
  #choose;
  #list;
  #products = [];
  #active = -1;
  #timer = 0;
  #asked = 0;

  /**
   * @param find (text) resolves with products
   * @param choose (product) is called with the one that is chosen
   */
  constructor(input, currency, find, choose) {
    this.#input = input;
    this.#currency = currency;
    this.#find = find;
    this.#choose = choose;
    this.#list = make('ul', { class: 'products', role: 'listbox', id: `products-${nextId++}`, 'aria-label': 'Products', hidden: true });
    input.setAttribute('role', 'combobox');
    input.setAttribute('aria-autocomplete', 'list');
    input.setAttribute('aria-expanded', 'false');
    input.setAttribute('aria-controls', this.#list.id);
    input.after(this.#list);
    input.addEventListener('input', () => this.#soon());
    // The input must not lose the focus to the list.
    this.#list.addEventListener('pointerdown', (event) => {
      event.preventDefault();
      event.stopPropagation();
      const item = event.target.closest('li');
      if (item) this.#choose(this.#products[Number(item.dataset.index)]);
    });
    this.#soon();
  }

  /** Takes the keys that are the list's; returns whether it was one. */
  key(event) {
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      if (this.#products.length === 0) return false;
      this.#activate((this.#active + (event.key === 'ArrowDown' ? 1 : -1) + this.#products.length) % this.#products.length);
    } else if ((event.key === 'Enter' || event.key === 'Tab') && this.#active >= 0) {
      this.#choose(this.#products[this.#active]);
    } else if (event.key === 'Escape' && this.#active >= 0) {
      this.#activate(-1);
    } else {
      return false;
    }
    event.preventDefault();
    return true;
  }

  #soon() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#ask(), ASK_MILLIS);
  }

  async #ask() {
    const asked = ++this.#asked;
    let found;
    try {
      found = await this.#find(this.#input.value.trim());
    } catch {
      found = [];
    }
    // An answer that comes late is about letters that are no longer there.
    if (asked === this.#asked && this.#input.isConnected) this.#show(found);
  }

  #show(products) {
    this.#products = products;
    this.#list.replaceChildren(...products.map((product, index) => make(
      'li', { role: 'option', id: `${this.#list.id}-${index}`, 'data-index': index, 'aria-selected': 'false' },
      make('b', { text: product.sku }),
      make('span', { text: product.name, dir: 'auto' }),
      make('small', { text: `${product.components ? `bundle of ${product.components.length} · ` : ''}${shown(product.list_prices[this.#currency], 2)}` }),
    )));
    this.#list.hidden = products.length === 0;
    const room = this.#list.closest('.viewport').getBoundingClientRect().bottom - this.#input.getBoundingClientRect().bottom;
    this.#list.classList.toggle('above', room < ROOM_PIXELS);
    this.#input.setAttribute('aria-expanded', String(products.length > 0));
    this.#activate(-1);
  }

  #activate(index) {
    this.#list.children[this.#active]?.setAttribute('aria-selected', 'false');
    this.#active = index;
    const item = this.#list.children[index];
    if (item) {
      item.setAttribute('aria-selected', 'true');
      item.scrollIntoView({ block: 'nearest' });
      this.#input.setAttribute('aria-activedescendant', item.id);
    } else {
      this.#input.removeAttribute('aria-activedescendant');
    }
  }
}
