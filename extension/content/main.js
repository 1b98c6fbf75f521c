/** Starts and stops the reading aid on a page, and answers what the popup and the commands ask. */
(() => {
  const reader = /** @type {Reader} */ (globalThis.glossaryReader);
  if (reader.main) return;
  const { marks, scanner, explainer, platform, dom } = reader;

  /** @type {ReaderSettings} */
  let settings = { phonetics: "pinyin", hover: "pointer", style: "line", firstOnly: false, explained: true, seen: true, unexplained: true };
  let version = "";
  /** Whether the reader has asked for marks here, whatever is set for the site. */
  let isAsked = false;

  /** Asks whether this page is to be marked, and marks it. */
  async function refresh() {
    if (!(dom.documentElement() instanceof HTMLElement)) return; // XML, SVG
    explainer.close();
    const answer = await platform.start().catch(() => null);
    if (!answer) return;
    settings = answer.settings;
    version = answer.version;
    const isOn = answer.isReady && !platform.isServed() && answer.mode !== "never" && (answer.mode === "always" || isAsked);
    if (!isOn) return pause();
    explainer.listen();
    marks.setStyle(settings.style);
    reader.forgetFacts();
    scanner.start({ isWanted, within: platform.within(), firstOnly: settings.firstOnly, match, read });
  }

  /** @param {Mark} mark */
  function isWanted(mark) {
    return [settings.explained, settings.unexplained, settings.seen, settings.explained][mark.look] ?? true;
  }

  /**
   * @param {string[]} texts
   * @returns {Promise<number[][] | null>}
   */
  async function match(texts) {
    return (await current(platform.match(texts)))?.rows ?? null;
  }

  /** @param {string[]} texts */
  function read(texts) {
    return current(platform.read(texts));
  }

  /**
   * An answer of the lexicon that this page is marked with.
   * @template {{version: string}} T
   * @param {Promise<T | null>} answering
   * @returns {Promise<T | null>}
   */
  async function current(answering) {
    const answer = await answering;
    if (!answer || answer.version === version) return answer;
    void refresh(); // the lexicon has changed under way
    return null;
  }

  function pause() {
    scanner.stop();
    explainer.stop();
    platform.count(0, 0);
  }

  /** Takes everything back; for a copy whose extension is gone. */
  function end() {
    scanner.stop();
    explainer.stop();
    clearInterval(watching);
  }

  /** Marks the page, whatever is set for the site but `never`. */
  function begin() {
    isAsked = true;
    return refresh();
  }

  /** The terms of the page, each once, in order. */
  function list() {
    /** @type {Map<number, ListedTerm>} */
    const terms = new Map();
    marks.inOrder().forEach((mark, at) => {
      const known = terms.get(mark.term);
      if (known) known.count++;
      else terms.set(mark.term, { at, text: textOf(mark), look: mark.look, count: 1 });
    });
    return [...terms.values()];
  }

  /** @param {Mark} mark */
  function textOf(mark) {
    const range = new Range();
    const [start, startOffset] = reader.blocks.locate(mark.block, mark.start, false);
    const [last, endOffset] = reader.blocks.locate(mark.block, mark.end, true);
    range.setStart(start, startOffset);
    range.setEnd(last, endOffset);
    return range.toString().replace(/\s+/g, "").slice(0, 80);
  }

  let counting = 0;
  scanner.onChange(() => {
    explainer.check();
    clearTimeout(counting);
    counting = setTimeout(() => platform.count(...marks.tally()), 300);
  });

  /** @type {Record<string, (message: any) => unknown>} */
  const answers = {
    begin,
    refresh,
    stop: pause,
    list: () => ({ terms: list(), isOn: scanner.isOn(), isBusy: scanner.isBusy() }),
    show: ({ at }) => {
      const mark = marks.inOrder()[at];
      if (mark) void explainer.reveal(mark, "key");
    },
    step: ({ by, isForFocused }) => {
      if (isForFocused ? !hasFocusItself() : hasFocusInFrame()) return { isDone: false };
      return explainer.step(by).then((isDone) => ({ isDone }));
    },
    lookup: ({ entry, printed }) => {
      explainer.listen();
      void explainer.openForSelection(entry, printed);
    },
  };

  /** Whether the focus is in a frame within this one. */
  function hasFocusInFrame() {
    const active = dom.activeElement();
    return dom.isElement(active) && ["iframe", "frame"].includes(dom.localName(active));
  }

  function hasFocusItself() {
    return dom.hasFocus() && !hasFocusInFrame();
  }

  const watching = setInterval(() => {
    if (globalThis.chrome?.runtime && !chrome.runtime.id) end();
    explainer.check();
    if (!scanner.isOn()) return;
    explainer.listen();
    scanner.look();
  }, 2_000);
  reader.listeners.add({
    pageshow: (event) => {
      if (event.persisted) void refresh(); // out of the browser's memory: the lexicon may be another one
    },
  });

  reader.main = { refresh, begin, end, answers, settings: () => settings, version: () => version };
  platform.connect();
})();
