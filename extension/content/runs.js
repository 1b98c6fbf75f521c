/**
 * Which runs of text are known, by block and by text node; and how one takes the place of another.
 *
 * A run that is scanned again keeps its marks until those of its successor are known: a clock in a paragraph must not make
 * the marks beside it flicker.
 */
(() => {
  const reader = /** @type {Reader} */ (globalThis.glossaryReader);
  if (reader.runs) return;
  const { dom, marks, blocks } = reader;

  /** @type {Map<Node, Set<Block>>} */
  const ofContainer = new Map();
  /** @type {WeakMap<Text, Block>} */
  let ofNode = new WeakMap();
  /** @type {(mark: Mark) => void} Called with the terms that lose a mark. */
  let whenDropped = () => undefined;

  /** @param {Block} block */
  function add(block) {
    const own = ofContainer.get(block.container) ?? new Set();
    own.add(block);
    ofContainer.set(block.container, own);
    for (const node of block.nodes) ofNode.set(node, block);
  }

  /** @param {Block} block */
  function detach(block) {
    const own = ofContainer.get(block.container);
    own?.delete(block);
    if (own && !own.size) ofContainer.delete(block.container);
  }

  /**
   * Forgets a run with its marks, and those that wait to be replaced by it.
   * @param {Block} block
   */
  function drop(block) {
    block.marks.forEach(whenDropped);
    marks.drop(block);
    block.isGone = true;
    detach(block);
    dropReplaced(block);
  }

  /** @param {Block} block */
  function dropReplaced(block) {
    const { replaces } = block;
    block.replaces = [];
    replaces.forEach(drop);
  }

  /**
   * Drops a run without marks: it is scanned again when it changes.
   * @param {Block} block
   */
  function forget(block) {
    drop(block);
    for (const node of block.nodes) if (ofNode.get(node) === block) ofNode.delete(node);
  }

  /**
   * A text has changed or was removed: its marks are wrong at once, those next to it until the run is scanned again.
   * @param {Node} node
   */
  function outdate(node) {
    const block = ofNode.get(/** @type {Text} */ (node));
    if (!block) return;
    block.isOutdated = true;
    marks.dropAt(/** @type {Text} */ (node));
  }

  /**
   * Takes the runs of a container out; their marks stay until `replace`.
   * @param {Node} container
   * @returns {Block[]}
   */
  function retire(container) {
    const old = [...(ofContainer.get(container) ?? [])].flatMap((block) => [block, ...block.replaces.splice(0)]);
    for (const block of old) {
      block.isOutdated = true;
      detach(block);
    }
    return old;
  }

  /**
   * Has the last new run of a container take the place of the old ones.
   * @param {Node} container
   * @param {Block[]} old
   */
  function replace(container, old) {
    const successor = [...(ofContainer.get(container) ?? [])].pop();
    if (successor) successor.replaces.push(...old);
    else old.forEach(drop);
  }

  /**
   * Puts the marks of a run into the place of the old ones.
   * @param {Block} block
   * @param {() => void} mark
   */
  function succeed(block, mark) {
    const current = reader.explainer.mark();
    const place = current && block.replaces.includes(current.block) ? blocks.locate(current.block, current.start, false) : null;
    dropReplaced(block);
    mark();
    if (!place) return;
    const same = block.marks.find((one) => {
      const [node, offset] = blocks.locate(one.block, one.start, false);
      return node === place[0] && offset === place[1];
    });
    reader.explainer.move(/** @type {Mark} */ (current), same ?? null);
  }

  /**
   * Gives a run other marks; an open card stays with its place.
   * @param {Block} block
   * @param {() => void} mark
   */
  function renew(block, mark) {
    const current = reader.explainer.mark();
    block.marks.forEach(whenDropped);
    marks.take(block);
    mark();
    if (current?.block === block) reader.explainer.move(current, block.marks.find((one) => one.start === current.start) ?? null);
  }

  /** @param {Node} container */
  function dropContainer(container) {
    for (const block of ofContainer.get(container) ?? []) drop(block);
  }

  /** @param {(container: Node) => boolean} isMeant */
  function dropContainers(isMeant) {
    for (const container of ofContainer.keys()) if (isMeant(container)) dropContainer(container);
  }

  reader.runs = {
    add,
    drop,
    forget,
    outdate,
    retire,
    replace,
    succeed,
    renew,
    dropGone: () => dropContainers((container) => !dom.isHere(container)),
    dropWithin: (root) => dropContainers((container) => dom.contains(root, container)),
    has: (container) => ofContainer.has(container),
    of: (node) => ofNode.get(/** @type {Text} */ (node)),
    /** @param {(mark: Mark) => void} listener */
    onDrop: (listener) => void (whenDropped = listener),
    clear: () => {
      ofContainer.clear();
      ofNode = new WeakMap();
    },
  };
})();
