/** Notices what was missed: an event can be lost on its way though the connection is not. */
const LOOK_MILLIS = 20_000;
// What the server has said to be there has to come as an event within this.
const ARRIVE_MILLIS = 2_000;

export class Vigil {
  #ask;
  #revision;
  #isPresent;
  #rejoin;
  #timer = 0;

  /**
   * @param ask a function that resolves with {participants, revision} as the session has them
   * @param revision a function that gives the revision that is here
   * @param isPresent (participants) whether I am among them
   * @param rejoin called when something was missed
   */
  constructor({ ask, revision, isPresent, rejoin }) {
    this.#ask = ask;
    this.#revision = revision;
    this.#isPresent = isPresent;
    this.#rejoin = rejoin;
  }

  start() { this.#timer = setInterval(() => this.#look(), LOOK_MILLIS); }

  stop() { clearInterval(this.#timer); }

  /** The server has said that this revision is there. */
  expect(revision) {
    setTimeout(() => { if (this.#revision() < revision) this.#rejoin(); }, ARRIVE_MILLIS);
  }

  async #look() {
    try {
      const { participants, revision } = await this.#ask();
      if (!participants || !this.#isPresent(participants)) this.#rejoin();
      else this.expect(revision);
    } catch {
      // Whoever does not answer is asked again; a lost connection is noticed elsewhere.
    }
  }
}
