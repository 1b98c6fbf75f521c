/** Where marks stand: their ranges in the text, their boxes in the window. */
(() => {
  const reader = /** @type {Reader} */ (globalThis.glossaryReader);
  if (reader.ranges) return;
  const { blocks } = reader;
  const probe = new Range();

  /**
   * @param {Mark} mark
   * @returns {StaticRange}
   */
  function rangeOf(mark) {
    if (!mark.range) {
      const [startContainer, startOffset] = blocks.locate(mark.block, mark.start, false);
      const [endContainer, endOffset] = blocks.locate(mark.block, mark.end, true);
      mark.range = new StaticRange({ startContainer, startOffset, endContainer, endOffset });
    }
    return mark.range;
  }

  /**
   * Where a mark is seen, one box a line.
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

  reader.ranges = { rangeOf, boxesOf };
})();
