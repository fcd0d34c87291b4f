/**
 * What the server has to be told to know how long an edit takes until somebody else sees it. Ways there
 * are taken to be half of a round trip, so that no clock of a browser counts.
 */
const BUNDLE_MILLIS = 1_000;
const BUNDLE_MOST = 100;

/** How long an edit has been on its way since its author made it. */
export class Made {
  #roundTripMillis;
  #first = null;

  /** @param roundTripMillis gives how long a message and its answer take */
  constructor(roundTripMillis) { this.#roundTripMillis = roundTripMillis; }

  /** Something was edited that waits to be sent. */
  edited() { this.#first ??= performance.now(); }

  /** Nothing that waits counts: there was no connection to send it by. */
  forget() { this.#first = null; }

  /** All that waited is sent now; gives the headers that say how long it will have been on its way. */
  sentHeaders() {
    if (this.#first === null) return {};
    const waited = performance.now() - this.#first + this.#roundTripMillis() / 2;
    this.#first = null;
    return { waited_ms: Math.round(waited) };
  }
}

/** Tells in bundles when others' commits were painted here, as long as somebody can see the page. */
export class Painted {
  #send;
  #roundTripMillis;
  #waiting = [];
  #timer = 0;
  #looks = 0;

  /**
   * @param send takes the text of a bundle
   * @param roundTripMillis gives how long a message and its answer take
   */
  constructor(send, roundTripMillis) {
    this.#send = send;
    this.#roundTripMillis = roundTripMillis;
    // A page that was hidden paints what came meanwhile when somebody looks again.
    document.addEventListener('visibilitychange', () => { this.#looks++; });
  }

  /** A commit has come in, which its author has made at `timestamp`; the next frame shows it. */
  came(timestamp) {
    if (document.hidden) return;
    const looks = this.#looks;
    // The task after a frame's callbacks runs when the frame is painted.
    requestAnimationFrame(() => setTimeout(() => { if (looks === this.#looks) this.#painted(timestamp); }));
  }

  #painted(timestamp) {
    this.#waiting.push({ timestamp, at: performance.now() });
    if (this.#waiting.length >= BUNDLE_MOST) this.#tell();
    else this.#timer ||= setTimeout(() => this.#tell(), BUNDLE_MILLIS);
  }

  #tell() {
    clearTimeout(this.#timer);
    this.#timer = 0;
    const there = performance.now() + this.#roundTripMillis() / 2;
    const painted = this.#waiting.map(({ timestamp, at }) => ({ timestamp, ago_ms: Math.round(there - at) }));
    this.#waiting = [];
    this.#send(JSON.stringify({ painted }));
  }
}
