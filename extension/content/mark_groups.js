/** The marks of an element with many of them, in groups, and which of these groups are near the window. */
(() => {
  const reader = /** @type {Reader} */ (globalThis.glossaryReader);
  if (reader.markGroups) return;
  const { dom, blocks } = reader;
  const { boxesOf } = blocks;

  const GROUP = 64;

  /**
   * The marks in the order of the page.
   * @param {Area} area
   * @returns {Mark[][]}
   */
  function groupsOf(area) {
    const marks = [...area.blocks].sort((a, b) => dom.compareNodes(a.nodes[0], b.nodes[0])).flatMap((block) => block.marks);
    /** @type {Mark[][]} */
    const groups = [];
    for (let at = 0; at < marks.length; at += GROUP) groups.push(marks.slice(at, at + GROUP));
    return groups;
  }

  /**
   * The first index for which `holds`, where it holds from some index on.
   * @template T
   * @param {T[]} all
   * @param {(one: T) => boolean} holds
   */
  function bisect(all, holds) {
    let low = 0;
    let high = all.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (holds(all[middle])) high = middle;
      else low = middle + 1;
    }
    return low;
  }

  /**
   * Top and bottom of a mark in the window.
   * @param {Mark} mark
   */
  function edges(mark) {
    const box = boxesOf(mark)[0];
    return box ? [box.top, box.bottom] : [0, 0];
  }

  /**
   * The first group near the window, and the one after the last. The marks stand in the order of the page, so both are
   * found by bisection.
   * @param {Element} element
   * @param {Mark[][]} groups
   * @returns {[number, number]}
   */
  function nearWindow(element, groups) {
    if (!blocks.flowsDown(element)) return [0, groups.length];
    const first = bisect(groups, (group) => edges(group[group.length - 1])[1] >= -innerHeight);
    return [first, bisect(groups, (group) => edges(group[0])[0] > 2 * innerHeight)];
  }

  reader.markGroups = { groupsOf, nearWindow };
})();
