/**
 * Reads the page, has its texts matched a piece at a time (what is seen first), and follows its changes.
 */
(() => {
  const reader = /** @type {Reader} */ (globalThis.glossaryReader);
  if (reader.scanner) return;
  const { dom, blocks, marks, runs, shadowRoots } = reader;

  /** Milliseconds of work after which the page has its turn. */
  const SLICE = 6;
  /** UTF-16 units of one message: small at first, so that the first marks come soon. */
  const FIRST_PIECE = 3_000;
  const PIECE = 24_000;
  /** Messages under way at a time. */
  const MOST_UNDER_WAY = 2;
  /** Milliseconds in which changes of the page are gathered. */
  const GATHER = 40;
  /** How often a piece is sent that got no answer, and milliseconds between: the worker may just be starting. */
  const MOST_TRIES = 4;
  const RETRY = 400;

  /** @type {Block[]} Runs to be matched. */
  let waiting = [];
  /** @type {Set<ShadowRoot>} */
  const roots = new Set();
  /** @type {Generator<undefined>[]} Work to be done in slices. */
  let jobs = [];
  /** @type {Map<Node, Set<Node>>} Containers to scan again, each with its added nodes. */
  const dirty = new Map();
  /** @type {Set<number>} Terms that have a mark, where only the first place of each gets one. */
  const firsts = new Set();
  let underWay = 0;
  let sent = 0;
  let tries = 0;
  let isOn = false;
  let isScheduled = false;
  let isRunning = false;
  let hasRemoved = false;
  let generation = 0;
  let wasEditable = false;
  /** @type {(() => void) | null} */
  let whenChanged = null;
  /** @type {ScanOptions} */
  let options = { isWanted: () => true, within: null, firstOnly: false, match: async () => null, read: async () => null };

  const collector = () => new blocks.Collector({ take, enter, wait: shadowRoots.wait, hide });

  /** @param {() => void} task */
  const later = (task) =>
    globalThis.scheduler?.postTask ? void globalThis.scheduler.postTask(task, { priority: "user-visible" }) : void setTimeout(task);

  /** @param {Block} block */
  function take(block) {
    runs.add(block);
    waiting.push(block);
  }

  /** @param {ShadowRoot} root */
  function enter(root) {
    if (roots.has(root)) return;
    roots.add(root);
    observer.observe(root, WATCHED);
    jobs.push(collector().collect(root, false));
  }

  /** @param {Element} element */
  function hide(element) {
    jobs.push(collector().collect(element, false));
  }

  runs.onDrop((one) => void firsts.delete(one.term)); // another place of the term may be the first one now

  const wholePage = new reader.WholePage({
    read: (texts) => options.read(texts),
    isBusy: () => !isOn || jobs.length > 0 || waiting.length > 0 || underWay > 0,
    isWanted: (one) => options.isWanted(one) && !(options.firstOnly && firsts.has(one.term)),
    renew: (block, row) => runs.renew(block, () => marks.add(block, row, isWanted)),
    work: (job) => {
      jobs.push(job);
      run();
    },
    done: () => whenChanged?.(),
  });

  const WATCHED = { subtree: true, childList: true, characterData: true, attributeFilter: ["contenteditable"] };
  const observer = new MutationObserver(changed);

  /** Does waiting work until the slice is over. */
  function work() {
    isRunning = false;
    if (!isOn) return;
    const until = performance.now() + SLICE;
    while (jobs.length && performance.now() < until) {
      if (jobs[0].next().done) jobs.shift();
    }
    send(jobs.length === 0);
    if (jobs.length) run();
  }

  function run() {
    if (isRunning) return;
    isRunning = true;
    later(work);
  }

  /**
   * Sends runs to be matched.
   * @param {boolean} isComplete Whether all runs are known.
   */
  function send(isComplete) {
    const isAtTop = scrollY < innerHeight;
    if (!isComplete && !isAtTop && !options.firstOnly) return;
    if (isComplete && !isAtTop && !options.firstOnly) bringForward();
    while (waiting.length && underWay < MOST_UNDER_WAY) {
      const size = sent ? PIECE : FIRST_PIECE;
      let units = 0;
      let count = 0;
      while (count < waiting.length && units < size) units += waiting[count++].text.length;
      if (units < size && !isComplete) return;
      void match(waiting.splice(0, count));
    }
  }

  /** Puts the runs in view, and those behind them, before the others. */
  function bringForward() {
    for (const y of [0.1, 0.3, 0.5, 0.7, 0.9]) {
      const place = dom.caretPosition(innerWidth / 2, innerHeight * y, { shadowRoots: [...roots] });
      const block = place && runs.of(place.offsetNode);
      const at = block ? waiting.indexOf(block) : -1;
      if (at > 0) {
        const first = Math.max(0, at - 20);
        waiting = [...waiting.slice(first), ...waiting.slice(0, first)];
      }
      if (at >= 0) return;
    }
  }

  /** @param {Block[]} piece */
  async function match(piece) {
    underWay++;
    sent++;
    const now = generation;
    const live = piece.filter((block) => !block.isGone && !block.isOutdated);
    const rows = live.length ? await options.match(live.map((block) => block.text)).catch(() => null) : [];
    if (now !== generation) return;
    underWay--;
    if (rows) mark(live, rows);
    else if (tries < MOST_TRIES) return void setTimeout(() => again(live, now), RETRY * ++tries);
    if (isOn) send(jobs.length === 0);
    if (underWay || waiting.length) return;
    whenChanged?.();
    wholePage.read();
  }

  /**
   * @param {Block[]} piece
   * @param {number} then The generation that it is of.
   */
  function again(piece, then) {
    if (then !== generation || !isOn) return;
    waiting.unshift(...piece);
    send(jobs.length === 0);
  }

  /**
   * @param {Block[]} live
   * @param {number[][]} rows
   */
  function mark(live, rows) {
    tries = 0;
    live.forEach((block, at) => {
      if (block.isGone || block.isOutdated) return;
      runs.succeed(block, () => marks.add(block, rows[at] ?? [], isWanted));
      wholePage.keep(block);
      block.text = "";
    });
  }

  /** @param {Mark} one */
  function isWanted(one) {
    if (!options.isWanted(one) || (options.firstOnly && firsts.has(one.term))) return false;
    firsts.add(one.term);
    return true;
  }

  /** @param {MutationRecord[]} records */
  function changed(records) {
    let isRemoved = false; // in these records
    for (const record of records) {
      const { target, type, addedNodes, removedNodes } = record;
      if (type === "childList" && isOnlyCard(addedNodes) && isOnlyCard(removedNodes)) continue;
      isRemoved ||= removedNodes.length > 0;
      if (type === "characterData") runs.outdate(target);
      if (target === document) reader.listeners.listen(); // `document.open` has taken them away, or another root has come
      removedNodes.forEach(runs.outdate);
      const added = dirty.get(target) ?? new Set();
      for (const node of addedNodes) added.add(node);
      if (type === "attributes") added.add(target);
      dirty.set(target, added);
    }
    if (isRemoved) marks.dropRemoved();
    hasRemoved ||= isRemoved;
    if (!dirty.size || isScheduled) return;
    isScheduled = true;
    setTimeout(gather, GATHER);
  }

  /** @param {NodeList} nodes */
  function isOnlyCard(nodes) {
    return [...nodes].every((node) => dom.isElement(node) && blocks.isCard(node));
  }

  /** Makes jobs of what has changed. */
  function gather() {
    isScheduled = false;
    if (!isOn) return;
    jobs.push(readChanged([...dirty]));
    dirty.clear();
    marks.restore();
    run();
  }

  /**
   * @param {[Node, Set<Node>][]} changes
   * @returns {Generator<undefined>}
   */
  function* readChanged(changes) {
    if (hasRemoved) {
      hasRemoved = false;
      marks.dropAllRemoved();
      runs.dropGone();
      yield;
    }
    /** @type {Set<Node>} */
    const containers = new Set();
    /** @type {Set<Node>} */
    const added = new Set();
    for (const [target, nodes] of changes) {
      if (!dom.isHere(target) || isOutside(target)) continue;
      if (blocks.isWithinSkipped(target)) {
        runs.dropWithin(target);
        continue;
      }
      let isInline = !nodes.size || dom.isText(target);
      for (const node of nodes) {
        if (!dom.isHere(node)) continue;
        if (dom.isElement(node)) added.add(node);
        if (!dom.isElement(node) || !blocks.isBlock(node, dom.localName(node))) isInline = true;
      }
      const container = blocks.containerOf(target);
      if (isInline || runs.has(container)) containers.add(container);
      yield;
    }
    yield* readContainers(containers, added);
  }

  /**
   * Whether a node is none of those that are to be read.
   * @param {Node} node
   */
  function isOutside(node) {
    if (!options.within) return false;
    for (let at = /** @type {Node | null} */ (node); at; at = dom.composedParent(at)) {
      if (dom.isElement(at) && dom.matches(at, options.within)) return false;
    }
    return true;
  }

  /**
   * @param {Set<Node>} containers
   * @param {Set<Node>} added
   * @returns {Generator<undefined>}
   */
  function* readContainers(containers, added) {
    for (const node of added) {
      if (hasAncestorIn(node, added) || blocks.isWithinSkipped(node)) continue;
      const element = /** @type {Element} */ (node);
      const shadow = shadowRoots.of(element);
      if (shadow) enter(shadow);
      else if (shadowRoots.mayCome(element, dom.localName(element))) shadowRoots.wait(element);
      const isBlock = blocks.isBlock(element, dom.localName(element));
      if (isBlock) containers.delete(element);
      // The runs of an inline element belong to the block around it.
      const own = new blocks.Collector({
        take: (block) => void ((isBlock || block.container !== element) && takeInstead(block)),
        enter,
        wait: shadowRoots.wait,
        hide,
      });
      yield* own.collect(element, false);
    }
    for (const container of containers) {
      const old = runs.retire(container);
      yield* collector().collect(container, true);
      runs.replace(container, old);
    }
  }

  /** @param {Block} block */
  function takeInstead(block) {
    for (const node of block.nodes) {
      const known = runs.of(node);
      if (known) runs.drop(known);
    }
    take(block);
  }

  /**
   * @param {Node} node
   * @param {Set<Node>} others
   */
  function hasAncestorIn(node, others) {
    for (let at = dom.parentNode(node); at; at = dom.parentNode(at)) if (others.has(at)) return true;
    return false;
  }

  /** Reads the shadow roots that came after their elements. */
  function enterLate() {
    if (!isOn) return;
    shadowRoots.find().forEach(enter);
    if (jobs.length) run();
  }

  /**
   * Reads the whole page and follows it from now on.
   * @param {ScanOptions} chosen
   */
  function start(chosen) {
    stop();
    options = chosen;
    isOn = true;
    const body = dom.documentElement();
    wasEditable = dom.designMode() === "on";
    if (!body || wasEditable) return;
    observer.observe(document, WATCHED);
    jobs = options.within ? [...dom.querySelectorAll(options.within)].map((root) => collector().collect(root, false)) : [collector().collect(body, false)];
    for (const wait of shadowRoots.WAITS) setTimeout(enterLate, wait);
    work();
  }

  /** Looks for what no mutation tells of: late shadow roots, and a document that has become editable, or is no more. */
  function look() {
    if (!isOn) return;
    marks.restore();
    enterLate();
    const isEditable = dom.designMode() === "on";
    if (isEditable === wasEditable) return;
    start(options);
  }

  /** Forgets everything. */
  function stop() {
    isOn = false;
    generation++;
    observer.disconnect();
    marks.clear();
    waiting = [];
    jobs = [];
    underWay = 0;
    sent = 0;
    tries = 0;
    runs.clear();
    roots.clear();
    wholePage.clear();
    shadowRoots.clear();
    dirty.clear();
    firsts.clear();
  }

  reader.scanner = {
    start,
    stop,
    roots: () => [...roots],
    isOn: () => isOn,
    isBusy: () => jobs.length > 0 || waiting.length > 0 || underWay > 0 || isScheduled || wholePage.isReading(),
    own: (one) => wholePage.own(one),
    look,
    onChange: (listener) => void (whenChanged = listener),
  };
})();
