/**
 * Marks on the page as custom highlights: the page's elements are not touched.
 *
 * Every registered range costs a little in every frame, so only marks near the window are registered. A page may clear
 * the registry, which it shares; it is filled again at the next occasion.
 */
(() => {
  const reader = /** @type {Reader} */ (globalThis.glossaryReader);
  if (reader.marks) return;
  const { dom, blocks, markGroups } = reader;
  const { rangeOf, boxesOf } = blocks;

  /** More marks than this in one element, and they are registered by groups instead of all at once. */
  const MANY = 256;
  const LOOKS = ["", "-unexplained", "-seen", ""];
  const STYLES = { line: "", tint: "-tint", both: "-both", none: "-none" };
  const CURRENT = "glossary-current";
  const SEEN = { visibilityProperty: true, opacityProperty: true };

  /** @type {Map<string, Highlight>} */
  const highlights = new Map();
  /** @type {Map<Element, Area>} */
  const areas = new Map();
  /** @type {Set<Area>} */
  const nearAreas = new Set();
  /** @type {Set<Area>} Those with many marks. */
  const largeAreas = new Set();
  /** @type {WeakMap<Text, Mark[]>} */
  let marksOfNode = new WeakMap();
  /** @type {keyof STYLES} */
  let style = "line";
  /** @type {StaticRange | null} */
  let currentRange = null;
  let count = 0;

  const observer = new IntersectionObserver(
    (entries) => {
      restore();
      for (const entry of entries) {
        const area = areas.get(entry.target);
        if (area) entry.isIntersecting ? comeNear(area) : goFar(area);
      }
    },
    /** @type {IntersectionObserverInit} */ ({ root: document, rootMargin: "100%", scrollMargin: `${Math.max(screen.height, 1_000)}px` }),
  );

  /** @param {string} name */
  function highlight(name) {
    let own = highlights.get(name);
    if (!own) {
      own = new Highlight();
      own.priority = name === CURRENT ? 2 : 1;
      highlights.set(name, own);
      CSS.highlights.set(name, own);
    }
    return own;
  }

  /** Registers again what a page has taken out of the registry. */
  function restore() {
    for (const [name, own] of highlights) if (CSS.highlights.get(name) !== own) CSS.highlights.set(name, own);
  }

  /**
   * @param {Block} block
   * @param {number[]} row
   * @returns {Mark[]}
   */
  function marksOf(block, row) {
    const found = [];
    for (let at = 0; at < row.length; at += 4) {
      const mark = { block, start: row[at], end: row[at + 1], term: row[at + 2], sense: row[at + 3] >> 2, look: row[at + 3] & 3, range: null, isSet: false };
      if (mark.end <= block.length) found.push(mark);
    }
    return found;
  }

  /**
   * @param {Block} block
   * @param {number[]} row
   * @param {(mark: Mark) => boolean} isWanted
   */
  function isSame(block, row, isWanted) {
    const others = marksOf(block, row).filter(isWanted);
    const isEqual = (/** @type {Mark} */ one, /** @type {Mark} */ other) =>
      one.start === other.start && one.end === other.end && one.term === other.term && one.sense === other.sense && one.look === other.look;
    return others.length === block.marks.length && others.every((other, at) => isEqual(block.marks[at], other));
  }

  /**
   * Takes the places of a run; they are registered once it is near the window.
   * @param {Block} block
   * @param {number[]} row Start, end, term, sense × 4 + look; several of them.
   * @param {(mark: Mark) => boolean} isWanted
   */
  function add(block, row, isWanted) {
    for (const mark of marksOf(block, row)) if (isWanted(mark)) block.marks.push(mark);
    if (!block.marks.length) return;
    count += block.marks.length;
    block.marks.forEach(index);
    const known = areas.get(block.element);
    const area = known ?? { element: block.element, blocks: new Set(), marks: 0, isNear: false, groups: null };
    area.blocks.add(block);
    area.marks += block.marks.length;
    area.groups = null;
    if (area.marks > MANY) largeAreas.add(area);
    if (!known) {
      areas.set(block.element, area);
      observer.observe(block.element);
    } else if (area.isNear) comeNear(area);
  }

  /**
   * Has the pointer find the mark by the text node under it.
   * @param {Mark} mark
   */
  function index(mark) {
    const { nodes, starts } = mark.block;
    for (let at = blocks.nodeAt(mark.block, mark.start); at < nodes.length && starts[at] < mark.end; at++) {
      const known = marksOfNode.get(nodes[at]);
      if (known) known.push(mark);
      else marksOfNode.set(nodes[at], [mark]);
    }
  }

  /**
   * Takes the marks of a run off a text; a run that was read since keeps its own.
   * @param {Text} node
   * @param {Block} block
   */
  function unindex(node, block) {
    const others = marksOfNode.get(node)?.filter((mark) => mark.block !== block);
    if (others?.length) marksOfNode.set(node, others);
    else marksOfNode.delete(node);
  }

  /** @param {Mark} mark */
  const nameOf = (mark) => `glossary-term${LOOKS[mark.look] ?? ""}${STYLES[style]}`;

  /** @param {Mark} mark */
  function set(mark) {
    if (mark.isSet) return;
    mark.isSet = true;
    highlight(nameOf(mark)).add(rangeOf(mark));
  }

  /** @param {Mark} mark */
  function unset(mark) {
    if (!mark.isSet) return;
    mark.isSet = false;
    if (mark.range) highlights.get(nameOf(mark))?.delete(mark.range);
  }

  /** @param {Area} area */
  function comeNear(area) {
    area.isNear = true;
    nearAreas.add(area);
    if (area.marks > MANY) return selectGroups(area);
    for (const block of area.blocks) block.marks.forEach(set);
  }

  /** @param {Area} area */
  function goFar(area) {
    if (!area.isNear) return;
    area.isNear = false;
    nearAreas.delete(area);
    for (const block of area.blocks) block.marks.forEach(unset);
  }

  /**
   * Of an element with many marks, registers those near the window.
   * @param {Area} area
   */
  function selectGroups(area) {
    area.groups ??= markGroups.groupsOf(area);
    const { groups } = area;
    const [first, last] = markGroups.nearWindow(area.element, groups);
    groups.forEach((group, at) => group.forEach(at >= first && at < last ? set : unset));
  }

  /**
   * Forgets the marks of a run.
   * @param {Block} block
   */
  function drop(block) {
    if (block.isGone) return;
    block.isGone = true;
    takeOff(block);
  }

  /** @param {Block} block */
  function take(block) {
    takeOff(block);
    block.marks = [];
  }

  /** @param {Block} block */
  function takeOff(block) {
    for (const mark of block.marks) {
      unset(mark);
      if (current && current.mark === mark) setCurrent(null);
    }
    count -= block.marks.length;
    for (const node of block.nodes) unindex(node, block);
    const area = areas.get(block.element);
    if (!area) return;
    area.blocks.delete(block);
    lessen(area, block.marks.length);
    if (!area.blocks.size) forget(area);
  }

  /**
   * Forgets the marks that touch a text.
   * @param {Text} node
   */
  function dropAt(node) {
    for (const mark of marksOfNode.get(node) ?? []) {
      const { block } = mark;
      const at = block.marks.indexOf(mark);
      if (at < 0) continue;
      unset(mark);
      if (current && current.mark === mark) setCurrent(null);
      block.marks.splice(at, 1);
      count--;
      const area = areas.get(block.element);
      if (area) lessen(area, 1);
    }
    marksOfNode.delete(node);
  }

  /**
   * @param {Area} area
   * @param {number} by
   */
  function lessen(area, by) {
    area.marks -= by;
    area.groups = null;
    if (area.marks <= MANY) largeAreas.delete(area);
  }

  /** @param {Area} area */
  function forget(area) {
    observer.unobserve(area.element);
    areas.delete(area.element);
    nearAreas.delete(area);
    largeAreas.delete(area);
  }

  /** Forgets registered marks whose text has left the document; has to be called whenever something was removed. */
  function dropRemoved() {
    for (const area of nearAreas) {
      for (const block of area.blocks) if (block.marks.some(isTorn)) drop(block);
    }
    if (current && !current.isMark && !dom.isConnected(currentRange?.startContainer)) setCurrent(null);
  }

  /**
   * Whether a registered mark has lost its text. Only the ends are looked at: a run may have a node for each character.
   * @param {Mark} mark
   */
  function isTorn({ isSet, range }) {
    return isSet && range !== null && !(dom.isHere(range.startContainer) && dom.isHere(range.endContainer));
  }

  /** Forgets marks far from the window, too. */
  function dropAllRemoved() {
    for (const area of areas.values()) {
      if (!dom.isHere(area.element)) for (const block of area.blocks) drop(block);
    }
  }

  /** Forgets all marks. */
  function clear() {
    for (const area of areas.values()) observer.unobserve(area.element);
    areas.clear();
    nearAreas.clear();
    largeAreas.clear();
    marksOfNode = new WeakMap();
    count = 0;
    setCurrent(null);
    for (const [name, own] of highlights) {
      own.clear();
      if (CSS.highlights.get(name) === own) CSS.highlights.delete(name);
    }
    highlights.clear();
  }

  /** @type {{mark: Mark | null, isMark: boolean} | null} */
  let current = null;

  /**
   * Shows which place the open card is of.
   * @param {Mark | Range | null} place
   */
  function setCurrent(place) {
    if (currentRange) highlights.get(CURRENT)?.delete(currentRange);
    currentRange = null;
    current = null;
    if (!place) return;
    const isRange = place instanceof Range;
    const { startContainer, startOffset, endContainer, endOffset } = isRange ? place : rangeOf(place);
    currentRange = new StaticRange({ startContainer, startOffset, endContainer, endOffset });
    current = { mark: isRange ? null : place, isMark: !isRange };
    highlight(CURRENT).add(currentRange);
    restore();
  }

  /**
   * The mark at a position of a text node that lies under a point.
   * @param {Node} node
   * @param {number} x
   * @param {number} y
   * @returns {{mark: Mark, box: DOMRect} | null}
   */
  function under(node, x, y) {
    for (const mark of marksOfNode.get(/** @type {Text} */ (node)) ?? []) {
      if (!mark.isSet) continue;
      const box = boxesOf(mark).find((one) => x >= one.left - 1 && x <= one.right + 1 && y >= one.top - 1 && y <= one.bottom + 1);
      if (box) return { mark, box };
    }
    return null;
  }

  /**
   * How many terms have marks: explained ones, and others.
   * @returns {[number, number]}
   */
  function tally() {
    /** @type {Map<number, boolean>} */
    const terms = new Map();
    for (const area of areas.values()) {
      for (const block of area.blocks) for (const mark of block.marks) terms.set(mark.term, mark.look !== 1);
    }
    const explained = [...terms.values()].filter(Boolean).length;
    return [explained, terms.size - explained];
  }

  /** All marks in the order of the page; those of text that is not shown left out. */
  function inOrder() {
    const shown = [...areas.values()].filter((area) => dom.isHere(area.element) && dom.checkVisibility(area.element, SEEN));
    const runs = shown.flatMap((area) => [...area.blocks]);
    runs.sort((a, b) => dom.compareNodes(a.nodes[0], b.nodes[0]));
    return runs.flatMap((block) => block.marks);
  }

  /** @param {keyof STYLES} chosen */
  function setStyle(chosen) {
    if (!(chosen in STYLES) || chosen === style) return;
    const shown = [...nearAreas];
    shown.forEach(goFar);
    style = chosen;
    shown.forEach(comeNear);
  }

  let isScrolling = false;
  function scrolled() {
    if (isScrolling) return;
    isScrolling = true;
    requestAnimationFrame(() => {
      isScrolling = false;
      restore();
      for (const area of largeAreas) if (area.isNear) selectGroups(area);
    });
  }
  reader.listeners.add({ scroll: scrolled, resize: scrolled });

  reader.marks = {
    add,
    drop,
    take,
    isSame,
    dropAt,
    dropRemoved,
    dropAllRemoved,
    clear,
    setCurrent,
    current: () => current?.mark ?? null,
    under,
    boxesOf,
    inOrder,
    tally,
    firstNode: (/** @type {Mark} */ mark) => blocks.locate(mark.block, mark.start, false)[0],
    setStyle,
    restore,
    count: () => count,
  };
})();
