/**
 * Has the page read as a whole once its runs are matched one by one: what it explains itself holds in all of it, and a
 * wording may be a slogan because of another place. A text too long for one document is not.
 */
(() => {
  const reader = /** @type {Reader} */ (globalThis.glossaryReader);
  if (reader.WholePage) return;
  const { dom, runs, marks } = reader;

  /** UTF-16 units; a longer page is a collection, as for the server. */
  const LONGEST = 100_000;
  /** Milliseconds in which changes of a page that was read are gathered. */
  const GATHER = 600;
  /** Runs after which the page has its turn. */
  const STEP = 16;
  /** The look of a place that the page itself explains. */
  const OWN = 3;

  class WholePage {
    /** @param {WholePageOptions} options */
    constructor(options) {
      this.options = options;
      /** @type {Map<Block, string> | null} The texts of the runs; `null` once they are too long. */
      this.texts = new Map();
      this.length = 0;
      this.isNew = false;
      this.isUnderWay = false;
      this.hasRead = false;
      /** @type {OwnExplanation[]} */
      this.explanations = [];
      this.generation = 0;
      this.timer = 0;
    }

    /** Forgets the page. */
    clear() {
      clearTimeout(this.timer);
      const { options, generation } = this;
      Object.assign(this, new WholePage(options), { generation: generation + 1 });
    }

    /**
     * Keeps the text of a run; one without marks is kept as long as others may tell of it.
     * @param {Block} block Just matched.
     */
    keep(block) {
      if (!this.texts) return void (block.marks.length || runs.forget(block));
      this.texts.set(block, block.text);
      this.length += block.text.length;
      this.isNew = true;
      if (this.length > LONGEST) this.#tidy();
    }

    /** Lets go of runs that are no more, and of all if the others are too long. */
    #tidy() {
      if (!this.texts) return;
      for (const block of this.texts.keys()) if (block.isGone || block.isOutdated || !dom.isHere(block.element)) this.texts.delete(block);
      this.length = [...this.texts.values()].reduce((sum, text) => sum + text.length, 0);
      if (this.length <= LONGEST) return;
      const kept = [...this.texts.keys()];
      this.texts = null;
      this.options.work(this.#letGo(kept));
    }

    /**
     * Lets go of runs without marks.
     * @param {Block[]} blocks
     * @returns {Generator<undefined>}
     */
    *#letGo(blocks) {
      for (const [at, block] of blocks.entries()) {
        if (at % STEP === STEP - 1) yield;
        if (!block.marks.length && !block.isGone && !block.isOutdated) runs.forget(block);
      }
    }

    /** Reads the page, at once at first and later when its changes have come to rest. */
    read() {
      if (!this.texts || !this.isNew || this.isUnderWay || this.timer) return;
      if (!this.hasRead) return void this.#read();
      this.timer = setTimeout(() => {
        this.timer = 0;
        if (!this.options.isBusy()) void this.#read();
      }, GATHER);
    }

    async #read() {
      this.#tidy();
      if (!this.texts) return;
      const mine = this.generation;
      this.isNew = false;
      this.isUnderWay = true;
      this.hasRead = true;
      const runsNow = [...this.texts].sort(([one], [other]) => dom.compareNodes(one.nodes[0], other.nodes[0]));
      const answer = await this.options.read(runsNow.map(([, text]) => text)).catch(() => null);
      if (mine !== this.generation) return;
      if (answer) this.options.work(this.#take(runsNow.map(([block]) => block), answer));
      else this.isUnderWay = false;
    }

    /**
     * @param {Block[]} blocks
     * @param {PageAnswer} answer
     * @returns {Generator<undefined>}
     */
    *#take(blocks, { rows, own }) {
      this.explanations = own.map(({ text, ...one }) => ({ ...one, block: blocks[text] }));
      for (const [at, block] of blocks.entries()) {
        if (at % STEP === STEP - 1) yield;
        if (block.isGone || block.isOutdated || marks.isSame(block, rows[at] ?? [], this.options.isWanted)) continue;
        this.options.renew(block, rows[at] ?? []);
      }
      this.isUnderWay = false;
      this.options.done();
      if (this.isNew) this.read();
    }

    isReading() {
      return this.isUnderWay;
    }

    /**
     * @param {Mark} mark
     * @returns {OwnExplanation | null}
     */
    own(mark) {
      return mark.look === OWN ? (this.explanations[mark.sense] ?? null) : null;
    }
  }

  reader.WholePage = WholePage;
})();
