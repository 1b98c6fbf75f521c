/**
 * A page as runs of text: what stands between two borders of blocks, through inline elements, without what is no
 * reading text. No term goes from one run into the next.
 */
(() => {
  const reader = /** @type {Reader} */ (globalThis.glossaryReader);
  if (reader.blocks) return;
  const { dom, shadowRoots } = reader;

  /** @param {string} names */
  const set = (names) => new Set(names.split(" "));
  /** Elements whose text is not read: no text, code, fields. */
  const SKIPPED = set(
    "script style noscript template textarea input select option optgroup datalist button title head meta link base " +
      "code kbd samp var tt svg math object embed iframe frame video audio canvas picture img map meter progress rp rt " +
      "rtc xmp listing plaintext applet noembed noframes",
  );
  /** Of these, the ones that a reader reads over: the text before them goes on behind them. */
  const PASSED_OVER = set("script style template noscript rp rt rtc meta link base datalist");
  /** Elements that end a run whatever a style sheet says: to ask for the style of each would take most of the time. */
  const BLOCKS = set(
    "address article aside blockquote body center dd details dialog dir dl dt fieldset figcaption figure footer form h1 " +
      "h2 h3 h4 h5 h6 header hgroup hr html legend li main menu nav ol p pre search section summary table tbody td tfoot " +
      "th thead tr caption colgroup ul",
  );
  const FLOWS_ON = /^(inline|contents|ruby)/;
  const EDITABLE = new Set(["", "true", "plaintext-only"]);
  const FIELD_ROLES = set("textbox searchbox combobox spinbutton");
  /** A run without a Han character, or a digit and one more sign, holds no term. */
  const WORTH_READING = /[\u2e80-\u9fff\uf900-\ufaff]|[\ud840-\ud88d]|[0-9０-９]/;
  /** Nodes after which a collector lets others work. */
  const STEP = 64;

  /** @param {Element} element */
  const isCard = (element) => reader.card.isOwn(element); // a page may give its own elements the attribute of the card

  /**
   * @param {Element} element
   * @param {string} name
   */
  function isSkipped(element, name) {
    if (SKIPPED.has(name) || isCard(element)) return true;
    const editable = dom.getAttribute(element, "contenteditable");
    if (editable !== null && EDITABLE.has(editable.toLowerCase())) return true;
    return FIELD_ROLES.has(dom.getAttribute(element, "role"));
  }

  /**
   * @param {Element} element
   * @param {string} name
   */
  function isBlock(element, name) {
    return BLOCKS.has(name) || !FLOWS_ON.test(getComputedStyle(element).display);
  }

  /**
   * Whether a node stands in something whose text is not read.
   * @param {Node | null} node
   */
  function isWithinSkipped(node) {
    for (let at = node; at; at = dom.composedParent(at)) {
      if (dom.isElement(at) && isSkipped(at, dom.localName(at))) return true;
    }
    return false;
  }

  /**
   * Whose runs a node is part of: the nearest block around it, or the root of its tree.
   * @param {Node} node
   * @returns {Node}
   */
  function containerOf(node) {
    for (let at = node; ; ) {
      if (dom.isElement(at) && isBlock(at, dom.localName(at))) return at;
      const parent = dom.parentNode(at);
      if (!parent) return at;
      at = parent;
    }
  }

  /** Walks a tree and hands out its runs, a few nodes at a time. */
  class Collector {
    /**
     * @param {object} handlers
     * @param {(block: Block) => void} handlers.take Is given each run that is worth reading.
     * @param {(root: ShadowRoot) => void} handlers.enter Is given each shadow root.
     * @param {(host: Element) => void} handlers.wait Is given each element that may get a shadow root later.
     * @param {(element: Element) => void} handlers.hide Is given each element that is not shown and that a reader reads over.
     */
    constructor(handlers) {
      this.handlers = handlers;
      /** @type {(Text | null)[]} The run so far; `null` is a line end. */
      this.parts = [];
      /** @type {Node[]} The blocks around, innermost last. */
      this.containers = [];
    }

    /**
     * @param {Node} root
     * @param {boolean} isShallow Whether to stay out of the blocks in it.
     * @returns {Generator<undefined>}
     */
    *collect(root, isShallow) {
      const walker = dom.createWalker(root, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT);
      this.containers = [root];
      let node = walker.firstChild();
      for (let count = 1; node; count++) {
        if (count % STEP === 0) yield;
        node = this.#visit(node, isShallow) ? (walker.firstChild() ?? this.#leave(walker, node)) : this.#next(walker);
      }
      this.#endRun();
    }

    /**
     * @param {Node} node
     * @param {boolean} isShallow
     * @returns {boolean} Whether to go into it.
     */
    #visit(node, isShallow) {
      if (dom.isText(node)) {
        this.parts.push(node);
        return false;
      }
      const element = /** @type {Element} */ (node);
      const name = dom.localName(element);
      if (name === "br") this.parts.push(null);
      if (name === "br" || name === "wbr") return false;
      if (isSkipped(element, name)) {
        if (!PASSED_OVER.has(name)) this.#endRun();
        return false;
      }
      if (!this.#meetShadow(element, name)) return false;
      const display = BLOCKS.has(name) ? "block" : getComputedStyle(element).display;
      if (display === "none" && this.parts.length) {
        this.handlers.hide(element); // read by itself: it may show later
        return false;
      }
      if (FLOWS_ON.test(display)) return true;
      this.#endRun();
      if (isShallow) return false;
      this.containers.push(element);
      return true;
    }

    /**
     * @param {Element} element
     * @param {string} name
     * @returns {boolean} Whether its own children are shown.
     */
    #meetShadow(element, name) {
      const shadow = shadowRoots.of(element);
      if (shadow) {
        this.#endRun();
        this.handlers.enter(shadow);
        return shadowRoots.hasSlot(shadow);
      }
      if (shadowRoots.mayCome(element, name)) this.handlers.wait(element);
      return true;
    }

    /**
     * On behind an element without children.
     * @param {TreeWalker} walker
     * @param {Node} node
     */
    #leave(walker, node) {
      if (node === this.containers[this.containers.length - 1]) this.containers.pop();
      return this.#next(walker);
    }

    /**
     * The next node that is not within the present one; leaving a block ends its run.
     * @param {TreeWalker} walker
     * @returns {Node | null}
     */
    #next(walker) {
      for (;;) {
        const next = walker.nextSibling();
        if (next) return next;
        const parent = walker.parentNode();
        if (!parent) return null;
        if (parent !== this.containers[this.containers.length - 1]) continue;
        this.#endRun();
        this.containers.pop();
      }
    }

    #endRun() {
      const { parts } = this;
      if (!parts.length) return;
      this.parts = [];
      let text = "";
      /** @type {Text[]} */
      const nodes = [];
      /** @type {number[]} */
      const starts = [];
      for (const part of parts) {
        if (part) {
          nodes.push(part);
          starts.push(text.length);
        }
        text += part ? dom.data(part) : "\n";
      }
      if (!nodes.length || !WORTH_READING.test(text)) return;
      const container = this.containers[this.containers.length - 1];
      const element = dom.isShadow(container) ? dom.host(container) : dom.isElement(container) ? container : null;
      if (element) this.handlers.take({ container, element, nodes, starts, text, length: text.length, marks: [], isGone: false, isOutdated: false, replaces: [] });
    }
  }

  /**
   * Which node of a run a position is in.
   * @param {Block} block
   * @param {number} offset In its text.
   */
  function nodeAt({ starts }, offset) {
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (starts[middle] <= offset) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  /**
   * The node and offset at a position of a run.
   * @param {Block} block
   * @param {number} offset In its text.
   * @param {boolean} isEnd Whether it is the end of a place: behind a character rather than before the next one.
   * @returns {[Text, number]}
   */
  function locate(block, offset, isEnd) {
    const at = nodeAt(block, isEnd ? offset - 1 : offset);
    return [block.nodes[at], Math.min(offset - block.starts[at], dom.length(block.nodes[at]))];
  }

  /**
   * Whether later text stands lower: not in vertical writing, and not in columns.
   * @param {Element} element
   */
  function flowsDown(element) {
    if (getComputedStyle(element).writingMode.startsWith("vertical")) return false;
    for (let at = /** @type {Node | null} */ (element); at; at = dom.composedParent(at)) {
      if (!dom.isElement(at)) continue;
      const { columnCount, columnWidth } = getComputedStyle(at);
      if (columnCount !== "auto" || columnWidth !== "auto") return false;
    }
    return true;
  }

  const probe = new Range();

  /**
   * Where a mark stands in the text.
   * @param {Mark} mark
   * @returns {StaticRange}
   */
  function rangeOf(mark) {
    if (!mark.range) {
      const [startContainer, startOffset] = locate(mark.block, mark.start, false);
      const [endContainer, endOffset] = locate(mark.block, mark.end, true);
      mark.range = new StaticRange({ startContainer, startOffset, endContainer, endOffset });
    }
    return mark.range;
  }

  /**
   * Where a mark is seen in the window, one box a line.
   * @param {Mark} mark
   * @returns {DOMRect[]}
   */
  function boxesOf(mark) {
    const range = rangeOf(mark);
    try {
      probe.setStart(range.startContainer, range.startOffset);
      probe.setEnd(range.endContainer, range.endOffset);
      const boxes = [...probe.getClientRects()].filter((box) => box.width > 0 && box.height > 0);
      probe.setStart(document, 0); // a live range within the page would cost at each of its changes
      probe.collapse(true);
      return boxes;
    } catch {
      return []; // the text has changed, the news of it is on its way
    }
  }

  reader.blocks = { Collector, flowsDown, nodeAt, locate, rangeOf, boxesOf, containerOf, isWithinSkipped, isBlock, isCard };
})();
