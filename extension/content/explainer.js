/** Opens and closes the card: by pointer, tap, command and for a selected text. */
(() => {
  const reader = /** @type {Reader} */ (globalThis.glossaryReader);
  if (reader.explainer) return;
  const { dom, marks, scanner, card } = reader;

  /** Milliseconds that the pointer rests on a mark before the card opens, and is away before it closes. */
  const REST = 120;
  const GRACE = 320;
  /** Milliseconds that a card waits for the whole article before it shows what the lexicon has. */
  const PATIENCE = 600;

  /** @type {{mark: Mark | null, view: CardView, how: How} | null} */
  let shown = null;
  /** @type {Mark | null} */
  let wanted = null;
  let isPinned = false;
  let attempt = 0;
  let opening = 0;
  let closing = 0;
  let isTouch = false;
  let pointer = { x: -1, y: -1, isPending: false };

  /**
   * @param {Mark} mark
   * @param {How} how
   * @param {DOMRect} [under]
   */
  async function open(mark, how, under) {
    const mine = ++attempt;
    wanted = mark;
    const box = under ?? marks.boxesOf(mark)[0];
    if (!box) return;
    const printed = printedOf(mark);
    const entry = await reader.platform.term(mark.term, mark.sense, printed).catch(() => null);
    if (isPast(mine)) return;
    if (!entry) return reader.main.refresh();
    const article = await within(PATIENCE, reader.platform.article(entry));
    if (isPast(mine)) return;
    const now = under ?? marks.boxesOf(wanted)[0] ?? box;
    show(wanted, viewOf(entry, article, { mark: wanted, box: now, how, printed }), how);
  }

  /**
   * Whether something else was asked for meanwhile, or the place is no more. (It may be another mark's by now.)
   * @param {number} mine
   */
  function isPast(mine) {
    return mine !== attempt || !wanted || wanted.block.isGone;
  }

  /**
   * @template T
   * @param {number} time
   * @param {Promise<T>} promise
   * @returns {Promise<T | null>}
   */
  function within(time, promise) {
    return Promise.race([promise.catch(() => null), new Promise((resolve) => setTimeout(() => resolve(null), time))]);
  }

  /**
   * @param {Mark | null} mark
   * @param {CardView} view
   * @param {How} how
   */
  function show(mark, view, how) {
    isPinned = false;
    shown = { mark, view, how };
    if (mark) marks.setCurrent(mark);
    card.show(view);
  }

  /** Closes the card; what is on its way does not open any more. */
  function close() {
    attempt++;
    wanted = null;
    shown = null;
    isPinned = false;
    clearTimeout(opening);
    clearTimeout(closing);
    opening = closing = 0;
    card.hide();
    marks.setCurrent(null);
  }

  /** Closes the card, but not the one that is about to open. */
  function leaveShown() {
    shown = null;
    isPinned = false;
    card.hide();
    marks.setCurrent(null);
  }

  /** @param {Mark} mark */
  function printedOf(mark) {
    const { startContainer, startOffset, endContainer, endOffset } = /** @type {StaticRange} */ (
      mark.range ?? { startContainer: mark.block.nodes[0], startOffset: 0, endContainer: mark.block.nodes[0], endOffset: 0 }
    );
    try {
      const range = new Range();
      range.setStart(startContainer, startOffset);
      range.setEnd(endContainer, endOffset);
      return range.toString().replace(/\s+/g, "");
    } catch {
      return "";
    }
  }

  /**
   * What the card shows.
   * @param {TermAnswer} entry
   * @param {ArticleAnswer | null} article
   * @param {{mark: Mark | null, box: DOMRect, how: How, printed: string}} at
   * @returns {CardView}
   */
  function viewOf(entry, article, { mark, box, how, printed }) {
    const { platform } = reader;
    const own = mark && scanner.own(mark);
    const view = reader.cardView(entry, article, printed, own);
    const element = mark?.block.element;
    const isVertical = Boolean(element && getComputedStyle(element).writingMode.startsWith("vertical"));
    return {
      ...view,
      box,
      anchor: element ?? null,
      isVertical,
      isTapped: how === "tap",
      isAnnounced: how === "key" || how === "lookup",
      close,
      leave: () => (how === "key" ? dom.body()?.focus?.() : undefined),
      actions: [
        { label: platform.message("pin"), act: () => void (isPinned = !isPinned), isPressed: () => isPinned },
        { label: platform.message("copy"), act: (say) => void copy(view, say) },
        ...(own && own.block !== mark.block ? [{ label: platform.message("showOnPage"), act: () => showExplanation(own) }] : []),
        ...platform.actions(entry, view, close),
      ],
    };
  }

  /**
   * Scrolls to an explanation that the page itself gives.
   * @param {OwnExplanation} own
   */
  function showExplanation({ block, start, end }) {
    close();
    if (block.isGone || block.isOutdated) return;
    const [first, firstOffset] = reader.blocks.locate(block, start, false);
    const [last, lastOffset] = reader.blocks.locate(block, end, true);
    const range = new Range();
    range.setStart(first, firstOffset);
    range.setEnd(last, lastOffset);
    const element = dom.parentNode(first);
    if (dom.isElement(element)) dom.scrollIntoView(element, { block: "center", inline: "nearest", behavior: "instant" });
    marks.setCurrent(range);
  }

  /**
   * Copies the explanation with whose it is; a page without https has no clipboard but the one of the copy event.
   * @param {CardText} view
   * @param {(said: string) => void} say
   */
  async function copy(view, say) {
    const { message } = reader.platform;
    const [sense] = view.senses;
    const cited = [sense?.issuer, sense?.years].filter(Boolean).join(message("comma"));
    const text = `${view.headword}${message("colon")}${sense?.definition || message("noExplanation")}${cited ? `（${cited}）` : ""}\n${view.url}`;
    /** @param {ClipboardEvent} event */
    const fill = (event) => {
      event.preventDefault();
      event.stopImmediatePropagation();
      event.clipboardData?.setData("text/plain", text);
    };
    addEventListener("copy", fill, { capture: true, once: true });
    const isDone = dom.execCommand("copy");
    removeEventListener("copy", fill, { capture: true });
    const isCopied = isDone || (await navigator.clipboard?.writeText(text).then(() => true, () => false));
    say(message(isCopied ? "copied" : "notCopied"));
  }

  /**
   * The mark under the pointer.
   * @param {number} x
   * @param {number} y
   */
  function markAt(x, y) {
    if (!marks.count()) return null;
    const place = dom.caretPosition(x, y, { shadowRoots: scanner.roots() });
    return dom.isText(place?.offsetNode) ? marks.under(place.offsetNode, x, y) : null;
  }

  /** @param {PointerEvent} event */
  function moved(event) {
    if (event.pointerType === "touch") return;
    isTouch = false;
    if (card.isHost(event.target)) return stay();
    pointer = { x: event.clientX, y: event.clientY, isPending: pointer.isPending };
    if (pointer.isPending || !isHoverOn(event)) return;
    pointer.isPending = true;
    requestAnimationFrame(() => {
      pointer.isPending = false;
      hover(markAt(pointer.x, pointer.y));
    });
  }

  /** @param {PointerEvent} event */
  function isHoverOn(event) {
    const { hover: how } = reader.main.settings();
    if (event.buttons || isPinned) return false;
    return how === "pointer" || (how === "alt" && event.altKey) || (how === "shift" && event.shiftKey) || shown?.how === "hover";
  }

  /** @param {{mark: Mark, box: DOMRect} | null} found */
  function hover(found) {
    if (found && found.mark === (shown?.mark ?? wanted)) return stay();
    clearTimeout(opening);
    if (found) {
      opening = setTimeout(() => {
        const now = markAt(pointer.x, pointer.y); // the text may have been scanned again
        if (now) void open(now.mark, "hover", now.box);
      }, REST);
      return stay();
    }
    if (!shown) {
      if (wanted) close();
    } else if (shown.how === "hover" && !closing) closing = setTimeout(close, GRACE);
  }

  function stay() {
    clearTimeout(closing);
    closing = 0;
  }

  /** @param {PointerEvent} event */
  function pressed(event) {
    isTouch = event.pointerType !== "mouse";
    clearTimeout(opening);
    if ((shown || wanted) && !isPinned && !card.isHost(event.target) && !isTouch) close();
  }

  /** @param {MouseEvent} event */
  function clicked(event) {
    if (card.isHost(event.target) || (!isTouch && (isSelecting() || isEntryLink(event)))) return;
    const found = isControl(event) ? null : markAt(event.clientX, event.clientY);
    if (found) {
      if (isEntryLink(event)) event.preventDefault(); // the card has the same link
      void open(found.mark, "tap", found.box);
    }
    else if (isTouch && shown && !isPinned) close();
  }

  /** Whether a click ends the selection of a text, as a drag or a double click does. */
  const isSelecting = () => getSelection()?.isCollapsed === false;

  /** Whether the page does something of its own with a click there. */
  function isControl(/** @type {MouseEvent} */ event) {
    const controls = "a[href], button, label, summary, input, select, textarea";
    return !isEntryLink(event) && event.composedPath().some((one) => dom.isElement(one) && dom.matches(one, controls));
  }

  /** Whether it is on a link that the server's own pages put around a term. */
  function isEntryLink(/** @type {MouseEvent} */ event) {
    return event.composedPath().some((one) => one instanceof HTMLAnchorElement && dom.matches(one, "a.term[href*='/terms/']"));
  }

  /** @param {KeyboardEvent} event */
  function typed(event) {
    if (!shown || event.isComposing) return;
    if (event.key === "Escape") {
      event.preventDefault();
      event.stopImmediatePropagation();
      close();
    } else if (event.key === "Tab" && !event.shiftKey && shown.how === "key" && !card.hasFocus()) {
      event.preventDefault();
      event.stopImmediatePropagation();
      card.enter();
    }
  }

  function scrolled() {
    if (!shown?.mark) return;
    if (shown.mark.block.isGone) return close();
    const box = marks.boxesOf(shown.mark)[0];
    if (!box || box.bottom < 0 || box.top > innerHeight) {
      if (wanted && wanted !== shown.mark) leaveShown(); // on the way to another one
      else if (!isPinned) close();
      return;
    }
    shown.view = { ...shown.view, box };
    card.follow(shown.view);
  }

  /**
   * Opens the next or previous term's card, from the present one or from what is seen.
   * @param {number} by 1 or -1.
   */
  async function step(by) {
    const all = marks.inOrder();
    if (!all.length) return false;
    const at = shown?.mark ? all.indexOf(shown.mark) : wanted ? all.indexOf(wanted) : -1;
    const next = at >= 0 ? all[(at + by + all.length) % all.length] : by > 0 ? firstInView(all) : lastInView(all);
    await reveal(next, "key");
    return true;
  }

  /** @param {Mark[]} all */
  function firstInView(all) {
    if (scrollY < 8) return all[0];
    return all.find((mark) => (marks.boxesOf(mark)[0]?.top ?? -1) >= 0) ?? all[0];
  }

  /** @param {Mark[]} all */
  function lastInView(all) {
    const shownNow = all.filter((mark) => (marks.boxesOf(mark)[0]?.bottom ?? Infinity) <= innerHeight);
    return shownNow[shownNow.length - 1] ?? all[all.length - 1];
  }

  /**
   * Scrolls to a mark and opens its card.
   * @param {Mark} mark
   * @param {How} how
   */
  async function reveal(mark, how) {
    const box = marks.boxesOf(mark)[0];
    if (!box || box.top < 0 || box.bottom > innerHeight || box.left < 0 || box.right > innerWidth) {
      const node = dom.parentNode(marks.firstNode(mark));
      if (dom.isElement(node)) dom.scrollIntoView(node, { block: "center", inline: "nearest", behavior: "instant" });
      scrollToMark(mark);
    }
    await open(mark, how);
  }

  /** @param {Mark} mark */
  function scrollToMark(mark) {
    const box = marks.boxesOf(mark)[0];
    if (box && (box.top < 0 || box.bottom > innerHeight)) scrollBy({ top: box.top - innerHeight / 2, behavior: "instant" });
  }

  /**
   * Opens a card for a selected text.
   * @param {TermAnswer} entry
   * @param {string} printed
   */
  async function openForSelection(entry, printed) {
    const mine = ++attempt;
    const selection = getSelection();
    const range = selection?.rangeCount ? selection.getRangeAt(0) : null;
    const box = range?.getClientRects()[0] ?? new DOMRect(innerWidth / 2, innerHeight / 3, 1, 1);
    const article = await within(PATIENCE, reader.platform.article(entry));
    if (mine !== attempt) return;
    show(null, viewOf(entry, article, { mark: null, box, how: "lookup", printed }), "lookup");
    if (range && !range.collapsed) marks.setCurrent(range);
  }

  const HANDLERS = { pointermove: moved, pointerdown: pressed, click: clicked, keydown: typed, scroll: scrolled, fullscreenchange: close };

  /** Listens to the page. */
  function listen() {
    reader.listeners.listen();
    reader.listeners.add(HANDLERS);
  }

  function stop() {
    close();
    reader.listeners.remove(HANDLERS);
  }

  /** Closes the card of a place that is no more. */
  function check() {
    if (shown && (shown.mark?.block.isGone || !card.isShown())) close();
  }

  /**
   * Has the open card be that of another mark at the same place, after the text around it was scanned again.
   * @param {Mark} from
   * @param {Mark | null} to
   */
  function move(from, to) {
    if (wanted === from) wanted = to;
    if (shown?.mark !== from) return;
    if (!to) return close();
    shown.mark = to;
    marks.setCurrent(to);
  }

  reader.explainer = { listen, move, mark: () => shown?.mark ?? wanted, stop, close, step, reveal, openForSelection, check };
})();
