/** Events and who listens to them. */
export class Emitter {
  #listeners = new Map();

  /** Returns how to stop. */
  on(event, listener) {
    const listeners = this.#listeners.get(event) ?? new Set();
    this.#listeners.set(event, listeners.add(listener));
    return () => listeners.delete(listener);
  }

  emit(event, value) {
    for (const listener of this.#listeners.get(event) ?? []) listener(value);
  }
}
