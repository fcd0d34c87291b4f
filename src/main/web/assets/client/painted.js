/**
 * Tells the server, in bundles, when others' commits were painted here: from that it knows how long an
 * edit takes until somebody else sees it. Only while somebody can see the page.
 */
const BUNDLE_MILLIS = 1_000;
const BUNDLE_MOST = 100;

export class Painted {
  #send;
  #waiting = [];
  #timer = 0;
  #looks = 0;

  /** @param send takes the text of a bundle */
  constructor(send) {
    this.#send = send;
    // A page that was hidden paints what came meanwhile when somebody looks again.
    document.addEventListener('visibilitychange', () => { this.#looks++; });
  }

  /** A commit has come in, which the session has ordered at `timestamp`; the next frame shows it. */
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
    const now = performance.now();
    const painted = this.#waiting.map(({ timestamp, at }) => ({ timestamp, ago_ms: Math.round(now - at) }));
    this.#waiting = [];
    this.#send(JSON.stringify({ painted }));
  }
}
